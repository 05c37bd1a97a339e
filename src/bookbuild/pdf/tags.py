"""The structure of a book → the structure tree of its PDF (ISO 32000-1, 14.7; ISO 14289-1, 7).

Every piece of content that WeasyPrint has drawn and marked is tied to its structure element, links
to theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bookbuild.errors import OutputError
from bookbuild.pdf.drawing import runs_leftward, text_in_order
from bookbuild.pdf.roles import LIST_NUMBERING
from bookbuild.pdf.structure import Annotation, Mark, Node

PT_PER_PX = 0.75


class TagWriter:
    """Writes a structure into a PDF in the making.

    ``marks`` has, for each page, the number of the marked content that each box became.
    """

    def __init__(self, pdf: Any, document: Any, marks: Sequence[Mapping[Any, Any]]) -> None:
        import pydyf

        self.pdf, self.pydyf = pdf, pydyf
        self.heights = [page.height for page in document.pages]
        self.pages = pdf.page_references
        self.marks = marks
        self.owners: list[dict[int, bytes]] = [{} for _ in marks]
        self.annotations: list[bytes] = []
        self.identified: dict[str, bytes] = {}

    def write(self, root: Node) -> None:
        """Add the structure tree to the catalogue.  Raises OutputError if content is left untagged."""
        tree = self._added({"Type": "/StructTreeRoot"})
        tree["K"] = self.pydyf.Array([self._element(root, tree)])
        self._require_all_tagged()
        nums = self.pydyf.Array()
        for index, owners in enumerate(self.owners):
            nums += [index, self.pydyf.Array(owners[number] for number in range(len(owners)))]
        for index, owner in enumerate(self.annotations, start=len(self.owners)):
            nums += [index, owner]
        tree["ParentTree"] = self._added({"Nums": nums}).reference
        tree["ParentTreeNextKey"] = len(nums) // 2
        if self.identified:
            names = self.pydyf.Array()
            for name in sorted(self.identified):
                names += [self.pydyf.String(name), self.identified[name]]
            tree["IDTree"] = self._added({"Names": names}).reference
        self.pdf.catalog["StructTreeRoot"] = tree.reference
        self.pdf.catalog["MarkInfo"] = self.pydyf.Dictionary({"Marked": "true"})

    def _added(self, values: Mapping[str, Any]) -> Any:
        dictionary = self.pydyf.Dictionary(values)
        self.pdf.add_object(dictionary)
        return dictionary

    def _require_all_tagged(self) -> None:
        for index, (marks, owners) in enumerate(zip(self.marks, self.owners, strict=True)):
            if len(marks) != len(owners):
                raise OutputError(
                    f"On page {index + 1} of the print edition something is not part of the text.",
                    hint="Look for content that the book's own templates or styles put there.",
                )

    def _element(self, node: Node, around: Any) -> bytes:
        """Write a node and all inside it; return the reference to it."""
        element = self._added({"S": f"/{node.type}", "P": around.reference})
        kids = self.pydyf.Array()
        page: int | None = None
        for kid in node.read():
            if isinstance(kid, Mark):
                page = kid.page if page is None else page
                kids.append(self._content(kid, element, page))
            elif isinstance(kid, Annotation):
                kids += self._annotation(kid, node, element)
            elif not kid.is_empty:
                kids.append(self._element(kid, element))
        if kids:
            element["K"] = kids if len(kids) > 1 else kids[0]
        if page is not None:
            element["Pg"] = self.pages[page]
        self._describe(node, element)
        return bytes(element.reference)

    def _content(self, mark: Mark, element: Any, page: int) -> Any:
        number = self.marks[mark.page][mark.box]["mcid"]
        if text := text_in_order(mark.box):
            return self._in_order(mark, number, text, element)
        self.owners[mark.page][number] = element.reference
        if mark.page == page:
            return number
        return self.pydyf.Dictionary({"Type": "/MCR", "Pg": self.pages[mark.page], "MCID": number})

    def _in_order(self, mark: Mark, number: int, text: str, around: Any) -> Any:
        """Add a span that says what a text is whose letters are painted in another order (14.9.4).

        The text stands in the structure and not beside the content: there, programs that copy text take it
        for painted letters, and turn them round.
        """
        span = self._added({"S": "/Span", "P": around.reference, "Pg": self.pages[mark.page]})
        span["K"] = number
        span["ActualText"] = self.pydyf.String(text)
        if runs_leftward(mark.box):
            span["A"] = self.pydyf.Dictionary({"O": "/Layout", "WritingMode": "/RlTb"})
        self.owners[mark.page][number] = span.reference
        return span.reference

    def _annotation(self, kid: Annotation, node: Node, element: Any) -> list[Any]:
        """Return the reference to a link's active area; WeasyPrint made none if it leads nowhere."""
        annotation = kid.box.link_annotation
        if annotation is None:
            return []
        annotation["StructParent"] = len(self.owners) + len(self.annotations)
        self.annotations.append(element.reference)
        if words := _words_of_link(node.element):
            annotation["Contents"] = self.pydyf.String(words)
        return [
            self.pydyf.Dictionary(
                {"Type": "/OBJR", "Obj": annotation.reference, "Pg": self.pages[kid.page]}
            )
        ]

    def _describe(self, node: Node, element: Any) -> None:
        """Add language, alternative text and what else a type calls for."""
        outer = node.around.language if node.around else node.language
        if node.language and node.language != outer:
            element["Lang"] = self.pydyf.String(node.language)
        if describe := _DESCRIPTIONS.get(node.type):
            describe(self, node, element)
        turned = "" if node.element is None else node.element.get("dir", "")
        if mode := _WRITING_MODES.get(turned):
            layout = self.pydyf.Dictionary({"O": "/Layout", "WritingMode": f"/{mode}"})
            own = element.get("A")
            element["A"] = self.pydyf.Array([own, layout]) if own else layout

    def _figure(self, node: Node, element: Any) -> None:
        element["Alt"] = self.pydyf.String(node.element.get("alt"))
        mark = next(kid for kid in node.kids if isinstance(kid, Mark))
        box, height = mark.box, self.heights[mark.page]
        left, top = box.content_box_x(), box.content_box_y()
        corners = (left, height - top - box.height, left + box.width, height - top)
        bounds = self.pydyf.Array(round(px * PT_PER_PX, 3) for px in corners)
        element["A"] = self.pydyf.Dictionary({"O": "/Layout", "BBox": bounds})

    def _note(self, node: Node, element: Any) -> None:
        name = node.element.get("id") or f"note-{element.number}"
        element["ID"] = self.pydyf.String(name)
        self.identified[name] = element.reference

    def _list(self, node: Node, element: Any) -> None:
        kind = {"ul": "Disc", "dl": "None"}.get(node.element.tag)
        kind = kind or LIST_NUMBERING[node.element.get("type", "1")]
        element["A"] = self.pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{kind}"})

    def _cell(self, node: Node, element: Any) -> None:
        attributes = self.pydyf.Dictionary({"O": "/Table"})
        for name in ("colspan", "rowspan"):
            span = node.element.get(name, "1")
            if span.isdigit() and int(span) > 1:
                attributes[f"{name[:3].title()}Span"] = int(span)
        if node.type == "TH":
            row = node.element.get("scope") == "row" or _group_of(node) != "THead"
            attributes["Scope"] = "/Row" if row else "/Column"
        if len(attributes) > 1:
            element["A"] = attributes


_DESCRIPTIONS = {
    "Figure": TagWriter._figure,
    "Note": TagWriter._note,
    "L": TagWriter._list,
    "TH": TagWriter._cell,
    "TD": TagWriter._cell,
}


# The direction of text as PDF says it (ISO 32000-1, 14.8.5.4.2).
_WRITING_MODES = {"ltr": "LrTb", "rtl": "RlTb"}


def _group_of(node: Node) -> str:
    """Return the type of the row group that a cell stands in."""
    row = node.around
    return row.around.type if row and row.around else ""


def _words_of_link(element: Any) -> str:
    """Return what a link says: its label, or its text."""
    return element.get("aria-label") or " ".join("".join(element.itertext()).split())
