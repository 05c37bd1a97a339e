"""The links of a tagged PDF → the page that each leads to, by the number that is printed on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pikepdf

_DEEPEST = 50


def destinations(
    pdf: pikepdf.Pdf,
    annotations: Mapping[int, pikepdf.Object],
    pages: Mapping[tuple[int, int], int],
    labels: Sequence[str],
) -> Mapping[int, str]:
    """Return the label of the page that each link leads to, by the link's number in the structure.

    A link out of the PDF, or to a place it does not have, is left out (ISO 32000-2, 12.3.2).
    """
    named = dict(_named(pdf))
    result = {}
    for link, annotation in annotations.items():
        target = annotation.get("/Dest")
        if isinstance(target, pikepdf.String):
            target = named.get(bytes(target))
        if isinstance(target, pikepdf.Dictionary):
            target = target.get("/D")
        if isinstance(target, pikepdf.Array) and len(target):
            page = target[0]
            number = pages.get(page.objgen) if isinstance(page, pikepdf.Dictionary) else None
            if number is not None:
                result[link] = labels[number]
    return result


def _named(pdf: pikepdf.Pdf) -> Iterator[tuple[bytes, pikepdf.Object]]:
    """Yield the named places of a PDF."""
    names = pdf.Root.get("/Names")
    tree = names.get("/Dests") if isinstance(names, pikepdf.Dictionary) else None
    if isinstance(tree, pikepdf.Dictionary):
        yield from _leaves(tree, 0)


def _leaves(node: pikepdf.Object, depth: int) -> Iterator[tuple[bytes, pikepdf.Object]]:
    entries = list(node.get("/Names") or ())
    for name, value in zip(entries[::2], entries[1::2], strict=False):
        yield bytes(name), value
    if depth < _DEEPEST:
        for kid in node.get("/Kids") or ():
            yield from _leaves(kid, depth + 1)


def page_labels(pdf: pikepdf.Pdf) -> list[str]:
    """Return what to call each page: its folio, or its number in the file."""
    if "/PageLabels" not in pdf.Root:
        return [str(number) for number in range(1, len(pdf.pages) + 1)]
    return [str(page.label) for page in pdf.pages]
