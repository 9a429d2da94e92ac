"""`gridmap cameras scenario`: what if cameras showed less, measured before anything is changed, then applied as one change.

A command group for `cameras` (gridmap/cli/cameras.py).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from gridmap.register.store.scenarios import StoredScenario
    from gridmap.settings import Settings

_JSON = click.option("--json", "as_json", is_flag=True, help="for programs")


@click.group(epilog="Example: gridmap cameras scenario make school-way changes.json")
def scenario() -> None:
    """What if cameras were removed, turned, narrowed, masked, or kept pictures shorter? Figures before and after; refused when anything rises."""


@scenario.command(
    epilog="Example: gridmap cameras scenario make school-way changes.json    with changes.json: "
    '[{"change": "narrow", "camera": "C-17", "hfov_deg": 40, "side": "left"}, {"change": "remove", "camera": "C-18"}]'
)
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="day of cameras, grids and purpose areas; today without it"
)
@_JSON
def make(name: str, file: Path, as_of: datetime | None, as_json: bool) -> None:
    """Measure the changes in FILE (a JSON list) and keep them as NAME; the register is not touched.

    Refused, with the figures and exit code 2, when in any density band the ground viewed, the ground outside the purpose, the
    dwellings or the sensitive places rise. A refused scenario is not kept. `-` reads stdin.
    """
    from gridmap.cli.running import actor
    from gridmap.register.rules.scenario import BYTES_AT_MOST, read_changes
    from gridmap.register.usecases.scenarios import make_scenario

    with click.open_file(str(file), "rb") as stream:
        changes = read_changes(stream.read(BYTES_AT_MOST + 1))
    settings, engine = _writing()
    day = as_of.date() if as_of else _today(settings)
    _tell(make_scenario(engine, name, changes, day=day, actor=actor()), as_json, settings)


@scenario.command("list", epilog="Example: gridmap cameras scenario list")
@_JSON
def list_(as_json: bool) -> None:
    """The scenarios that are kept, by name: state, who made it, number of changes."""
    from gridmap.cli.running import actor
    from gridmap.register.usecases.scenarios import list_scenarios

    settings, engine = _reading()
    rows = [_head(found, settings) for found in list_scenarios(engine, actor=actor())]
    lines = [f"{row['name']}  {row['state']}  {row['changes']} changes, made by {row['made_by']}" for row in rows]
    _say(rows, lines or ["No scenario is kept."], as_json)


@scenario.command(epilog="Example: gridmap cameras scenario show school-way --json")
@click.argument("name")
@_JSON
def show(name: str, as_json: bool) -> None:
    """A scenario with its figures before and after; --json also has all bands, operators and grids. The read is logged."""
    from gridmap.cli.running import actor
    from gridmap.register.usecases.scenarios import read_scenario

    settings, engine = _reading()
    _tell(read_scenario(engine, name, actor=actor()), as_json, settings)


@scenario.command(epilog="Example: gridmap cameras scenario compare school-way school-way-2")
@click.argument("first")
@click.argument("second")
@_JSON
def compare(first: str, second: str, as_json: bool) -> None:
    """What two scenarios of one day would change together, side by side, by density band."""
    from gridmap.cli.running import actor
    from gridmap.register.rules.scenario_report import MEASURES
    from gridmap.register.usecases.scenarios import compare_scenarios

    _settings, engine = _reading()
    rows = compare_scenarios(engine, first, second, actor=actor())
    lines = [
        f"{row['px_per_m']:g} px/m, {MEASURES[row['measure']][0]}: {first} {row['first']:+,.1f}, {second} "
        f"{row['second']:+,.1f} {MEASURES[row['measure']][1]}".rstrip()
        for row in rows
    ]
    _say({"first": first, "second": second, "together": rows}, lines, as_json)


@scenario.command(epilog="Example: gridmap cameras scenario drop school-way")
@click.argument("name")
@_JSON
def drop(name: str, as_json: bool) -> None:
    """Forget a scenario. One that was applied stays, as the record of that change."""
    from gridmap.cli.running import actor
    from gridmap.register.usecases.scenarios import drop_scenario

    _settings, engine = _writing()
    drop_scenario(engine, name, actor=actor())
    _say({"name": name, "dropped": True}, [f"Scenario {name} is dropped."], as_json)


@scenario.command(epilog="Example: gridmap cameras scenario approve school-way")
@click.argument("name")
@_JSON
def approve(name: str, as_json: bool) -> None:
    """Approve a scenario. The command line has one local actor, so both names are kept and may be the same; see the guide."""
    from gridmap.cli.running import actor
    from gridmap.register.usecases.scenarios import approve_scenario

    settings, engine = _writing()
    found = approve_scenario(engine, name, actor=actor(), accounts="one")
    _say(_head(found, settings), [f"Scenario {name} is approved by {found.approved_by}."], as_json)


@scenario.command(epilog="Example: gridmap cameras scenario apply school-way")
@click.argument("name")
@_JSON
def apply(name: str, as_json: bool) -> None:
    """Write an approved scenario to the register as one change: curated values and masks; what was reported stays beside them.

    Measured again beforehand, and refused when its cameras have changed since. New buildings are not written.
    """
    from gridmap.cli.running import actor
    from gridmap.register.usecases.scenarios import apply_scenario

    settings, engine = _writing()
    found = apply_scenario(engine, name, day=_today(settings), actor=actor())
    _say(_head(found, settings), [f"Scenario {name} is applied: {len(found.result['base'])} cameras changed."], as_json)


def _writing() -> tuple[Settings, Engine]:
    from gridmap.db.roles import DbRole

    return _engine(DbRole.REGISTER_JOB)


def _reading() -> tuple[Settings, Engine]:
    from gridmap.db.roles import DbRole

    return _engine(DbRole.REGISTER)


def _engine(role: Any) -> tuple[Settings, Engine]:
    from gridmap.cli.running import running_database
    from gridmap.settings import read_settings

    settings = read_settings()
    return settings, running_database(settings).engine(role)


def _today(settings: Settings) -> Any:
    from gridmap.cli.running import today

    return today(settings)


def _head(found: StoredScenario, settings: Settings) -> dict[str, Any]:
    """Who did what and when, in the deployment's time."""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(settings.zone)
    times = {n: getattr(found, n) for n in ("made_at", "approved_at", "applied_at")}
    return {
        "name": found.name,
        "state": found.state,
        "changes": len(found.changes),
        "made_by": found.made_by,
        "approved_by": found.approved_by,
        "applied_by": found.applied_by,
        **{n: None if at is None else at.astimezone(zone).isoformat(timespec="seconds") for n, at in times.items()},
    }


def _tell(found: StoredScenario, as_json: bool, settings: Settings) -> None:
    from gridmap.register.rules.scenario_report import result_lines

    head = _head(found, settings)
    first = f"Scenario {found.name}: {found.state}, {len(found.changes)} changes, made by {found.made_by}."
    _say({**head, "changes": found.changes, "result": found.result}, [first, *result_lines(found.result)], as_json)


def _say(value: Any, lines: Sequence[str], as_json: bool) -> None:
    click.echo(json.dumps(value, ensure_ascii=False) if as_json else "\n".join(lines), file=sys.stdout)
