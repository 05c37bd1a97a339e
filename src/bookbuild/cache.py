"""What a build has made once → files in ``.bookbuild/cache``, each under the digest of all it was made of.

The cache saves time and nothing else.  It can be deleted at any moment, two builds can use it at
once, and an entry that is not exactly what was put there is thrown away and made again.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

FOLDER = "cache"
# 1,000 pages take about 20 MB: room for some versions of a large book.
LARGEST = 256 * 1024 * 1024
_SEAL_BYTES = 32


class Cache:
    """Content under keys of hexadecimal digits, in a folder of at most ``largest`` bytes.

    ``seal`` is a secret of this machine.  Every entry carries a digest (RFC 2104) made with it, of
    its key and its content, so that neither an accident nor a book folder from elsewhere can bring
    an entry of its own.
    """

    def __init__(self, folder: Path, *, seal: bytes | None = None, largest: int = LARGEST) -> None:
        self.folder = folder
        self.seal = seal or seal_of_this_machine()
        self.largest = largest
        self.thrown_away: list[str] = []

    def get(self, key: str) -> bytes | None:
        """Return what was put under a key; None if it is not there, or no longer as it was put."""
        path = self.folder / key
        try:
            entry = path.read_bytes()
        except OSError:
            return None
        content = entry[_SEAL_BYTES:]
        if not hmac.compare_digest(entry[:_SEAL_BYTES], self._sealed(key, content)):
            self.thrown_away.append(key)
            with suppress(OSError):
                path.unlink()
            return None
        with suppress(OSError):
            os.utime(path)
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keep content under a key, if it can be kept: a full disk does not stop a build."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".new-", dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(self._sealed(key, content) + content)
                Path(name).replace(self.folder / key)
            except OSError:
                Path(name).unlink(missing_ok=True)

    def trim(self) -> None:
        """Forget what was not used for longest until the cache is no larger than it may be."""
        entries = sorted(self._entries(), reverse=True)
        room = self.largest
        for _, size, path in entries:
            room -= size
            if room < 0:
                with suppress(OSError):
                    path.unlink()

    def _entries(self) -> Iterator[tuple[int, int, Path]]:
        """Yield when each file was used last, in ns, and its size, those half written included."""
        with suppress(OSError):
            for path in self.folder.iterdir():
                with suppress(OSError):
                    state = path.stat()
                    yield state.st_mtime_ns, state.st_size, path

    def _sealed(self, key: str, content: bytes) -> bytes:
        return hmac.digest(self.seal, key.encode() + b"\0" + content, hashlib.sha256)


@cache
def seal_of_this_machine() -> bytes:
    """Return the secret of this machine's caches, made when it is first asked for.

    Where it cannot be kept, it is another one in every process, and no cache is of use to the next.
    """
    home = os.environ.get("XDG_CACHE_HOME")
    try:
        folder = Path(home) if home else Path.home() / ".cache"
        return _kept_seal(folder / "bookbuild" / "seal")
    except (OSError, RuntimeError):
        return secrets.token_bytes(_SEAL_BYTES)


def _kept_seal(path: Path) -> bytes:
    """Return the secret in a file that only its owner can read.  Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(secrets.token_bytes(_SEAL_BYTES))
        # Whoever comes first has made it: link(2) does not replace what is there.
        with suppress(FileExistsError):
            os.link(name, path)
        Path(name).unlink()
    seal = path.read_bytes()
    if len(seal) != _SEAL_BYTES:
        path.unlink()
        raise OSError(f"{path} is damaged")
    return seal
