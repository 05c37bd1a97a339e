"""Pictures: the bytes of a file → what the EPUB and the print edition carry of it."""

from bookbuild.images.conversion import Packed
from bookbuild.images.pictures import (
    EXTENSIONS,
    Picture,
    for_epub,
    for_print,
    inspect,
    printed_dpi,
)

__all__ = ["EXTENSIONS", "Packed", "Picture", "for_epub", "for_print", "inspect", "printed_dpi"]
