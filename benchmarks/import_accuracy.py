"""How well ``bookbuild import`` recognises what it is given: precision and recall over texts whose answer is known.

Run it from the repository's root: ``python benchmarks/import_accuracy.py [HOW_MANY]``.  The corpus is
``tests/importing``, the expected manuscript beside each text; after it come made-up texts, printed in dresses chosen
by chance (``HOW_MANY`` of them, 300 if not said).  The exit code is 1 when a reference or a pair of note and
reference is wrong.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from bookbuild.importing import Imported, import_text  # noqa: E402
from importing_corpus import cases  # noqa: E402
from importing_texts import dresses, made_up, manuscript, printed  # noqa: E402

KINDS = ("headings", "quotations", "attributions", "references", "note pairs")
EXACT = ("references", "note pairs")
_HEADING = re.compile(r"(#{1,6}) (.+)")
_REFERENCE = re.compile(r"(\w+)\W{0,4}\[\^([^\]]+)\]")
_DEFINITION = re.compile(r"\[\^([^\]]+)\]: (.+)")

Found = dict[str, Counter[str]]


def found_in(text: str, notes: dict[str, str]) -> Found:
    """Return what a manuscript has of each kind: its words are what it is compared by."""
    found: Found = {kind: Counter() for kind in KINDS}
    found["quotations"].update(_quotations(text))
    for line in text.split("\n"):
        if heading := _HEADING.fullmatch(line):
            found["headings"][f"{heading[1]} {heading[2]}"] += 1
        if line.startswith("> -- "):
            found["attributions"][line] += 1
    for word, label in _REFERENCE.findall(text):
        found["references"][f"{word} {label}"] += 1
        if label in notes:
            found["note pairs"][f"{word}: {notes[label]}"] += 1
    return found


def _quotations(text: str) -> Iterator[str]:
    for passage in text.split("\n\n"):
        if passage.startswith(">") and not passage.startswith("> -- "):
            yield " ".join(line for line in passage.split("\n") if not line.startswith("> --"))


def _notes(definitions: str) -> dict[str, str]:
    return dict(_DEFINITION.findall(definitions))


def _found_by_import(made: Imported) -> Found:
    text = "\n".join(section.markdown for section in made.sections)
    notes = {label: (words or "{missing}").split("\n")[0] for label, words in made.notes}
    return found_in(text, notes)


def corpus() -> Iterator[tuple[Found, Found]]:
    """Yield what is expected and what was found for each text of the corpus."""
    for case in cases():
        files = case.expected
        # The order of the files is that of book.toml, as in the import.
        names = re.findall(r'^file = "(.+)"$', files["book.toml"], re.MULTILINE)
        text = "\n".join(files[name] for name in names)
        with tempfile.TemporaryDirectory() as workshop:
            made = case.imported(Path(workshop))
        yield found_in(text, _notes(files.get("notes.md", ""))), _found_by_import(made)


def made_up_texts(how_many: int) -> Iterator[tuple[Found, Found]]:
    """Yield what is expected and what was found for texts made up by chance."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "text.txt"
        for seed in range(how_many):
            random = Random(seed)
            text, dress = made_up(random), dresses(random)
            source.write_text(printed(text, dress), "utf-8")
            notes = {str(n): words for n, words in enumerate(text.notes, 1)}
            yield found_in(manuscript(text), notes), _found_by_import(import_text(source))


def scores(pairs: Iterable[tuple[Found, Found]]) -> dict[str, tuple[float, float, int]]:
    """Return precision, recall and how many there are, for each kind."""
    right, given, wanted = Counter[str](), Counter[str](), Counter[str]()
    for expected, found in pairs:
        for kind in KINDS:
            right[kind] += (expected[kind] & found[kind]).total()
            given[kind] += found[kind].total()
            wanted[kind] += expected[kind].total()
    return {
        kind: (right[kind] / (given[kind] or 1), right[kind] / (wanted[kind] or 1), wanted[kind])
        for kind in KINDS
    }


def show(title: str, table: dict[str, tuple[float, float, int]]) -> bool:
    """Print a table of scores; return whether references and note pairs are all right."""
    print(f"{title}\n{'':14}{'number':>8}{'precision':>12}{'recall':>9}")
    for kind, (precision, recall, number) in table.items():
        print(f"{kind:14}{number:8}{precision:12.3f}{recall:9.3f}")
    print()
    return all(table[kind][:2] == (1.0, 1.0) for kind in EXACT)


def main() -> int:
    """Measure both sets of texts."""
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    good = show(f"The corpus, {len(cases())} texts", scores(corpus()))
    good &= show(f"Made-up texts, {how_many}", scores(made_up_texts(how_many)))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
