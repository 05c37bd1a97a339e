"""Collation has teeth: every single change in a finished EPUB or PDF is found, and its place is given."""

from __future__ import annotations

import os
import random
from itertools import cycle, islice

import pytest

from bookbuild.collation.comparison import collate
from bookbuild.collation.epub import words_of_epub
from bookbuild.collation.manuscript import words_of_book
from bookbuild.collation.pdf import words_of_pdf
from collation.making import LANGUAGES, editions, write_book
from collation.mutations import KINDS, Printed, mutated_epub

# 45 of each in five languages: 225 of each kind of file; a longer run does as many as it is told.
ROUNDS = int(os.environ.get("BOOKBUILD_MUTATIONS", "45"))


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request, tmp_path_factory):
    folder = write_book(tmp_path_factory.mktemp("book") / request.param, request.param)
    return request.param, editions(folder)


def mutations(mutate, language):
    """Make as many mutations as there are rounds, of every kind in turn."""
    rng = random.Random(f"mutations in {language}")
    found, tried = [], 0
    for kind in islice(cycle(KINDS), 4 * ROUNDS):
        tried += 1
        mutation = mutate(kind, rng)
        if mutation is not None:
            found.append((kind, mutation))
        if len(found) == ROUNDS:
            return found
    raise AssertionError(f"only {len(found)} of {tried} mutations were possible")


def missed(expected, read, language, mutate):
    """Return the mutations that were not found, or were found in another place."""
    result = []
    for kind, mutation in mutations(mutate, language):
        collation = collate(expected, read(mutation.content))
        places = {difference.right.place.where for difference in collation.differences}
        if not places & {mutation.where, *mutation.beside}:
            result.append((kind, mutation.what, mutation.where, sorted(places)))
    return result


def test_every_change_in_an_epub_is_found(made):
    language, edition = made
    epub = edition.epub
    expected = words_of_book(edition.book)
    assert collate(expected, words_of_epub(epub)).differences == ()
    assert (
        missed(expected, words_of_epub, language, lambda k, rng: mutated_epub(epub, k, rng)) == []
    )


def test_every_change_in_a_pdf_is_found(made):
    language, edition = made
    expected = words_of_book(edition.book)
    assert collate(expected, words_of_pdf(edition.pdf)).differences == ()
    printed = Printed(edition.pdf)
    assert missed(expected, words_of_pdf, language, printed.mutated) == []
