"""Very large and very deep input: each case ends, with 1 GiB of memory and seconds of work.

Each case runs in a process of its own that the system stops if it takes more.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

resource = pytest.importorskip("resource")

SOURCE = Path(__file__).parent.parent / "src"
MEMORY_BYTES = 1 << 30
PROCESSOR_SECONDS = 60

PREAMBLE = """
import struct, zlib
from bookbuild.encodings import decode_text
from bookbuild.errors import ManuscriptError
from bookbuild.images import for_epub, for_print, inspect
from bookbuild.sanitising import clean_html, url_kind
from bookbuild.svg import clean_svg

def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

def png(width, height, depth, colour, pixels):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\\x89PNG\\r\\n\\x1a\\n" + header + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")

def zeros(count):
    packer = zlib.compressobj()
    packed = [packer.compress(bytes(1 << 20)) for _ in range((count >> 20) + 1)]
    return b"".join(packed) + packer.flush()

def svg(inside):
    return f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()

def both(data):
    picture = inspect("picture", data)
    for_epub(picture, data)
    for_print(picture, data)
"""

# What is tried, and how it ends: "done", or the words of the error.
CASES = {
    "html: 10 MB without a tag": ("clean_html('x' * 10_000_000, line=1)", "done"),
    "html: 10 MB of ampersands": ("clean_html('&' * 10_000_000, line=1)", "done"),
    "html: 10 MB in one line with a tag": ("clean_html('x' * 10_000_000 + '<br>', line=1)", "over"),
    "html: 100,000 levels": ("clean_html('<div>' * 100_000, line=1)", "over"),
    "html: 9,000 levels": ("clean_html('<div>' * 9_000, line=1)", "nested 9,000 levels deep"),
    "html: levels behind quotes": (
        """clean_html('<i><br title="</i>">' * 4_000, line=1)""",
        "nested 4,000 levels deep",
    ),
    "html: levels in what looks like a comment": (
        "clean_html('<!-->' + ''.join(f'<b id=a{i}>' for i in range(9_000)) + '-->', line=1)",
        "nested 9,000 levels deep",
    ),
    "html: 60,000 attributes": (
        "clean_html('<p ' + ' '.join(f'a{i}' for i in range(60_000)) + '>', line=1)",
        "done",
    ),
    "html: quotes that never end": ("""clean_html('<a b="' * 9_000, line=1)""", "done"),
    "html: comments that never end": ("clean_html('<!--' * 9_000, line=1)", "done"),
    "html: spaces in a tag": ("clean_html('<a' + ' ' * 400_000 + '<b>', line=1)", "done"),
    "address: 10 MB": ("url_kind('a' * 10_000_000 + ':')", "done"),
    "address: 10 MB of entities": ("url_kind('&amp;' * 2_000_000)", "done"),
    "text: 16 MB in another encoding": (
        "decode_text(b'a\\n' * 8_000_000 + b'\\xe9', 'a.md', what='section')",
        "not UTF-8",
    ),
    "svg: 100,000 levels": ("clean_svg(svg('<g>' * 100_000))", "not well-formed"),
    "svg: 250 levels": ("clean_svg(svg('<g>' * 250 + '</g>' * 250))", "done"),
    "svg: a million elements": ("clean_svg(svg('<g/>' * 1_000_000))", "more than 250,000"),
    "svg: 240,000 elements": ("clean_svg(svg('<g/>' * 240_000))", "done"),
    "svg: two million attributes": (
        "clean_svg(svg('<g ' + ' '.join(f'a{i}=\"\"' for i in range(2_000_000)) + '/>'))",
        "more than 250,000",
    ),
    "svg: a path of 9 MB": ("clean_svg(svg('<path d=\"' + 'M 1 2 ' * 1_500_000 + '\"/>'))", "done"),
    "svg: brackets in brackets in a style": (
        "clean_svg(svg('<g style=\"x:' + '(' * 500_000 + '\"/>'))",
        "done",
    ),
    "svg: 11 MB of style": (
        "clean_svg(svg('<style>' + 'a{b:c}' * 1_500_000 + '</style>'))",
        "style",
    ),
    "svg: 20,000 rules with references": (
        "clean_svg(svg('<style>' + ''.join(f'.c{i}{{fill:url(#p{i})}}' for i in range(20_000))"
        " + '</style>' + ''.join(f'<g class=\"c{i}\"/>' for i in range(20_000))))",
        "done",
    ),
    "svg: a chain of 50,000 references": (
        "clean_svg(svg(''.join(f'<g id=\"a{i}\"><use href=\"#a{i + 1}\"/></g>'"
        " for i in range(50_000))))",
        "too often",
    ),
    "png: 79 million pixels in 16 bits": (
        "both(png(10_000, 7_900, 16, 0, zeros(158_010_000)))",
        "done",
    ),
    "png: pixels that go on for a gigabyte": ("both(png(10, 10, 8, 2, zeros(1 << 30)))", "done"),
    "png: one row of 79 million pixels": (
        "both(png(79_000_000, 1, 8, 0, zeros(80 << 20)))",
        "done",
    ),
    "png: a text of a gigabyte": (
        "both(png(1, 1, 8, 0, zlib.compress(bytes(2))).replace(b'\\0\\0\\0\\0IEND',"
        " chunk(b'zTXt', b'a\\0\\0' + zeros(1 << 30)) + b'\\0\\0\\0\\0IEND'))",
        "damaged",
    ),
    "png: a pixel bomb": (
        "both(png(100_000, 100_000, 8, 2, zeros(1 << 20)))",
        "10,000,000,000 pixels",
    ),
}


def confined():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
@pytest.mark.parametrize(("tried", "end"), CASES.values(), ids=CASES)
def test_it_ends_in_time_and_memory(tried, end):
    program = (
        f"{PREAMBLE}\ntry:\n    {tried}\n    print('done')\n"
        "except ManuscriptError as error:\n    print(error.message)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        preexec_fn=confined,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert end in done.stdout
