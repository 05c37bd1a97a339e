#!/usr/bin/env bash
# Looks for what comes from the system rather than from Python, and installs what is missing where
# it may (Debian's apt-get, as root or with a sudo that asks nothing).
#
#   tools/setup-system.sh book    what building a book needs; without it the work stops here
#   tools/setup-system.sh test    what the tests check books with; without one of them, the tests
#                                 that use it are skipped, or fail where CI=true
set -euo pipefail

python=${PYTHON:-python3}
purpose=${1:?book or test}

have_command() { command -v "$1" >/dev/null 2>&1; }
have_library() { "$python" -c "import ctypes.util as u; raise SystemExit(not u.find_library('$1'))"; }
have_module() { "$python" -c "import $1" 2>/dev/null; }

# kind, name, Debian package, what for
book_needs='
module ensurepip python3-venv Python environments
library pango-1.0 libpango-1.0-0 setting lines of text
library pangoft2-1.0 libpangoft2-1.0-0 fonts
library harfbuzz-subset libharfbuzz-subset0 embedding fonts
'
test_needs='
command java default-jre-headless EPUBCheck
command chromium chromium Ace and the reading engine
command node nodejs Ace and the reading engine
command npm npm Ace and the reading engine
library atomic libatomic1 driving Chromium
command pdftotext poppler-utils reading finished PDFs
'

list_missing() { # needs -> the lines that are not met
    local kind name package purpose
    while read -r kind name package purpose; do
        [ -z "$kind" ] || "have_$kind" "$name" || echo "$package ($purpose)"
    done <<<"$1"
}

become_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

quietly() { # shows what a command printed only where it failed
    local output
    output=$("$@" </dev/null 2>&1) || { tail -n 20 <<<"$output" >&2 && return 1; }
}

may_install() { have_command apt-get && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; }

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    local apt=(apt-get -qq -o DPkg::Lock::Timeout=300)
    quietly become_root "${apt[@]}" update &&
        quietly become_root "${apt[@]}" install --yes --no-install-recommends "$@"
}

case $purpose in
book) needs=$book_needs ;;
test) needs=$test_needs ;;
*) echo "setup-system.sh: '$purpose' is neither book nor test" >&2 && exit 2 ;;
esac

if ! have_command "$python" ||
    ! "$python" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))'; then
    echo "Python 3.11 or newer is needed; name it with PYTHON=… if it is not '$python'." >&2
    exit 1
fi

missing=$(list_missing "$needs")
[ -n "$missing" ] || exit 0

if may_install; then
    mapfile -t packages < <(cut -d' ' -f1 <<<"$missing" | sort -u)
    echo "Installing from the system's packages: ${packages[*]}"
    install_packages "${packages[@]}" || echo "apt-get could not install all of them." >&2
    missing=$(list_missing "$needs")
    [ -n "$missing" ] || exit 0
fi

echo "Missing on this system (Debian's package names):" >&2
while read -r line; do echo "  $line" >&2; done <<<"$missing"
if [ "$purpose" = test ] && [ "${CI:-}" != true ]; then
    echo "The tests that need them will be skipped." >&2
    exit 0
fi
exit 1
