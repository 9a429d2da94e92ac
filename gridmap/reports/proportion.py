"""The chapter on proportion: what views take in besides their purpose, as distributions and sums; of no single camera.

Figures are at 25 pixels per metre unless a column says otherwise; ratios are sums over sums. Of sensitive places nothing is told here.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from gridmap.locale import Words, day_text, number_text, share_text, words
from gridmap.register.rules.report_readings import ProportionRead, Readings
from gridmap.reports.charts import RAMP, columns, counted
from gridmap.reports.document import Block, Cell, Column, Figure, Section, Table, Text
from gridmap.reports.drawing import Bar, bars
from gridmap.reports.stored import missing_text, operator_text

_WIDE, _NEAR = 25.0, 125.0  # somebody is there; who knows the person recognises them (EN 62676-4:2014)
_EXCESS = tuple(tenth / 10 for tenth in range(11))
_FIT = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_DISTANCE_M = (0.0, 5.0, 10.0, 20.0, 50.0, 10_000.0)


def proportion_sections(read: Readings, page: Words) -> list[Section]:
    """The chapter, or what to type where no run fits."""
    title, found = page.say("proportion_title"), read.proportion
    if found is None:
        return [Section(title, (missing_text("proportion", read, page),))]
    return [
        Section(title, (*_opening(found, read, page), *_pictures(found, page), *_homes(found, page)), starts_page=True),
        Section(page.say("proportion_sums"), tuple(_sums(found, read, page))),
    ]


def excess_share(found: ProportionRead) -> float | None:
    """Ground outside the purpose areas of what cameras with one may film, at 25 px/m; None where no camera has one."""
    every = _at(found.groups, _WIDE, "all")
    declared = float(every["declared_m2"].sum())
    return float(every["excess_m2"].sum()) / declared if declared else None


def homes_seen(found: ProportionRead) -> int:
    """Buildings with homes in view at 125 px/m or sharper."""
    return int(_at(found.groups, _NEAR, "all")["dwelling_buildings"].sum())


def _at(groups: pd.DataFrame, px_per_m: float, grouped_by: str) -> pd.DataFrame:
    return groups[groups["px_per_m"].eq(px_per_m) & groups["grouped_by"].eq(grouped_by)]


def _opening(found: ProportionRead, read: Readings, page: Words) -> list[Block]:
    say, h = page.say, found.run.headline
    every = _at(found.groups, _WIDE, "all")
    said = {"day": day_text(found.run.day), "run": found.run.run_id, "cameras": number_text(every["cameras"].sum())}
    if read.operator is None:
        counts = {name: number_text(h[name]) for name in ("unknown_views", "with_purpose_area")}
        first = say("proportion_all", all=number_text(h["cameras"]), **counts, **said)
    else:
        first = say("proportion_of", operator=read.operator, **said)
    return [Text((first, say("proportion_possible"))), _bands(found, page), Text((say("proportion_places"),))]


def _bands(found: ProportionRead, page: Words) -> Table:
    every = found.groups[found.groups["grouped_by"].eq("all")]
    rows = _told(every, page).assign(px_per_m=[f"{px:g}" for px in every["px_per_m"]])
    shown = (Column("px_per_m", page.say("density_column")), *_measures(page))
    return Table("proportion", page.say("proportion_bands"), shown, rows, page.say("proportion_empty"))


def _told(sums: pd.DataFrame, page: Words) -> pd.DataFrame:
    """Sums with their ratios beside; a ratio is missing where nothing is under it."""
    ratio = {"excess": ("excess_m2", "declared_m2"), "overlap": ("overlap_m2", "serving_m2")}
    made = {name: sums[part] / sums[whole].where(sums[whole] > 0) for name, (part, whole) in ratio.items()}
    return sums.assign(**made).reset_index(drop=True)


def _measures(page: Words) -> tuple[Column, ...]:
    say = page.say
    return (
        Column("cameras", say("cameras_known"), Cell.COUNT),
        Column("view_m2", say("view_m2"), Cell.AREA_M2),
        Column("excess", say("excess_column"), Cell.SHARE),
        Column("private_m2", say("private_m2"), Cell.AREA_M2),
        Column("dwelling_buildings", say("homes_column"), Cell.COUNT),
        Column("dwelling_wall_m", say("walls_column"), Cell.COUNT),
        Column("overlap", say("overlap_column"), Cell.SHARE),
    )


def _pictures(found: ProportionRead, page: Words) -> list[Block]:
    """Views by what lies outside their purpose, and purpose areas by how much of them is served."""
    wide = found.views[found.views["px_per_m"].eq(_WIDE)]
    excess = wide["excess_m2"] / wide["view_m2"].where(wide["view_m2"] > 0)
    undeclared = number_text(int(wide["excess_m2"].isna().sum()))
    say, fits = page.say, found.fits
    return [
        *_histogram("excess", excess, _EXCESS, page, say("excess_caption", undeclared=undeclared)),
        *_histogram("fit", fits, _FIT, page, say("fit_caption", unknown=number_text(int(fits.isna().sum())))),
    ]


def _histogram(name: str, values: pd.Series, edges: Sequence[float], page: Words, caption: str) -> list[Block]:
    """Columns by classes of a share, with their table; nothing where no value is known."""
    if not values.notna().any():
        return []
    labels = [f"{100 * low:.0f}–{100 * high:.0f} %" for low, high in pairwise(edges)]
    return [_columns(name, counted(values, edges), labels, page, caption)]


def _columns(name: str, counts: list[int], labels: list[str], page: Words, caption: str) -> Figure:
    axis = page.word("chart", name)
    rows = pd.DataFrame({"label": labels, "count": counts})
    shown = (Column("label", axis), Column("count", page.say("count_column"), Cell.COUNT))
    said = page.say("list_comma").join(f"{label}: {count:,}" for label, count in zip(labels, counts, strict=True))
    table = Table(f"{name}_classes", caption, shown, rows, page.say("proportion_empty"))
    return Figure(columns(counts, labels=labels, axis=axis), caption, f"{axis}: {said}", table)


def _homes(found: ProportionRead, page: Words) -> list[Block]:
    """Homes in view by density, and views by the distance of the nearest home in them."""
    say = page.say
    every = found.groups[found.groups["grouped_by"].eq("all")]
    if not every["dwelling_buildings"].sum():
        return [Text((say("homes_none"),))]
    shades = (RAMP[0], RAMP[1], RAMP[2], "#08343a")
    rows = [
        Bar(f"{px:g} px/m", homes, say("homes_bar", homes=number_text(homes), wall=number_text(wall)), shade)
        for px, homes, wall, shade in zip(
            *(every[name].tolist() for name in ("px_per_m", "dwelling_buildings", "dwelling_wall_m")),
            shades,
            strict=False,
        )
    ]
    said = say("list_comma").join(f"{row.label}: {row.text}" for row in rows)
    wide = found.views[found.views["px_per_m"].eq(_WIDE) & found.views["dwelling_buildings"].gt(0)]
    labels = ["< 5 m", "5–10 m", "10–20 m", "20–50 m", "≥ 50 m"]
    return [
        Figure(bars(rows, label_width=130, text_width=300), say("homes_caption"), said),
        _columns("nearest", counted(wide["nearest_dwelling_m"], _DISTANCE_M), labels, page, say("nearest_caption")),
    ]


def _sums(found: ProportionRead, read: Readings, page: Words) -> list[Block]:
    say, names = page.say, words("annex", page.language)
    purposes = _told(_at(found.groups, _WIDE, "purpose"), page)
    purposes["label"] = [names.word("purposes", label) for label in purposes["label"]]
    shown = (Column("label", say("purpose_column")), *_measures(page))
    if read.operator is not None:
        united = ("dwelling_buildings", "dwelling_wall_m")
        shown = tuple(column for column in shown if column.name not in united)
        table = Table("proportion_purposes", say("proportion_by_purpose"), shown, purposes, say("proportion_empty"))
        return [table]
    operators = _told(_at(found.groups, _WIDE, "operator"), page)
    operators["label"] = [operator_text(label, page) for label in operators["label"]]
    by_operator = (Column("label", say("operator_column")), *_measures(page))
    empty = say("proportion_empty")
    return [
        Table("proportion_operators", say("proportion_by_operator"), by_operator, operators, empty, most_rows=200),
        Table("proportion_purposes", say("proportion_by_purpose"), shown, purposes, empty),
        Text((say("proportion_sums_note"),)),
    ]


def proportion_grids(read: Readings, page: Words) -> list[Block]:
    """What views take in besides, per grid, by code; nothing without a run or for one operator."""
    found, say = read.proportion, page.say
    if found is None or read.operator is not None:
        return []
    wide = _told(found.grids[found.grids["px_per_m"].eq(_WIDE)].assign(overlap_m2=0.0, serving_m2=0.0), page)
    shown = (Column("code", say("code"), Cell.CODE), Column("name", say("name")), *_measures(page)[:-1])
    return [Table("proportion_grids", say("proportion_per_grid"), shown, wide, say("proportion_empty"))]


def proportion_sentences(found: ProportionRead, page: Words) -> list[str]:
    """The chapter in a sentence or two, for the summary."""
    excess = excess_share(found)
    told = [] if excess is None else [page.say("excess_short", share=share_text(excess))]
    return [*told, page.say("homes_short", homes=number_text(homes_seen(found)))]
