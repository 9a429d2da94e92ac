"""The report of a coverage run and of the newest other runs that fit, composed from stored rows: what a council would read and print.

Tables stand in the order of codes, never of figures. What a run did not compute is not mentioned as if it were zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gridmap.locale import Words, day_text, number_text, share_text
from gridmap.register.rules.report_readings import Readings
from gridmap.reports.depth import depth_sections
from gridmap.reports.document import Block, Cell, Column, Document, Facts, Figure, Section, Table, Text
from gridmap.reports.drawing import SHARE_CLASSES, Bar, bars, class_of, share_map
from gridmap.reports.findings import findings_sections
from gridmap.reports.method import method_sections
from gridmap.reports.proportion import proportion_grids, proportion_sections
from gridmap.reports.quality import quality_sections
from gridmap.reports.reduction import reduction_sections
from gridmap.reports.short import chapter_facts, chapter_sentences
from gridmap.reports.stored import parameter_pairs

_LAYER_OF = {"footprints": "building", "water": "water", "private ground": "private"}


@dataclass(frozen=True, slots=True)
class Run:
    """A stored coverage run: its row of `audit_run`."""

    run_id: int
    day: date
    made_at: datetime
    px_per_m: float
    code_version: str
    assumption: str | None
    parameters: Mapping[str, Any]
    headline: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the report is about: its name as read, and whether the city is made up."""

    name: str
    notice: str = ""


def coverage_document(
    run: Run,
    grids: gpd.GeoDataFrame,
    areas: pd.DataFrame,
    *,
    place: Place,
    words: Words,
    written_at: str,
    beside: Readings | None = None,
) -> Document:
    """The whole report.

    grids: code, name, grid_m2, public_m2, seen_m2, share, cameras, unknown_views, in the run's metric CRS, one kind of
    grid, in the order of codes. areas: code, name, level, grids, public_m2, seen_m2, share, in the order of codes; may be empty.
    beside: the newest other runs that fit; of one operator the report tells its cameras, and of the coverage, which is that of
    all cameras, the summary only.
    """
    say, read = words.say, beside or Readings()
    if read.operator is None:
        title = say("assumed_title", name=run.assumption) if run.assumption else say("coverage_title")
        facts = (*_headline(run, words), *chapter_facts(read, words))
        coverage = depth_sections(run.headline, words)
        tables = [
            Section(say("areas"), (_areas_table(areas, words),), starts_page=True),
            Section(say("grids"), (_grids_table(grids, words), *proportion_grids(read, words))),
        ]
    else:
        title, facts, coverage, tables = (
            say("operator_title", operator=read.operator),
            chapter_facts(read, words),
            [],
            [],
        )
    method = Section(say("method"), (Text((say("method_text"),)), _method(run, words)), starts_page=True)
    return Document(
        title=title,
        subtitle=say("coverage_subtitle", place=place.name, day=day_text(run.day), run=run.run_id),
        language=words.language,
        made=written_at,
        notice=place.notice,
        facts=Facts(tuple(facts)),
        contents=say("contents"),
        sections=(
            *_front(run, grids, read, words),
            *coverage,
            *proportion_sections(read, words),
            *findings_sections(read, words),
            *reduction_sections(read, words),
            *tables,
            *quality_sections(read.quality, words),
            method,
            *method_sections(read, words),
        ),
    )


def _front(run: Run, grids: gpd.GeoDataFrame, read: Readings, words: Words) -> list[Section]:
    """The summary; of one operator its own chapters first, and the coverage as that of all cameras."""
    say, told = words.say, chapter_sentences(read, words)
    short = [Text(tuple(told))] if told else []
    summary, pictures = _summary(run, words), _pictures(run, grids, words)
    if read.operator is None:
        return [Section(say("summary"), (*summary[:1], *short, *summary[1:], *pictures))]
    own = Text((say("operator_note", operator=read.operator), *told))
    return [
        Section(say("summary"), (own,)),
        Section(say("all_cameras"), (Text((say("all_cameras_note"),), is_caution=True), *summary, *pictures[:1])),
    ]


def _km2(m2: float, words: Words) -> str:
    return words.say("km2", value=number_text(m2 / 1e6, digits=3))


def _headline(run: Run, words: Words) -> tuple[tuple[str, str], ...]:
    h, say = run.headline, words.say
    unknown = say("of_cameras", unknown=number_text(h["unknown_views"]), all=number_text(h["cameras"]))
    return (
        (say("assumed_share_fact" if run.assumption else "share_fact"), share_text(h["share"])),
        (say("public_fact"), _km2(h["public_m2"], words)),
        (say("unknown_fact"), unknown),
    )


def _summary(run: Run, words: Words) -> list[Block]:
    h, say = run.headline, words.say
    amounts = {
        "seen": _km2(h["seen_m2"], words),
        "public": _km2(h["public_m2"], words),
        "share": share_text(h["share"]),
    }
    told = "assumed_share" if run.assumption else "summary_share"
    first = (
        say("summary_none")
        if h["share"] is None
        else say(told, day=day_text(run.day), px=f"{run.px_per_m:g}", **amounts)
    )
    layers = say("list_comma").join(words.word("layers", _LAYER_OF.get(known, known)) for known in h["known"])
    ground = say("summary_known", layers=layers) if layers else say("summary_bare")
    occlusion = f"occlusion_{run.parameters.get('occlusion', 'off')}"
    return [Text((first, ground, say(occlusion))), Text((*_bound(run, words), say("not_for")), is_caution=True)]


