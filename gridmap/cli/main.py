"""`gridmap`: the command line. Each command lives in its own module and is imported when it is called."""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import click

from gridmap.errors import BadValue, GridmapError

# command → (module, function, one line of help); the closed list of DESIGN 4b, tested by tests/scope
COMMANDS: dict[str, tuple[str, str, str]] = {
    "up": ("gridmap.cli.up", "up", "Start everything and print the link to the map."),
    "serve": ("gridmap.cli.up", "serve", "Serve a database that is already up."),
    "db": ("gridmap.cli.db", "db", "Start, stop, look at and migrate the database."),
    "import": ("gridmap.cli.imports", "import_", "Import a file of one KIND."),
    "export": ("gridmap.cli.exports", "export", "Write a layer to a file."),
    "audit": ("gridmap.cli.audits", "audit", "Audit the grids' tiling, the cameras' records or their coverage."),
    "cameras": ("gridmap.cli.cameras", "cameras", "Who films a place; which cameras can go."),
    "hotspots": ("gridmap.cli.hotspots", "hotspots", "Find grids with more incidents than chance explains."),
    "map": ("gridmap.cli.maps", "map_", "Write a map that opens without a network."),
    "log": ("gridmap.cli.logs", "log", "Show or verify the log of reads, changes and exports."),
    "demo": ("gridmap.cli.demo", "demo", "Load the fictional city."),
    "bench": ("gridmap.cli.bench", "bench", "Measure, side by side with a peer."),
}

_EXIT_COULD_NOT = 2


class LazyGroup(click.Group):
    """Lists its commands without importing them, so that `--help` answers at once."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """In the order of the table."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Import the command's module now."""
        if name not in COMMANDS:
            return None
        module, function, _help = COMMANDS[name]
        command: click.Command = getattr(importlib.import_module(module), function)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """From the table; nothing is imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_m, _f, line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: gridmap up --demo    (a fictional city in your browser)",
)
@click.version_option(package_name="gridmap")
def gridmap() -> None:
    """A city-service grid map and a camera accountability register on PostGIS."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and exit: 0 done, 1 done with refused rows or findings, 2 could not run."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        _check_words(words)
        # without standalone mode click hands the code of an Exit back instead of raising it
        code = gridmap.main(args=arguments, prog_name="gridmap", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(_EXIT_COULD_NOT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_EXIT_COULD_NOT)
    except GridmapError as error:
        _complain(error, words)
        sys.exit(_EXIT_COULD_NOT)
    except Exception as error:
        if isinstance(error, OSError) and error.filename is not None:  # a folder that is not there, a disk that is full
            click.echo(f"gridmap: {os.fsdecode(error.filename)} cannot be opened: {error.strerror}.", err=True)
        else:
            traceback.print_exc()  # a fault of ours; 1 would say that the work was done
            click.echo("gridmap: this is a fault in gridmap itself; nothing was half-written.", err=True)
        sys.exit(_EXIT_COULD_NOT)


def _check_words(words: Sequence[str]) -> None:
    """Raises BadValue for bytes that are no text of the terminal's encoding: neither database nor report could hold them."""
    for word in words:
        if not word.isascii() and any("\ud800" <= character <= "\udfff" for character in word):
            raise BadValue(
                f"{word!r} is no text: it has bytes that are not {sys.getfilesystemencoding()}. Type or rename it anew."
            )


def _complain(error: GridmapError, words: Sequence[str]) -> None:
    report: Any = getattr(error, "report", None)
    if report is not None and "--json" in words:
        click.echo(json.dumps({**report.to_json(), "error": str(error)}, ensure_ascii=False, default=str))
    click.echo(f"gridmap: {error}", err=True)


if __name__ == "__main__":
    main()
