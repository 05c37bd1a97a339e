"""What a build may read: files of the book's folder, and nothing else in the world."""

from __future__ import annotations

import os
import socket
from dataclasses import fields

import pytest

from bookbuild.boundaries import Boundary
from bookbuild.errors import ManuscriptError
from bookbuild.limits import Limits
from bookbuild.model import Position


@pytest.fixture
def book(tmp_path):
    """A book's folder with a secret lying beside it."""
    (tmp_path / "secret.md").write_text("secret")
    folder = tmp_path / "book"
    (folder / "assets").mkdir(parents=True)
    (folder / "manuscript").mkdir()
    (folder / "manuscript" / "one.md").write_text(
        "# One\r\n\r\nÉtude", encoding="utf-8", newline=""
    )
    (folder / "assets" / "Map.png").write_bytes(b"picture")
    return folder


def refusal(boundary, name, **more):
    with pytest.raises(ManuscriptError) as caught:
        boundary.read_bytes(name, what="picture", **more)
    assert caught.value.hint, "an error says what to do"
    return caught.value


def test_a_file_of_the_book_is_read(book):
    boundary = Boundary(book)
    assert boundary.read_bytes("assets/Map.png", what="picture") == b"picture"
    assert boundary.read_text("manuscript/one.md", what="section") == "# One\n\nÉtude"
    assert boundary.resolve("./assets//Map.png") == book.resolve() / "assets" / "Map.png"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../secret.md", "leads upwards"),
        ("assets/../../secret.md", "leads upwards"),
        ("assets/../assets/Map.png", "leads upwards"),
        ("/etc/passwd", "absolute path"),
        ("//host/share", "absolute path"),
        ("C:/windows/win.ini", "absolute path"),
        ("c:map.png", "absolute path"),
        ("..\\secret.md", "backslash"),
        ("assets\\Map.png", "backslash"),
        ("https://example.com/map.png", "an address"),
        ("file:///etc/passwd", "an address"),
        ("", "cannot be the name"),
        ("assets/Map.png\0.md", "cannot be the name"),
        ("assets/Map\n.png", "cannot be the name"),
        ("assets/\ud800.png", "cannot be the name"),
        ("assets", "a folder"),
        (".", "a folder"),
        ("assets/none.png", "not there"),
        ("assets/Map.png/more", "not there"),
        ("x" * 5000, "cannot be read"),
    ],
)
def test_names_that_are_refused(book, name, said):
    error = refusal(Boundary(book), name)
    assert said in error.message
    assert len(error.message) < 250
    assert error.message.isprintable()


def test_a_link_inside_the_book_is_followed(book):
    (book / "assets" / "chart.png").symlink_to("Map.png")
    (book / "pictures").symlink_to("assets")
    assert Boundary(book).read_bytes("pictures/chart.png", what="picture") == b"picture"


@pytest.mark.parametrize("target", ["../secret.md", "/etc/passwd", "..", "assets/../../secret.md"])
def test_a_link_that_leads_out_is_refused(book, target):
    (book / "link").symlink_to(target)
    name = "link/secret.md" if target == ".." else "link"
    assert "leads out of the book" in refusal(Boundary(book), name).message


def test_a_link_in_a_circle_is_refused(book):
    (book / "a").symlink_to("b")
    (book / "b").symlink_to("a")
    refusal(Boundary(book), "a")


def test_the_folder_itself_may_be_a_link(book, tmp_path):
    (tmp_path / "shortcut").symlink_to(book)
    boundary = Boundary(tmp_path / "shortcut")
    assert boundary.exists("assets/Map.png")


def test_a_pipe_does_not_make_the_build_wait(book):
    os.mkfifo(book / "pipe")
    assert "a pipe" in refusal(Boundary(book), "pipe").message


def test_sockets_and_devices_are_refused(book, monkeypatch):
    monkeypatch.chdir(book)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as ear:
        ear.bind("ear")
        assert "a socket" in refusal(Boundary(book), "ear").message
    (book / "null").symlink_to("/dev/null")
    assert "leads out" in refusal(Boundary(book), "null").message


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_without_permission(book):
    (book / "assets" / "Map.png").chmod(0)
    assert "permission denied" in refusal(Boundary(book), "assets/Map.png").message


