"""Finished files → ``dist/``, all of them or none: the one place that writes outputs.

A new edition is written whole beside ``dist/`` and changed places with it in one step, so that at
every moment ``dist/`` is one complete edition. What a killed build leaves behind is swept by the
next one.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bookbuild.errors import OutputError
from bookbuild.outputs import BuiltFile, workshop_of

_STAGING, _RETIRED = "staging-", "retired-"
_EXCHANGE = 2
_AT_FDCWD = -100


@contextmanager
def building(folder: Path, *, wait: float = 60.0) -> Iterator[Path]:
    """Hold the one right to write ``folder``; yields its workshop beside it, swept of old litter.

    ``wait`` is in seconds. Raises OutputError when another build does not end in that time, or when
    nothing can be written there.
    """
    target, workshop = folder.resolve(), workshop_of(folder)
    with _told(folder):
        workshop.mkdir(parents=True, exist_ok=True)
        lock = FileLock(workshop / "lock")
        try:
            lock.acquire(timeout=wait)
        except Timeout:
            raise OutputError(
                f"Another build is writing {folder.name}/ and has not ended.",
                hint="Wait for it; if no build is running, delete the folder .bookbuild.",
            ) from None
    try:
        with _told(folder):
            _sweep(workshop, target)
        yield workshop
    finally:
        lock.release()


def _sweep(workshop: Path, target: Path) -> None:
    """Remove what a killed build left; give ``dist/`` back if it was killed between two steps."""
    for retired in sorted(workshop.glob(f"{_RETIRED}*")):
        if not target.exists():
            retired.rename(target)
        shutil.rmtree(retired, ignore_errors=True)
    for staging in workshop.glob(f"{_STAGING}*"):
        shutil.rmtree(staging, ignore_errors=True)


def publish(
    files: Sequence[BuiltFile], folder: Path, workshop: Path, *, drop: Sequence[str] = ()
) -> None:
    """Put finished files into ``folder`` at once; other files there stay, those in ``drop`` go.

    Raises OutputError when the disk is full, the folder is read-only, or a file stands in its
    place; ``folder`` is then as it was.
    """
    target = folder.resolve()
    with _told(folder):
        _require_writable(folder)
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=workshop))
        try:
            _fill(staging, files, target, drop)
            _change_places(staging, target, workshop)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _require_writable(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise OutputError(
            f"{folder} is a file; the outputs need a folder of that name.",
            hint="Rename the file, or give another folder with --output.",
        )
    effective = os.access in os.supports_effective_ids
    if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK, effective_ids=effective):
        raise PermissionError(errno.EACCES, "the folder is read-only", str(folder))


def _fill(staging: Path, files: Sequence[BuiltFile], target: Path, drop: Sequence[str]) -> None:
    """Write the new files, durably, and link what else the folder holds."""
    new = {file.name for file in files}
    for file in files:
        with (staging / file.name).open("xb") as stream:
            stream.write(file.content)
            stream.flush()
            os.fsync(stream.fileno())
    for other in sorted(target.iterdir()) if target.is_dir() else ():
        if other.name not in new and other.name not in drop:
            _carry(other, staging / other.name)
    staging.chmod(target.stat().st_mode & 0o777 if target.is_dir() else 0o777 & ~_umask())
    _sync(staging)


def _umask() -> int:
    """Return what the permissions of new files leave out; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _sync(folder: Path) -> None:
    """Have the names in a folder written to the disk itself, on systems that can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _carry(source: Path, target: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True, copy_function=_link)
    else:
        _link(str(source), str(target))


def _link(source: str, target: str, *, follow_symlinks: bool = False) -> str:
    """Link a file that stays, or copy it where links cannot be made."""
    try:
        os.link(source, target, follow_symlinks=follow_symlinks)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=follow_symlinks)
    return target


def _change_places(staging: Path, target: Path, workshop: Path) -> None:
    """Put the staged folder in the place of the target, in one step where the system has one."""
    if not target.exists():
        staging.rename(target)
    elif not _exchanged(staging, target):
        _replaced(staging, target, workshop)
    _sync(target.parent)


def _replaced(staging: Path, target: Path, workshop: Path) -> None:
    """Do it in two steps; a build that is killed between them is put right by the next."""
    retired = Path(tempfile.mkdtemp(prefix=_RETIRED, dir=workshop))
    target.replace(retired)
    try:
        staging.rename(target)
    except OSError:
        retired.rename(target)
        raise
    shutil.rmtree(retired, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders by renameat2(2); False where there is no such call."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    first, second = os.fsencode(one), os.fsencode(other)
    return bool(rename(_AT_FDCWD, first, _AT_FDCWD, second, _EXCHANGE) == 0)


_ROOM = "Free some space and build again."
_PERMISSION = "Change its permissions, or give another folder with --output."
_OTHER_NAME = "Rename the file, or give another folder with --output."
_REMEDIES = {
    errno.ENOSPC: ("the disk is full", _ROOM),
    errno.EDQUOT: ("your quota of disk space is used up", _ROOM),
    errno.EFBIG: ("a file would be larger than the system allows", _ROOM),
    errno.EACCES: ("you may not write there", _PERMISSION),
    errno.EPERM: ("you may not write there", _PERMISSION),
    errno.EROFS: ("the disk is read-only", "Give a folder on another disk with --output."),
    errno.ENOTDIR: ("a file stands where a folder should", _OTHER_NAME),
    errno.EEXIST: ("a file stands where a folder should", _OTHER_NAME),
    errno.EBUSY: ("it is a disk of its own", "Give a folder inside it with --output."),
    errno.EXDEV: ("it is a disk of its own", "Give a folder inside it with --output."),
}


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turn what the system says about writing into an OutputError with a remedy."""
    try:
        yield
    except OSError as error:
        said, hint = _REMEDIES.get(
            error.errno or 0, (error.strerror or str(error), "Look at the folder and its disk.")
        )
        raise OutputError(f"{folder} cannot be written: {said}.", hint=hint) from error
