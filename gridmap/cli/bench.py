"""`gridmap bench`: what this program costs, beside a usual way of doing the same."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.group(
    epilog="Example: gridmap bench run assign coverage --scale district    (the whole of it: gridmap bench run --scale city)"
)
def bench() -> None:
    """Measure, side by side with a peer, on the fictional city at the scale of a real one."""


@bench.command("list")
def list_() -> None:
    """Say what can be measured."""
    from gridmap.bench.cases import CASES

    for name, case in CASES.items():
        click.echo(f"{name:<18} {case.says}")


@bench.command()
@click.argument("cases", nargs=-1)
@click.option(
    "--scale",
    type=click.Choice(["block", "district", "city"]),
    default="city",
    show_default=True,
    help="size of the fictional city",
)
@click.option("--runs", type=click.IntRange(1, 20), default=3, show_default=True, help="runs of each; medians are told")
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    help="folder for the city's files and the server; kept for the next time",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="write the results as JSON")
def run(cases: tuple[str, ...], scale: str, runs: int, work: Path | None, output: Path | None) -> None:
    """Run CASES, or all of them, on a server of their own, and print medians and ratios."""
    from gridmap.bench.cases import CASES
    from gridmap.bench.running import measure
    from gridmap.errors import BadValue
    from gridmap.formats.whole_file import check_target, whole_file

    if output is not None:
        check_target(output)
    unknown = [name for name in cases if name not in CASES]
    if unknown:
        raise BadValue(f"There is no case {unknown[0]!r}; there are {', '.join(CASES)}.")
    report = measure(
        cases or tuple(CASES), scale=scale, runs=runs, work=work, say=lambda line: click.echo(line, err=True)
    )
    if output is not None:
        with whole_file(output) as part:
            part.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    click.echo(report["table"])