def test_a_file_that_vanishes_between_looking_and_opening(book, monkeypatch):
    boundary = Boundary(book)
    real = os.open

    def vanish(path, flags, *more, **named):
        (book / "assets" / "Map.png").unlink()
        return real(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", vanish)
    assert "cannot be read" in refusal(boundary, "assets/Map.png").message


def test_a_file_replaced_by_a_link_between_looking_and_opening(book, tmp_path, monkeypatch):
    boundary = Boundary(book)
    real = os.open

    def replace(path, flags, *more, **named):
        (book / "assets" / "Map.png").unlink()
        (book / "assets" / "Map.png").symlink_to(tmp_path / "secret.md")
        return real(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", replace)
    refusal(boundary, "assets/Map.png")


def test_a_misspelt_name_gets_a_suggestion(book):
    assert refusal(Boundary(book), "assets/map.png").hint == "Did you mean “Map.png”?"


def test_an_error_says_where_the_manuscript_names_the_file(book):
    where = Position("manuscript/one.md", 3, 1)
    assert refusal(Boundary(book), "assets/none.png", position=where).position == where


def test_there_must_be_a_folder(tmp_path):
    (tmp_path / "file").touch()
    for name in ("none", "file", "a\0b"):
        with pytest.raises(ManuscriptError, match="no folder"):
            Boundary(tmp_path / name)


# --- looking around


def test_exists(book):
    boundary = Boundary(book)
    assert boundary.exists("assets/Map.png")
    assert not boundary.exists("assets/none.png")
    assert not boundary.exists("assets")
    with pytest.raises(ManuscriptError):
        boundary.exists("../secret.md")


def test_files_come_sorted_without_hidden_ones_and_folders(book):
    for name in ("b.css", "a.CSS", ".hidden.css", "c.txt"):
        (book / "assets" / name).touch()
    (book / "assets" / "folder.css").mkdir()
    boundary = Boundary(book)
    assert boundary.files("assets", [".css"]) == ("assets/a.CSS", "assets/b.css")
    assert boundary.files("assets", [".css", ".txt"])[-1] == "assets/c.txt"
    assert boundary.files("none", [".css"]) == ()
    assert boundary.files("assets/Map.png", [".css"]) == ()


def test_files_do_not_lead_out(book):
    (book / "assets" / "link.css").symlink_to("/etc/passwd")
    with pytest.raises(ManuscriptError, match="leads out"):
        Boundary(book).files("assets", [".css"])


# --- text in other encodings


@pytest.mark.parametrize(
    ("encoding", "text", "named"),
    [
        ("cp1252", "One\nThe “Étude”", "Windows-1252"),
        ("latin-1", "Un été, déjà vu", "Windows-1252"),
        ("mac-roman", "Un été, déjà vu", "Mac OS Roman"),
        ("cp1251", "О единоначалии", "Windows-1251"),
        ("koi8-r", "О единоначалии", "KOI8-R"),
        ("utf-16", "One", "UTF-16"),
        ("utf-16-le", "One", "UTF-16"),
    ],
)
def test_another_encoding_is_named(book, encoding, text, named):
    (book / "two.md").write_bytes(text.encode(encoding))
    with pytest.raises(ManuscriptError) as caught:
        Boundary(book).read_text("two.md", what="section")
    assert named in caught.value.hint


def test_a_wrong_byte_has_its_line_and_column(book):
    (book / "two.md").write_bytes("One\r\nÉtude ".encode() + b"\x93quoted\x94")
    with pytest.raises(ManuscriptError) as caught:
        Boundary(book).read_text("two.md", what="section")
    assert str(caught.value.position) == "two.md:2:7"


def test_a_byte_order_mark_is_no_text(book):
    (book / "two.md").write_bytes(b"\xef\xbb\xbf# Two")
    assert Boundary(book).read_text("two.md", what="section") == "# Two"


def test_a_nul_is_no_text(book):
    (book / "two.md").write_bytes(b"One\ntwo\0three")
    with pytest.raises(ManuscriptError, match="NUL") as caught:
        Boundary(book).read_text("two.md", what="section")
    assert str(caught.value.position) == "two.md:2:4"


# --- limits


def test_a_file_above_the_limit_names_the_setting(book):
    boundary = Boundary(book, Limits(image_bytes=6, text_bytes=5))
    error = refusal(boundary, "assets/Map.png")
    assert error.message == "The picture “assets/Map.png” has 7 bytes; the limit is 6."
    assert "image-bytes in the [limits] table of book.toml" in error.hint
    with pytest.raises(ManuscriptError) as caught:
        boundary.read_text("manuscript/one.md", what="section")
    assert "text-bytes" in caught.value.hint


def test_a_limit_of_the_caller(book):
    boundary = Boundary(book)
    assert boundary.read_bytes("assets/Map.png", what="picture", limit=7) == b"picture"
    assert "at most 6 are read" in refusal(boundary, "assets/Map.png", limit=6).message


def test_a_huge_file_is_not_read_into_memory(book):
    with (book / "assets" / "huge.png").open("wb") as stream:
        stream.truncate(1 << 40)
    assert "1,099,511,627,776 bytes" in refusal(Boundary(book), "assets/huge.png").message


@pytest.mark.parametrize("name", [field.name for field in fields(Limits)])
def test_every_limit_ends_in_an_error_that_names_it(name):
    limits = Limits()
    limits.hold(name, getattr(limits, name), what="The book")
    with pytest.raises(ManuscriptError) as caught:
        limits.hold(name, getattr(limits, name) + 1, what="The book")
    assert name.replace("_", "-") in caught.value.hint


def test_a_limit_is_at_least_one():
    with pytest.raises(ValueError, match="nesting-depth must be at least 1"):
        Limits(nesting_depth=0)
