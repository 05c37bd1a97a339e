"""Turn a table of dates into the chart of the book: which group of the left stood when, 1918--1928.

Run ``python assets/draw_groups.py``; it writes ``groups-over-time.svg`` beside itself.  The
picture is drawn for a width of 105 mm, at which four units make a millimetre, and for printing
in black alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from xml.sax.saxutils import escape

OUTPUT = Path(__file__).with_name("groups-over-time.svg")

FIRST_YEAR, YEARS = 1918, 11
WIDTH = 420  # 105 mm
YEAR_WIDTH = WIDTH / YEARS
NAME_SIZE = 13.6  # 9.6 pt at 105 mm
SMALL_SIZE = 12  # 8.5 pt, the smallest in the picture
HEAD = 42  # events and years, above the first group
ROW = 46
BAR_DROP = 25  # from the top of a row to the top of its bar
BAR = 10
FOOT = 34  # the key, below the last group
FAMILY = "Source Serif Pro, serif"

TITLE = "The groups over time, 1918–1928"
DESCRIPTION = (
    "Nine groups of the Bolshevik left, one to a line, each with its name, the names of its "
    "leading members and a bar that shows the months in which it existed: black in the open, "
    "striped underground or in exile, a thin line where only scattered members remained."
)


class State(StrEnum):
    """How a group existed during a span of months."""

    OPEN = "in the open"
    HIDDEN = "underground, in exile"
    SCATTERED = "scattered members"


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the chart, counted from 1."""

    year: int
    month: int

    @property
    def x(self) -> float:
        """The left edge of the month, in units of the picture."""
        return (self.year - FIRST_YEAR + (self.month - 1) / 12) * YEAR_WIDTH


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time up to, and without, the month ``end``."""

    start: Month
    end: Month
    state: State


@dataclass(frozen=True, slots=True)
class Group:
    """A line of the chart; ``flush_right`` sets its names against the right edge."""

    name: str
    members: str
    spans: tuple[Span, ...]
    flush_right: bool = False

    @property
    def extent(self) -> tuple[float, float]:
        """Where the names begin and end, near enough to keep lines out of them in any serif."""
        width = len(self.name) * NAME_SIZE * 0.52 + (len(self.members) + 1) * SMALL_SIZE * 0.43
        edge = WIDTH - 3 if self.flush_right else self.spans[0].start.x + 3
        return (edge - width, edge) if self.flush_right else (edge, edge + width)


@dataclass(frozen=True, slots=True)
class Event:
    """A date that cuts across the whole chart."""

    when: Month
    name: str
    anchor: str


END = Month(1929, 1)
BAN = Month(1921, 3)
EXPULSION = Month(1927, 12)

EVENTS = (
    Event(BAN, "March 1921: factions banned", "middle"),
    Event(EXPULSION, "Dec. 1927: expulsion", "end"),
)

GROUPS = (
    Group(
        "Left Communists",
        "Bukharin, Osinsky, Radek, Smirnov",
        (Span(Month(1918, 1), Month(1918, 8), State.OPEN),),
    ),
    Group(
        "Military Opposition",
        "Smirnov",
        (Span(Month(1918, 12), Month(1919, 4), State.OPEN),),
    ),
    Group(
        "Democratic Centralists",
        "Osinsky, Sapronov, Smirnov",
        (
            Span(Month(1919, 12), BAN, State.OPEN),
            Span(BAN, Month(1926, 11), State.SCATTERED),
        ),
    ),
    Group(
        "Workers’ Opposition",
        "Shliapnikov, Medvedev, Kollontai",
        (
            Span(Month(1920, 9), BAN, State.OPEN),
            Span(BAN, Month(1926, 11), State.SCATTERED),
        ),
    ),
    Group(
        "Workers’ Truth",
        "a Moscow circle",
        (Span(Month(1921, 4), Month(1923, 10), State.HIDDEN),),
    ),
    Group(
        "Workers’ Group",
        "Miasnikov, Kuznetsov",
        (Span(Month(1923, 2), END, State.HIDDEN),),
    ),
    Group(
        "The Forty-Six",
        "Piatakov, Sapronov",
        (Span(Month(1923, 10), Month(1924, 2), State.OPEN),),
    ),
    Group(
        "United Opposition",
        "Trotsky, Zinoviev, Kamenev",
        (Span(Month(1926, 4), EXPULSION, State.OPEN),),
        flush_right=True,
    ),
    Group(
        "The Fifteen",
        "Sapronov, Smirnov",
        (
            Span(Month(1926, 11), EXPULSION, State.OPEN),
            Span(EXPULSION, END, State.HIDDEN),
        ),
        flush_right=True,
    ),
)

PLOT_BOTTOM = HEAD + ROW * len(GROUPS)
HEIGHT = PLOT_BOTTOM + FOOT


def number(value: float) -> str:
    """Return a coordinate with two decimals at most, the same on every machine."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text(x: float, y: float, words: str, anchor: str = "start", style: str = "small") -> str:
    """Return a line of text; ``style`` is a class of the picture's style sheet."""
    place = f'x="{number(x)}" y="{number(y)}"'
    return f'<text {place} text-anchor="{anchor}" class="{style}">{escape(words)}</text>'


