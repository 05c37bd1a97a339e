"""What is too large or too odd to be written in a table: each function adds it to a book's folder."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

from PIL import Image

MEGABYTE = 1 << 20


def text(folder: Path, words: str | bytes) -> None:
    data = words.encode() if isinstance(words, str) else words
    (folder / "manuscript" / "text.md").write_bytes(data)


def settings(folder: Path, more: str) -> None:
    with (folder / "manuscript" / "book.toml").open("a", encoding="utf-8") as stream:
        stream.write(f"\n{more}\n")


def style(folder: Path, name: str, content: str) -> None:
    path = folder / "styles" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")


def asset(folder: Path, name: str, content: bytes) -> None:
    (folder / "assets").mkdir(exist_ok=True)
    (folder / "assets" / name).write_bytes(content)


# Paths


def a_pipe(folder: Path) -> None:
    (folder / "manuscript" / "text.md").unlink()
    os.mkfifo(folder / "manuscript" / "text.md")


def a_name_of_a_million_characters(folder: Path) -> None:
    settings(folder, f'[[sections]]\nfile = "{"a/" * 500_000}b.md"')


def a_record_that_is_a_pipe(folder: Path) -> None:
    (folder / "dist").mkdir()
    os.mkfifo(folder / "dist" / "edition.json")


def a_record_nested_deeply(folder: Path) -> None:
    (folder / "dist").mkdir()
    (folder / "dist" / "edition.json").write_text("[" * MEGABYTE, "utf-8")


def no_settings(folder: Path) -> None:
    (folder / "manuscript" / "book.toml").unlink()


def no_manuscript(folder: Path) -> None:
    no_settings(folder)
    (folder / "manuscript" / "text.md").unlink()
    (folder / "manuscript").rmdir()


# Pictures


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, pixels: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def a_pixel_bomb(folder: Path) -> None:
    asset(folder, "a.png", png(100_000, 100_000, zlib.compress(bytes(MEGABYTE))))


def a_picture_that_unpacks_to_a_gigabyte(folder: Path) -> None:
    packer = zlib.compressobj()
    packed = [packer.compress(bytes(MEGABYTE)) for _ in range(1024)]
    asset(folder, "a.png", png(10, 10, b"".join([*packed, packer.flush()])))


def small_picture() -> bytes:
    target = io.BytesIO()
    Image.effect_noise((600, 400), 50).convert("RGB").save(target, "PNG")
    return target.getvalue()


def a_small_picture(folder: Path) -> None:
    asset(folder, "a.png", small_picture())


def two_small_pictures(folder: Path) -> None:
    asset(folder, "ä.png", small_picture())
    asset(folder, "ö.png", small_picture())


def a_picture_cut_off(folder: Path) -> None:
    asset(folder, "a.png", small_picture()[:500])


def a_drawing_of_uses(folder: Path) -> None:
    levels = "".join(f'<g id="a{n}">' + f'<use href="#a{n + 1}"/>' * 10 + "</g>" for n in range(20))
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{levels}<rect id="a20"/></svg>'
    asset(folder, "a.svg", drawing.encode())


# Sizes


def a_line_of_ten_megabytes(folder: Path) -> None:
    text(folder, "# T\n\n" + "words " * (10 * MEGABYTE // 6))


def a_file_of_twenty_megabytes(folder: Path) -> None:
    text(folder, "# T\n\n" + "words and words\n\n" * (20 * MEGABYTE // 17))


def settings_of_twenty_megabytes(folder: Path) -> None:
    settings(folder, "# comment\n" * (2 * MEGABYTE))


def settings_nested_deeply(folder: Path) -> None:
    settings(folder, f"x = {'[' * 100_000}{']' * 100_000}")


def a_template_of_two_megabytes(folder: Path) -> None:
    style(folder, "parts/section.j2", "{# #}" * (2 * MEGABYTE // 5))


def a_template_nested_deeply(folder: Path) -> None:
    style(folder, "parts/section.j2", "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}")


def a_style_nested_deeply(folder: Path) -> None:
    style(folder, "epub.css", "p { color: " + "(" * 100_000 + " }")


def quotations(folder: Path) -> None:
    text(folder, "# T\n\n" + "> " * 3_000 + "words")


def quotations_allowed(folder: Path) -> None:
    settings(folder, "[limits]\nnesting-depth = 100000")
    text(folder, "# T\n\n" + "> " * 1_500 + "words")


def lists(folder: Path) -> None:
    text(folder, "# T\n\n" + "\n".join(" " * 4 * n + "- words" for n in range(150)))


def emphasis(folder: Path) -> None:
    text(folder, "# T\n\n" + "*a **b " * 3_000 + "** *" * 3_000)


def brackets(folder: Path) -> None:
    text(folder, "# T\n\n" + "[" * 50_000)


def links(folder: Path) -> None:
    text(folder, "# T\n\n" + "[a](" * 20_000)


def tags_without_end(folder: Path) -> None:
    text(folder, "# T\n\n" + '<b a="' * 10_000)


def backticks(folder: Path) -> None:
    text(folder, "# T\n\n" + "`` ` ``` " * 9_000)


def headings(folder: Path) -> None:
    text(folder, "# T\n\n" + "## a\n" * 15_000)


def elements(folder: Path) -> None:
    text(folder, "# T\n\n" + "<div>" * 4_000 + "words")


def a_long_note(folder: Path) -> None:
    text(folder, "# T\n\nWords.[^1]\n\n[^1]: Note.\n" + "\n    words words words\n" * 15_000)


def many_sections(folder: Path) -> None:
    settings(folder, "".join(f'[[sections]]\nfile = "{n}.md"\n' for n in range(3_000)))


def a_long_book(folder: Path) -> None:
    settings(folder, "[limits]\nbuild-seconds = 1")
    text(folder, "# T\n\n" + ("words and more words " * 60 + "\n\n") * 2_000)


def many_notes(folder: Path) -> None:
    references = "".join(f"Words.[^{n}]\n\n" for n in range(1, 3_001))
    notes = "".join(f"[^{n}]: Note.\n\n" for n in range(1, 3_001))
    text(folder, f"# T\n\n{references}{notes}")


def combining_characters(folder: Path) -> None:
    text(folder, "# T\n\nW" + "\u0301\u0330" * 5_000 + "ords.")


def a_wide_table(folder: Path) -> None:
    row = "| a " * 1_000 + "|\n"
    text(folder, f"# T\n\n{row}{'|---' * 1_000}|\n{row}")


# Encodings


def windows_1252(folder: Path) -> None:
    text(folder, "# T\n\nDer große Krieg – Übersicht".encode("cp1252"))


def utf_16(folder: Path) -> None:
    text(folder, "# T\n\nWords.".encode("utf-16"))


def a_nul(folder: Path) -> None:
    text(folder, b"# T\n\nWo\0rds.")


def zeros(folder: Path) -> None:
    text(folder, bytes(1_000))


def surrogates(folder: Path) -> None:
    text(folder, b"# T\n\nWords \xed\xa0\x80\xed\xb0\x80.")
