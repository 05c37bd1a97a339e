"""A large book, section by section → one PDF: sections are laid out apart, kept, and bound together.

A *galley* is what the trade calls type that is set but has neither heads nor folios yet.  Here it is
the pages of one section, or of several that share a leaf.  Nothing in it says on which page of the
book it will stand, so it can be kept from one build to the next, and set beside others at the same
time.  Binding gives it its place, its heads and its folios.
"""
