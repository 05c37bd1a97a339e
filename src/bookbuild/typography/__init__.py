"""Plainly typed text → text with the marks, dashes and spaces of its language, tree → tree.

``setting`` goes over the book's tree: ``runs`` makes each block one line of text, ``points`` sets
dashes, ellipses and no-break spaces, ``marks`` and ``quotes`` read what each quotation mark is, all
by the tables in ``languages``.  ``review`` finds what the rules could not decide.
"""

from __future__ import annotations

from bookbuild.typography.review import Doubt, Trouble, unbalanced, undecided
from bookbuild.typography.setting import set_type

__all__ = ["Doubt", "Trouble", "set_type", "unbalanced", "undecided"]
