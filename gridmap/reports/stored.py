"""What the chapters from stored runs share: where a run came from, every parameter of it, and what to type where there is none."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from gridmap.locale import Words, day_text, words
from gridmap.register.rules.report_readings import Readings, StoredRun
from gridmap.reports.document import Facts, Text, is_missing

_COMMANDS = {
    "proportion": "gridmap audit cameras",
    "findings": "gridmap audit cameras",
    "reduction": "gridmap cameras reduce",
}


def command_of(chapter: str, read: Readings) -> str:
    """What to type for a run that fits."""
    area = "" if read.area is None else f" --area {shlex.quote(read.area)}"
    return _COMMANDS[chapter] + area


def missing_text(chapter: str, read: Readings, page: Words) -> Text:
    """That no run fits, and what to type."""
    place = page.say("whole_city") if read.area is None else read.area
    return Text((page.say("run_missing", place=place, command=command_of(chapter, read)),), is_caution=True)


def operator_text(name: object, page: Words) -> str:
    """An operator as read; natural persons are not named, and are not told apart from those whom nobody named."""
    return page.say("operator_unknown") if is_missing(name) or name == "" else str(name)


def run_facts(run: StoredRun, page: Words, *, told: Mapping[str, Any] | None = None) -> Facts:
    """A run and every parameter of it; told: what else of its headline belongs to the method."""
    say = page.say
    area = run.parameters.get("area")
    pairs = [
        (say("run_id"), str(run.run_id)),
        (say("run_day"), day_text(run.day)),
        (say("run_made"), f"{run.made_at:%Y-%m-%d %H:%M %Z}"),
        (say("run_area"), str(area) if area else say("whole_city")),
        *(
            (page.word("parameter", name), _plain(value, page))
            for name, value in _flat(run.parameters)
            if name != "area"
        ),
        *parameter_pairs({name: value for name, value in run.parameters.items() if name != "area"}, page),
        *parameter_pairs(told or {}, page),
        (say("run_version"), f"gridmap {run.code_version}"),
    ]
    return Facts(tuple(pairs))


def parameter_pairs(parameters: Mapping[str, Any], page: Words) -> list[tuple[str, str]]:
    """Each parameter by its word and as read; one without a word by its name, so that none is left out."""
    return [(_called(name, page), _plain(value, page)) for name, value in _flat(parameters)]


def _called(name: str, page: Words) -> str:
    key = f"parameter.{name}"
    return page.say(key) if key in page.table else page.say("other_parameter", name=name)


def _flat(parameters: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in parameters.items():
        if isinstance(value, Mapping) and not all(isinstance(inner, int | float) for inner in value.values()):
            yield from _flat(value)
        else:
            yield name, value


def _plain(value: Any, page: Words) -> str:
    comma = page.say("list_comma")
    if isinstance(value, Mapping):
        names = words("annex", page.language)  # the only table of numbers is by purpose
        return comma.join(f"{names.word('purposes', str(name))} {inner:,g}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return comma.join(_plain(part, page) for part in value) or "–"
    if isinstance(value, bool):
        return page.say("yes" if value else "no")
    if isinstance(value, int | float):
        return f"{value:,}" if isinstance(value, int) else f"{value:g}"
    return "–" if value is None else page.word("parameter_value", str(value))
