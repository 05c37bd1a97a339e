"""``python -m bookbuild`` is the command line."""

from bookbuild.cli import main

main()
