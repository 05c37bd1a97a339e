"""``validate`` says what a PDF does besides being read: each thing in each place where a viewer looks for it."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from bookbuild.validation import actions
from bookbuild.validation.actions import KINDS, active_findings
from bookbuild.validation.verdicts import judge
from collation.making import editions, write_book

SCRIPT = {"S": Name.JavaScript, "JS": String("app.alert(1)")}
ACTIONS = {
    "pdf-javascript": [SCRIPT],
    "pdf-launch": [{"S": Name.Launch, "F": String("/bin/sh")}],
    "pdf-sends": [
        {"S": Name.SubmitForm, "F": String("https://example.org/")},
        {"S": Name.ImportData, "F": String("data.fdf")},
    ],
    "pdf-leads-away": [
        {"S": Name.GoToR, "F": String("other.pdf")},
        {"S": Name.GoToE},
        {"S": Name.Thread},
        {"S": Name.URI, "URI": String("javascript:alert(1)")},
        {"S": Name.URI, "URI": String("file:///etc/passwd")},
    ],
    "pdf-plays": [
        {"S": Name.Sound},
        {"S": Name.Movie},
        {"S": Name.Rendition},
        {"S": Name.GoTo3DView},
        {"S": Name.RichMediaExecute},
    ],
    "pdf-acts": [
        {"S": Name.ResetForm},
        {"S": Name.Hide},
        {"S": Name.Named, "N": Name.Print},
        {"S": Name.SetOCGState},
        {"S": Name.Trans},
    ],
}
EACH = [(code, action) for code, kinds in ACTIONS.items() for action in kinds]
PASSIVE = [
    {"S": Name.URI, "URI": String("https://example.org/")},
    {"S": Name.URI, "URI": String("mailto:a@example.org")},
    {"S": Name.GoTo, "D": String("a")},
]


def blank() -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.add_blank_page()
    return pdf


def link(**more: object) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], **more)


def on_opening(pdf, action):
    pdf.Root.OpenAction = action


def of_the_file(pdf, action):
    pdf.Root.AA = Dictionary(WC=action)


def on_a_page(pdf, action):
    pdf.pages[1].obj.AA = Dictionary(O=pdf.make_indirect(action))


def on_a_click(pdf, action):
    pdf.pages[1].obj.Annots = Array([pdf.make_indirect(link(A=action))])


def on_passing(pdf, action):
    pdf.pages[1].obj.Annots = Array([link(AA=Dictionary(E=action))])


def after_another(pdf, action):
    pdf.Root.OpenAction = Dictionary(
        S=Name.GoTo, Next=Array([Dictionary(S=Name.GoTo, Next=action)])
    )


def by_a_bookmark(pdf, action):
    pdf.Root.Outlines = Dictionary(First=pdf.make_indirect(Dictionary(A=action)))


def by_a_field(pdf, action):
    kid = Dictionary(T=String("a"), AA=Dictionary(K=action))
    pdf.Root.AcroForm = Dictionary(Fields=Array([Dictionary(Kids=Array([kid]))]))


def by_name(pdf, action):
    tree = Dictionary(Kids=Array([Dictionary(Names=Array([String("a"), action]))]))
    pdf.Root.Names = Dictionary(JavaScript=tree)


PLACES = {
    on_opening: None,
    of_the_file: None,
    on_a_page: "page 2",
    on_a_click: "page 2",
    on_passing: "page 2",
    after_another: None,
    by_a_bookmark: None,
    by_a_field: None,
    by_name: None,
}


@pytest.mark.parametrize(("place", "page"), PLACES.items(), ids=lambda v: getattr(v, "__name__", v))
@pytest.mark.parametrize(("code", "action"), EACH)
def test_each_action_is_found_in_each_place(place, page, code, action):
    with blank() as pdf:
        place(pdf, Dictionary(**action))
        found = list(active_findings(pdf))
    assert [(f.code, f.position and f.position.file) for f in found] == [(code, page)]
    assert found[0].severity is KINDS[code].severity
    assert found[0].hint


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("action", PASSIVE, ids=lambda action: str(action["S"]))
def test_links_are_no_finding(place, action):
    with blank() as pdf:
        place(pdf, Dictionary(**action))
        assert list(active_findings(pdf)) == []


@pytest.mark.parametrize("kind", sorted(actions._ANNOTATIONS))
def test_annotations_that_carry_or_play_are_found(kind):
    with blank() as pdf:
        note = link()
        note.Subtype = Name(kind)
        pdf.pages[0].obj.Annots = Array([note])
        (found,) = active_findings(pdf)
    assert found.code == actions._ANNOTATIONS[kind]
    assert found.position.file == "page 1"


def test_an_attached_file_is_found_with_its_name():
    with blank() as pdf:
        pdf.attachments["secret.exe"] = b"MZ"
        found = list(active_findings(pdf))
    assert {f.code for f in found} == {"pdf-attachment"}
    assert "secret.exe" in found[0].message


def test_a_film_that_runs_a_program_is_both():
    with blank() as pdf:
        on_opening(pdf, Dictionary(S=Name.Rendition, JS=String("app.alert(1)")))
        assert {f.code for f in active_findings(pdf)} == {"pdf-plays", "pdf-javascript"}


def test_a_form_that_is_a_program_is_found():
    with blank() as pdf:
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=String("<xdp/>"))
        assert [f.code for f in active_findings(pdf)] == ["pdf-javascript"]


def test_what_a_page_has_often_is_said_once_and_circles_end():
    with blank() as pdf:
        action = pdf.make_indirect(Dictionary(**SCRIPT))
        action.Next = action
        pdf.pages[0].obj.Annots = Array([link(A=Dictionary(**SCRIPT)), link(A=action)])
        pdf.Root.OpenAction = Dictionary(**SCRIPT)
        places = [f.position and f.position.file for f in active_findings(pdf)]
    assert places == ["page 1", None]


def test_validate_judges_by_it(tmp_path):
    with blank() as pdf:
        on_opening(pdf, Dictionary(**SCRIPT))
        pdf.save(tmp_path / "sent.pdf")
    own = judge(tmp_path / "sent.pdf")[0]
    assert not own.passed
    assert "pdf-javascript" in {finding.code for finding in own.findings}


@pytest.mark.parametrize("notes", ["endnotes", "footnotes"])
def test_our_own_pdf_does_nothing(notes, tmp_path):
    made = editions(write_book(tmp_path / "book", "en", notes=notes))
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert list(active_findings(pdf)) == []
