"""What strangers write into a manuscript: raw HTML → its harmless part; addresses → their kind."""

from bookbuild.sanitising.addresses import UrlKind, safe_url, url_kind
from bookbuild.sanitising.allowed import ELEMENTS, keep_attribute
from bookbuild.sanitising.cleaning import clean_html
from bookbuild.sanitising.stylesheets import require_safe_stylesheet

__all__ = [
    "ELEMENTS",
    "UrlKind",
    "clean_html",
    "keep_attribute",
    "require_safe_stylesheet",
    "safe_url",
    "url_kind",
]