def _bound(run: Run, words: Words) -> list[str]:
    """Which way the figures err: a lower bound of documented optics, an upper guess of assumed ones."""
    h, say = run.headline, words.say
    counts = {"unknown": number_text(h["unknown_views"]), "all": number_text(h["cameras"])}
    if not run.assumption:
        return [say("summary_unknown", **counts)]
    assumed = number_text(h.get("assumed"))
    return [say("assumed_caution", assumption=run.assumption), say("assumed_unknown", assumed=assumed, **counts)]


def _pictures(run: Run, grids: gpd.GeoDataFrame, words: Words) -> list[Block]:
    """The map and the number of grids in each class of its legend; none without grids."""
    if grids.empty:
        return []
    say = words.say
    drawn = Figure(
        share_map(grids, north=say("north"), unknown=say("no_public_space")),
        say("map_caption", day=day_text(run.day), px=f"{run.px_per_m:g}"),
        say("map_described"),
    )
    classes = class_of(grids["share"].to_numpy(dtype=np.float64))
    counts = [int((classes == number).sum()) for number in range(len(SHARE_CLASSES))]
    rows = [
        Bar(c.label.strip(" %") + " %", count, number_text(count), c.colour)
        for c, count in zip(SHARE_CLASSES, counts, strict=True)
    ]
    return [drawn, Figure(bars(rows, label_width=110), say("classes_caption"), say("classes_caption"))]


def _areas_table(areas: pd.DataFrame, words: Words) -> Table:
    say = words.say
    columns = (
        Column("code", say("code"), Cell.CODE),
        Column("name", say("name")),
        Column("level", say("level")),
        Column("grids", say("grid_count"), Cell.COUNT),
        Column("public_m2", say("public_m2"), Cell.AREA_M2),
        Column("seen_m2", say("seen_m2"), Cell.AREA_M2),
        Column("share", say("share"), Cell.SHARE),
    )
    return Table("areas", say("areas"), columns, areas, say("areas_empty"))


def _grids_table(grids: gpd.GeoDataFrame, words: Words) -> Table:
    say = words.say
    columns = (
        Column("code", say("code"), Cell.CODE),
        Column("name", say("name")),
        Column("public_m2", say("public_m2"), Cell.AREA_M2),
        Column("seen_m2", say("seen_m2"), Cell.AREA_M2),
        Column("share", say("share"), Cell.SHARE),
        Column("cameras", say("cameras_column"), Cell.COUNT),
        Column("unknown_views", say("unknown_column"), Cell.COUNT),
    )
    rows = pd.DataFrame(grids.drop(columns=grids.geometry.name))
    return Table("grids", say("grids"), columns, rows, say("grids_empty"))


def _method(run: Run, words: Words) -> Facts:
    """Every parameter of the run, the ones that have a word first."""
    h, say = run.headline, words.say
    stated = dict(run.parameters)
    area, crs, optics, assumption, layers = (
        stated.pop(name, None) for name in ("area", "crs", "optics", "assumption", "layers")
    )
    pairs = [
        (say("run_id"), str(run.run_id)),
        (say("run_day"), day_text(run.day)),
        (say("run_made"), f"{run.made_at:%Y-%m-%d %H:%M %Z}"),
        (say("run_class"), say("run_px", px=f"{run.px_per_m:g}")),
        (say("run_area"), str(area) if area else say("whole_city")),
        (say("run_crs"), str(crs)),
        (say("run_occlusion"), say(f"occlusion_{stated.pop('occlusion', 'off')}")),
        (say("run_optics"), words.word("optics", str(optics))),
        *_assumption(assumption or {}, words),
        (say("run_kind"), str(h["kind"])),
        (say("run_cameras"), number_text(h["cameras"])),
        (say("run_documented"), number_text(h["documented"])),
        (say("run_layers"), _layers(layers or {}, words)),
        (say("run_version"), f"gridmap {run.code_version}"),
    ]
    return Facts((*pairs, *parameter_pairs(stated, words)))


def _assumption(assumption: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """What the run takes for cameras without documented optics, as its file says it; nothing of what the file leaves out."""
    say = words.say
    return [
        (say("assumed_member", member=words.word("assumed", name)),
         words.word("assumed_heading", str(value)) if name == "heading" else _plain(value))
        for name, value in assumption.items()
        if value is not None
    ]  # fmt: skip


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _layers(layers: Mapping[str, Any], words: Words) -> str:
    """The layers that were left out of public space, each with its version in brackets."""
    told = (f"{words.word('layers', _LAYER_OF.get(n, n))} ({_version(v, words)})" for n, v in layers.items())
    return words.say("list_comma").join(told) or "–"


def _version(version: object, words: Words) -> str:
    """The number of shapes and the mark of a layer; runs of older versions have a number only."""
    if not isinstance(version, Mapping):
        return str(version)
    return words.say("layer_version", shapes=number_text(version["shapes"]), mark=version["mark"])
