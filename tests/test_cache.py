"""The cache: what it gives back is what was put there, or nothing."""

from __future__ import annotations

import os
import random
import threading
from pathlib import Path

import pytest

from bookbuild.cache import Cache, seal_of_this_machine

SEAL = b"a seal for these tests, 32 bytes"
KEYS = [f"{number:064x}" for number in range(6)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".bookbuild" / "cache"


@pytest.fixture
def cache(folder: Path) -> Cache:
    return Cache(folder, seal=SEAL)


def test_gives_back_what_was_put_there(cache, folder):
    cache.put(KEYS[0], b"a galley")
    assert cache.get(KEYS[0]) == b"a galley"
    assert Cache(folder, seal=SEAL).get(KEYS[0]) == b"a galley"
    assert cache.get(KEYS[1]) is None


def flipped(entry: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(entry))
    return entry[:at] + bytes([entry[at] ^ 1 << chance.randrange(8)]) + entry[at + 1 :]


def truncated(entry: bytes, chance: random.Random) -> bytes:
    return entry[: chance.randrange(len(entry))]


def lengthened(entry: bytes, chance: random.Random) -> bytes:
    return entry + chance.randbytes(chance.randint(1, 40))


@pytest.mark.parametrize("spoil", [flipped, truncated, lengthened])
def test_a_spoilt_entry_is_thrown_away_and_said_to_be(cache, folder, spoil):
    chance = random.Random(7)
    for _ in range(200):
        cache.put(KEYS[0], chance.randbytes(chance.randint(0, 300)))
        path = folder / KEYS[0]
        path.write_bytes(spoil(path.read_bytes(), chance))
        assert cache.get(KEYS[0]) is None
        assert not path.exists()
    assert cache.thrown_away == [KEYS[0]] * 200


def test_entries_that_changed_places_are_thrown_away(cache, folder):
    for key in KEYS[:2]:
        cache.put(key, key.encode())
    one, other = folder / KEYS[0], folder / KEYS[1]
    first = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(first)
    assert cache.get(KEYS[0]) is None
    assert cache.get(KEYS[1]) is None


def test_an_entry_that_came_with_a_book_folder_is_thrown_away(folder):
    Cache(folder, seal=b"the seal of some other machine..").put(KEYS[0], b"their galley")
    assert Cache(folder, seal=SEAL).get(KEYS[0]) is None


def test_the_folder_can_be_deleted_at_any_moment(cache, folder):
    cache.put(KEYS[0], b"a galley")
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert cache.get(KEYS[0]) is None
    cache.trim()
    cache.put(KEYS[0], b"another")
    assert cache.get(KEYS[0]) == b"another"


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path):
    (tmp_path / "cache").write_text("a file stands in its place")
    cache = Cache(tmp_path / "cache", seal=SEAL)
    cache.put(KEYS[0], b"a galley")
    cache.trim()
    assert cache.get(KEYS[0]) is None


def test_what_was_not_used_for_longest_goes_first(folder):
    cache = Cache(folder, seal=SEAL, largest=3 * (32 + 100))
    for age, key in enumerate(KEYS):
        cache.put(key, bytes(100))
        os.utime(folder / key, (1_000_000 + age, 1_000_000 + age))
    assert cache.get(KEYS[0]) is not None, "used now"
    cache.trim()
    kept = {path.name for path in folder.iterdir()}
    assert kept == {KEYS[0], KEYS[4], KEYS[5]}


def test_two_builds_at_once_never_see_half_an_entry(folder):
    contents = {bytes([letter]) * 200_000 for letter in b"abcd"}
    wrong: list[bytes] = []

    def write_and_read() -> None:
        own = Cache(folder, seal=SEAL)
        for content in sorted(contents) * 10:
            own.put(KEYS[0], content)
            found = own.get(KEYS[0])
            if found not in contents:
                wrong.append(found)

    builds = [threading.Thread(target=write_and_read) for _ in range(2)]
    for build in builds:
        build.start()
    for build in builds:
        build.join()
    assert wrong == []
    assert len(list(folder.iterdir())) == 1, "nothing half written is left"


def test_the_seal_is_made_once_and_for_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    seal_of_this_machine.cache_clear()
    first = seal_of_this_machine()
    seal_of_this_machine.cache_clear()
    assert seal_of_this_machine() == first
    assert (tmp_path / "bookbuild" / "seal").stat().st_mode & 0o077 == 0
    seal_of_this_machine.cache_clear()