def rule(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    """Return a straight line."""
    ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
    return f'<line {ends} class="{style}"/>'


def bar(x: float, y: float, width: float, state: State) -> str:
    """Return the mark of a state: a black bar, a striped bar, or a thin line halfway up a bar."""
    if state is State.SCATTERED:
        return rule(x, y + BAR / 2, x + width, y + BAR / 2, "scattered")
    style = "open" if state is State.OPEN else "hidden"
    box = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{BAR}"'
    return f'<rect {box} class="{style}"/>'


def upright(x: float, style: str) -> list[str]:
    """Return a line that runs down the chart at a date and leaves room for the names in its way."""
    lines, start = [], float(HEAD)
    for row, line in enumerate(GROUPS):
        left, right = line.extent
        if left - 3 < x < right + 3:
            top = HEAD + ROW * row
            lines.append(rule(x, start, x, top + 5, style))
            start = top + BAR_DROP - 2
    return [*lines, rule(x, start, x, PLOT_BOTTOM, style)]


def scale() -> list[str]:
    """Return the years along the top and, beside the bars, a hairline where each year begins."""
    marks = []
    for index in range(YEARS):
        left = index * YEAR_WIDTH
        marks.append(text(left + YEAR_WIDTH / 2, HEAD - 8, str(FIRST_YEAR + index), "middle"))
        marks += upright(left, "grid")
    marks += upright(WIDTH, "grid")
    return [*marks, *(rule(0, y, WIDTH, y, "axis") for y in (HEAD, PLOT_BOTTOM))]


def event(mark: Event) -> list[str]:
    """Return an event: its name at the head of the chart and a dashed line down past the bars."""
    x = mark.when.x
    return [
        text(x, 13, mark.name, mark.anchor),
        rule(x, 18, x, HEAD - 19, "event"),
        *upright(x, "event"),
    ]


def group(row: int, line: Group) -> list[str]:
    """Return a group: its names and, below them, its bars."""
    top = HEAD + ROW * row
    names = f'{escape(line.name)} <tspan class="members">{escape(line.members)}</tspan>'
    anchor, x = ("end", line.extent[1]) if line.flush_right else ("start", line.extent[0])
    place = f'x="{number(x)}" y="{number(top + BAR_DROP - 6)}"'
    label = f'<text {place} text-anchor="{anchor}" class="name">{names}</text>'
    y = top + BAR_DROP
    return [label, *(bar(s.start.x, y, s.end.x - s.start.x, s.state) for s in line.spans)]


def key() -> list[str]:
    """Return the key, a sample of each mark with its meaning, on one line at the foot."""
    marks = []
    y = PLOT_BOTTOM + 14
    for state, x in zip(State, (3, 115, 286), strict=True):
        marks += [bar(x, y, 24, state), text(x + 29, y + BAR - 0.5, state.value)]
    return marks


STYLE = f"""
  text {{ font-family: {FAMILY}; fill: #000; }}
  .small {{ font-size: {SMALL_SIZE}px; }}
  .name {{ font-size: {NAME_SIZE}px; font-weight: 600; }}
  .members {{ font-size: {SMALL_SIZE}px; font-weight: 400; font-style: italic; }}
  .open {{ fill: #000; }}
  .hidden {{ fill: url(#stripes); stroke: #000; stroke-width: 1; }}
  .scattered {{ stroke: #000; stroke-width: 1.6; }}
  .grid {{ stroke: #bbb; stroke-width: 0.6; }}
  .axis {{ stroke: #000; stroke-width: 0.8; }}
  .event {{ stroke: #000; stroke-width: 1.2; stroke-dasharray: 3 2; }}
"""

STRIPES = (
    '<pattern id="stripes" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect width="4" height="4" fill="#fff"/>'
    '<path d="M-1 1L1-1M0 4L4 0M3 5L5 3" stroke="#000"/></pattern>'
)


def picture() -> str:
    """Return the whole chart as an SVG 1.1 document."""
    body = [*scale()]
    for mark in EVENTS:
        body += event(mark)
    for row, line in enumerate(GROUPS):
        body += group(row, line)
    body += key()
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' width="105mm" height="{number(HEIGHT / 4)}mm" xml:lang="en-GB"'
        ' role="img" aria-labelledby="chart-title chart-description">',
        f'<title id="chart-title">{TITLE}</title>',
        f'<desc id="chart-description">{DESCRIPTION}</desc>',
        f"<style>{STYLE}</style>",
        f"<defs>{STRIPES}</defs>",
        *body,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    OUTPUT.write_text(picture(), encoding="utf-8")
