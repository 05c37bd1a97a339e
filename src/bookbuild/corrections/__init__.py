"""Two printings of a book → what was corrected, where it stands in each, and what follows from it.

``texts`` sets a book's text down in paragraphs and words, ``printing`` is one printing of it, ``comparing`` finds
the changes between two, ``effects`` what they do to pages, notes and sheets, ``errata`` what a reader is told.
"""
