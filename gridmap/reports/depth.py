"""By how many, how sharply and what for: the parts of a coverage run's headline as sections. Runs of older versions have none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from gridmap.locale import Words, share_text, words
from gridmap.register.rules.vocabulary import TELLING_APART
from gridmap.reports.charts import RAMP, Stack, stacks
from gridmap.reports.document import Cell, Column, Figure, Section, Table, Text


def depth_sections(headline: Mapping[str, Any], page: Words) -> list[Section]:
    """Depth by density, then purposes and functions at the run's own density."""
    by_density = headline.get("by_density") or []
    if not by_density:
        return []
    say = page.say
    own = by_density[0]
    return [
        Section(say("depth"), (_picture(by_density, page), _depth(by_density, page), Text((say("depth_note"),)))),
        Section(
            say("use"),
            (_purposes(own, page), _functions(own, headline.get("functions", {}), page), Text((say("use_note"),))),
        ),
    ]


def _picture(by_density: Sequence[Mapping[str, Any]], page: Words) -> Figure:
    """Public space under view at each density, parted by how many cameras see it."""
    say = page.say
    rows = []
    for figures in by_density:
        least = [float(figures["share"] or 0.0), *(_share(figures["by_cameras"], n) for n in ("2", "3"))]
        parts = (least[0] - least[1], least[1] - least[2], least[2])
        rows.append(Stack(f"{figures['px_per_m']:g} px/m", parts, share_text(figures["share"])))
    legend = [(RAMP[0], say("one_camera")), (RAMP[1], say("two_cameras")), (RAMP[2], say("three_cameras"))]
    said = say("list_comma").join(
        f"{row.label}: {row.text} ({' / '.join(share_text(part) for part in row.parts)})" for row in rows
    )
    return Figure(stacks(rows, legend=legend), say("depth_caption"), said)


def _depth(by_density: Sequence[Mapping[str, Any]], page: Words) -> Table:
    say = page.say
    rows = [
        {
            "px_per_m": f"{figures['px_per_m']:g}",
            "seen_m2": figures["seen_m2"],
            "share": figures["share"],
            **{f"cameras_{n}": _share(figures["by_cameras"], n) for n in ("2", "3")},
            "operators_2": _share(figures["by_operators"], "2"),
            "mean_depth": "–" if figures["mean_depth"] is None else f"{figures['mean_depth']:.2f}",
        }
        for figures in by_density
    ]
    columns = (
        Column("px_per_m", say("density_column")),
        Column("seen_m2", say("seen_m2"), Cell.AREA_M2),
        Column("share", say("share"), Cell.SHARE),
        Column("cameras_2", say("by_two"), Cell.SHARE),
        Column("cameras_3", say("by_three"), Cell.SHARE),
        Column("operators_2", say("by_two_operators"), Cell.SHARE),
        Column("mean_depth", say("mean_depth")),
    )
    return Table("depth", say("depth"), columns, pd.DataFrame(rows), say("grids_empty"))


def _share(figures: Mapping[str, Any], key: str) -> float:
    """0 where nothing is seen so: the headline leaves zeros out."""
    found = figures.get(key)
    return 0.0 if found is None or found["share"] is None else float(found["share"])


def _purposes(figures: Mapping[str, Any], page: Words) -> Table:
    say, names = page.say, words("annex", page.language)
    rows = [
        {"purpose": names.word("purposes", purpose), "seen_m2": found["seen_m2"], "share": found["share"]}
        for purpose, found in sorted(figures["by_purpose"].items())
    ]
    columns = (
        Column("purpose", say("purpose_column")),
        Column("seen_m2", say("seen_m2"), Cell.AREA_M2),
        Column("share", say("share"), Cell.SHARE),
    )
    return Table("purposes", say("by_purpose"), columns, _frame(rows, columns), say("purposes_empty"))


def _functions(figures: Mapping[str, Any], counts: Mapping[str, Mapping[str, int]], page: Words) -> Table:
    """Those that tell persons apart: where they are on, and where nobody told."""
    say, names = page.say, words("annex", page.language)
    rows = [
        {
            "function": names.word("function", function),
            "on": counts.get(function, {}).get("on"),
            "on_share": _share(figures["by_function"], f"{function}:on"),
            "unknown": counts.get(function, {}).get("unknown"),
            "unknown_share": _share(figures["by_function"], f"{function}:unknown"),
        }
        for function in TELLING_APART
    ]
    columns = (
        Column("function", say("function_column")),
        Column("on", say("on_cameras"), Cell.COUNT),
        Column("on_share", say("on_share"), Cell.SHARE),
        Column("unknown", say("unknown_cameras"), Cell.COUNT),
        Column("unknown_share", say("unknown_share"), Cell.SHARE),
    )
    return Table("functions", say("by_function"), columns, _frame(rows, columns), say("purposes_empty"))


def _frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=[column.name for column in columns])
