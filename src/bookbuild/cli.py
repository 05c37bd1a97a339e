"""The command line: words → one call of a command.  Thin, and quick to start."""

from __future__ import annotations

import gc
import os
import platform
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from bookbuild import __version__
from bookbuild.errors import BookbuildError
from bookbuild.terminal import Terminal, terminal

_BUG, _INTERRUPTED = 70, 130
# A build makes millions of values and hardly a cycle: looking for cycles as often as Python does by
# itself would be a tenth of its time.
_NEW_VALUES_BETWEEN_LOOKS = 200_000
_BOOK = click.argument("book", type=click.Path(path_type=Path), default=".")


class _Group(click.Group):
    """Lists the commands in the order of a publisher's work."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="bookbuild", message="%(prog)s %(version)s")
@click.option("--quiet", "-q", is_flag=True, help="Say only what went wrong.")
@click.option("--verbose", "-v", is_flag=True, help="Say each step.")
@click.option("--debug", is_flag=True, help="Show where in bookbuild an error arose.")
@click.pass_context
def commands(ctx: click.Context, *, quiet: bool, verbose: bool, debug: bool) -> None:
    """Make an EPUB, a PDF and a pamphlet of one Markdown manuscript."""
    ctx.obj = {"terminal": terminal(quiet=quiet, verbose=verbose), "debug": debug}


def _call(ctx: click.Context, command: str, *arguments: Any, **options: Any) -> None:
    """Run the module of a command and leave with its exit code."""
    run: Callable[..., int] = import_module(f"bookbuild.commands.{command}").run
    ctx.exit(run(*arguments, ctx.obj["terminal"], **options))


@commands.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_context
def new_command(ctx: click.Context, folder: Path) -> None:
    """Make a small book in FOLDER that builds at once."""
    _call(ctx, "new", folder)


@commands.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show the outline only; write nothing.")
@click.pass_context
def import_command(ctx: click.Context, source: Path, folder: Path, *, dry_run: bool) -> None:
    """Turn SOURCE (.txt, .html, .docx, .epub, .md) into a manuscript in FOLDER."""
    _call(ctx, "bring_in", source, folder, dry_run=dry_run)


@commands.command("check")
@_BOOK
@click.option("--json", "as_json", is_flag=True, help="Print the findings for machines.")
@click.pass_context
def check_command(ctx: click.Context, book: Path, *, as_json: bool) -> None:
    """Look for what is doubtful or wrong in a manuscript."""
    _call(ctx, "check", book, as_json=as_json)


@commands.command("build")
@_BOOK
@click.option("--only", metavar="LIST", help="Outputs to make, as in: epub,pdf.")
@click.option("--output", type=click.Path(path_type=Path), help="Where to put them; BOOK/dist.")
@click.option(
    "--allow-missing-notes", is_flag=True, help="Print a gap where the source has no note."
)
@click.option("--afresh", is_flag=True, help="Build even if nothing has changed.")
@click.pass_context
def build_command(
    ctx: click.Context,
    book: Path,
    only: str | None,
    output: Path | None,
    *,
    allow_missing_notes: bool,
    afresh: bool,
) -> None:
    """Build the outputs of a book into its dist/."""
    _call(
        ctx,
        "build",
        book,
        only=only,
        output=output,
        allow_missing_notes=allow_missing_notes,
        afresh=afresh,
    )


@commands.command("validate")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1)
@click.option("--strict", is_flag=True, help="Take a validator that is not here for an error.")
@click.pass_context
def validate_command(ctx: click.Context, files: tuple[Path, ...], *, strict: bool) -> None:
    """Validate finished EPUBs and PDFs; those in dist/ without FILES."""
    _call(ctx, "validate", files, strict=strict)


@commands.command("collate")
@click.argument("one", type=click.Path(path_type=Path))
@click.argument("other", type=click.Path(path_type=Path))
@click.pass_context
def collate_command(ctx: click.Context, one: Path, other: Path) -> None:
    """Compare the words of ONE and OTHER: book folders, EPUBs, PDFs."""
    _call(ctx, "collate", one, other)


@commands.command("proof")
@_BOOK
@click.option("--pages", metavar="RANGE", help="Pages to show, as in: 1-8.")
@click.option("--grid", is_flag=True, help="Draw baseline grid and type area over them.")
@click.option("--output", type=click.Path(path_type=Path), help="Where to put the pictures.")
@click.pass_context
def proof_command(
    ctx: click.Context, book: Path, pages: str | None, output: Path | None, *, grid: bool
) -> None:
    """Make contact sheets of the pages, to look at."""
    _call(ctx, "proof", book, pages=pages, output=output, grid=grid)


@commands.command("theme")
@_BOOK
@click.option("--copy", metavar="NAME", help="Copy this file or folder into BOOK/styles to edit.")
@click.pass_context
def theme_command(ctx: click.Context, book: Path, copy: str | None) -> None:
    """List the templates and styles that a book can replace."""
    _call(ctx, "theme", book, copy=copy)


_FOR_BOOK = click.option(
    "--book",
    type=click.Path(path_type=Path),
    default=".",
    help="The folder of the book; this one.",
)


@commands.command("verify")
@click.argument("files", type=click.Path(path_type=Path), nargs=-1)
@_FOR_BOOK
@click.option("--output", type=click.Path(path_type=Path), help="What to verify; BOOK/dist.")
@click.option("--allow-missing-notes", is_flag=True, help="As in the build that is verified.")
@click.pass_context
def verify_command(ctx: click.Context, /, files: tuple[Path, ...], **options: Any) -> None:
    """Build from nothing and compare with dist/; or say which printing each of FILES is."""
    _call(ctx, "verify", files, **options)


@commands.command("release")
@click.argument("name")
@_FOR_BOOK
@click.option("--keep-outputs", is_flag=True, help="Keep the files with the record.")
@click.option("--write", is_flag=True, help="Put edition and printing into book.toml.")
@click.option(
    "--revised",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="With --write: the day of this printing.",
)
@click.option("--accept-undone", is_flag=True, help="Corrections were taken back on purpose.")
@click.pass_context
def release_command(ctx: click.Context, /, name: str, **options: Any) -> None:
    """Check, build, verify and record a printing, as “First edition, second printing”."""
    _call(ctx, "release", name, **options)


@commands.command("corrections")
@click.argument("old", required=False)
@click.argument("new", required=False)
@_FOR_BOOK
@click.option("--json", "as_json", is_flag=True, help="Print everything for machines.")
@click.option("--html", type=click.Path(path_type=Path), help="Write a report with both texts.")
@click.pass_context
def corrections_command(
    ctx: click.Context, /, old: str | None, new: str | None, **options: Any
) -> None:
    """Say what differs between OLD and NEW, word by word and page by page.

    Each is a recorded printing by number or name, a folder, a revision in git, an EPUB, a PDF, or
    “now”. Without them: the last release and now.
    """
    _call(ctx, "corrections", old, new, **options)


@commands.command("errata")
@click.option("--for", "printing", required=True, help="The printing whose readers it is for.")
@click.option("--against", default="now", help="The printing that is right; now.")
@_FOR_BOOK
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="A .md or .pdf file to write."
)
@click.pass_context
def errata_command(ctx: click.Context, /, printing: str, **options: Any) -> None:
    """Make an errata slip for the readers of an earlier printing."""
    _call(ctx, "errata", printing, **options)


@commands.command("watch")
@_BOOK
@click.option("--only", metavar="LIST", help="Outputs to make, as in: epub,pdf.")
@click.option("--output", type=click.Path(path_type=Path), help="Where to put them; BOOK/dist.")
@click.pass_context
def watch_command(ctx: click.Context, book: Path, only: str | None, output: Path | None) -> None:
    """Build again whenever a file of the book is saved."""
    _call(ctx, "watch", book, only=only, output=output)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with one of the exit codes of docs/architecture.md."""
    gc.set_threshold(_NEW_VALUES_BETWEEN_LOOKS)
    code = exit_code(sys.argv[1:] if arguments is None else arguments)
    gc.freeze()  # on the way out Python would look through all that was made once more
    sys.exit(code)


def exit_code(arguments: list[str]) -> int:
    """Run the command line and return its exit code; nothing escapes as a traceback."""
    debug = "--debug" in arguments
    try:
        result = commands.main(arguments, prog_name="bookbuild", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        terminal().err.print("interrupted")
        return _INTERRUPTED
    except BookbuildError as error:
        if debug:
            traceback.print_exc()
        terminal().error(error)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if debug:
            raise
        _report_bug(error, terminal())
        return _BUG
    return result if isinstance(result, int) else 0


def _report_bug(error: Exception, console: Terminal) -> None:
    """Print one block that can be pasted into a report."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    lines = (
        "error: this is a bug in bookbuild, not in your book.",
        f"  {type(error).__name__}: {error}".replace("\n", " ")[:300],
        f"  at {place}, bookbuild {__version__},"
        f" Python {platform.python_version()}, {sys.platform}",
        "  Please report these lines; --debug shows more.",
    )
    for line in lines:
        console.err.print(line, highlight=False, markup=False, soft_wrap=True)
