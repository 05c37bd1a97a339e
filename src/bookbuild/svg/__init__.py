"""Drawings: an SVG file of any origin → one that neither acts nor fetches, and its size."""

from bookbuild.svg.cleaning import clean_svg, svg_size

__all__ = ["clean_svg", "svg_size"]
