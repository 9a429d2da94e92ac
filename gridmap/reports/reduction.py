"""The chapter on reduction: which cameras could go or show less while every purpose area keeps what is seen of it today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from gridmap.locale import Words, day_text, number_text, share_text, words
from gridmap.register.rules.report_readings import Readings, ReductionRead
from gridmap.reports.charts import RAMP
from gridmap.reports.document import Block, Cell, Column, Figure, Section, Table, Text
from gridmap.reports.drawing import Bar, bars
from gridmap.reports.stored import command_of, missing_text, operator_text

_LISTED = 200
_SOLVER = (
    "faces",
    "tiny_faces",
    "components",
    "largest_component",
    "programmes",
    "cost",
    "bound",
    "optimality_gap",
    "greedy_factor",
)


def reduction_sections(read: Readings, page: Words) -> list[Section]:
    """The chapter, or what to type where no run fits."""
    title, found = page.say("reduction_title"), read.reduction
    if found is None:
        return [Section(title, (missing_text("reduction", read, page),))]
    parts = (*_opening(found, read, page), *_picture(found, page), _lessening(found, page))
    tables = _of_all(found, page) if read.operator is None else [_own_list(found, read, page)]
    return [Section(title, (*parts, *tables), starts_page=True)]


def reduction_sentence(found: ReductionRead, page: Words) -> str:
    """The chapter in a sentence, for the summary."""
    counts = {name: number_text(int(found.operators[name].sum())) for name in ("judged", "can_go")}
    return page.say("reduction_short", share=_kept(found), **counts)


def solver_facts(found: ReductionRead) -> dict[str, object]:
    """What the method page tells of how the smallest set was found."""
    return {name: found.run.headline[name] for name in _SOLVER if name in found.run.headline}


def _kept(found: ReductionRead) -> str:
    return share_text(found.run.parameters["share"], digits=0)


def _opening(found: ReductionRead, read: Readings, page: Words) -> list[Block]:
    say, h = page.say, found.run.headline
    run = {"day": day_text(found.run.day), "run": found.run.run_id}
    base = say("reduction_base", share=_kept(found), cell=f"{found.run.parameters['cell_m']:g}")
    if read.operator is not None:
        own = {name: number_text(int(found.operators[name].sum())) for name in ("judged", "removable", "can_go")}
        return [
            Text(
                (
                    say("reduction_of", operator=read.operator, **own, **run),
                    base,
                    say("reduction_twins"),
                    _proof(h, page),
                )
            )
        ]
    counts = {name: number_text(h[name]) for name in _COUNTS}
    twins = [say("reduction_partners", **counts)] if h["with_partners"] else []
    return [
        Text((say("reduction_all", **counts, **run), base)),
        Text((say("reduction_alone", **counts), *twins, say("reduction_set", **counts), _proof(h, page))),
        Text((say("reduction_kept", **counts),)),
    ]


_COUNTS = (
    "cameras", "judged", "purpose_areas", "removable_alone", "with_partners", "smallest_set", "can_go", "unknown_views",
    "without_purpose_area", "without_density_class",
)  # fmt: skip


def _proof(headline: Mapping[str, Any], page: Words) -> str:
    h, say = headline, page.say
    said = {"set": number_text(h["smallest_set"]), "greedy": number_text(h["greedy_set"])}
    if h["is_proven"]:
        return say("reduction_proven", **said)
    return say("reduction_bound", gap=share_text(h["optimality_gap"]), bound=f"{h['bound']:.1f}", **said)


def _picture(found: ReductionRead, page: Words) -> list[Block]:
    say, sums = page.say, found.operators
    named = [("removable", RAMP[2]), ("can_go", RAMP[2]), ("crops", RAMP[1]), ("lower", RAMP[1]), ("masks", RAMP[1])]
    judged = int(sums["judged"].sum())
    if not judged:
        return []
    rows = [
        Bar(
            page.word("lessen", name),
            count,
            say("of_judged", count=number_text(count), all=number_text(judged)),
            colour,
        )
        for name, colour in named
        for count in (int(sums[name].sum()),)
    ]
    said = say("list_comma").join(f"{row.label}: {row.text}" for row in rows)
    return [Figure(bars(rows, label_width=330, text_width=200, longest=judged), say("reduction_caption"), said)]


def _lessening(found: ReductionRead, page: Words) -> Table:
    """Single cameras: what half of them or more show outside their purpose today, and would then."""
    say, shares = page.say, found.shares
    after = {
        "crops": shares["crop_excess_share"],
        "lower": shares["lower_excess_share"],
        "masks": shares["mask_m2"].where(lambda m2: m2 > 0) * 0,
    }
    rows = [
        {"measure": page.word("lessen", name), "count": int(then.notna().sum()),
         "today": shares["excess_share"][then.notna()].median(), "after": then.median()}
        for name, then in after.items()
    ]  # fmt: skip
    shown = (
        Column("measure", say("measure_column")),
        Column("count", say("cameras_known"), Cell.COUNT),
        Column("today", say("median_today"), Cell.SHARE),
        Column("after", say("median_after"), Cell.SHARE),
    )
    return Table("lessening", say("lessening_table"), shown, pd.DataFrame(rows), say("reduction_empty"))


def _of_all(found: ReductionRead, page: Words) -> list[Block]:
    say, names = page.say, words("annex", page.language)
    operators = found.operators.assign(operator=[operator_text(name, page) for name in found.operators["operator"]])
    counts = tuple(
        Column(name, page.word("lessen", name), Cell.COUNT)
        for name in ("judged", "removable", "can_go", "crops", "lower", "masks")
    )
    by_operator = (Column("operator", say("operator_column")), *counts)
    lost = found.losses.assign(purpose=[names.word("purposes", purpose) for purpose in found.losses["purpose"]])
    loss = (
        Column("purpose_area_id", say("area_id_column"), Cell.CODE),
        Column("purpose", say("purpose_column")),
        Column("seen_cells", say("seen_cells"), Cell.COUNT),
        Column("lost_cells", say("lost_cells"), Cell.COUNT),
        Column("lost_m2", say("lost_m2"), Cell.AREA_M2),
    )
    return [
        Table(
            "reduction_operators",
            say("reduction_by_operator"),
            by_operator,
            operators,
            say("reduction_empty"),
            most_rows=_LISTED,
        ),
        Table("reduction_losses", say("reduction_losses"), loss, lost, say("losses_empty"), most_rows=_LISTED),
    ]


def _own_list(found: ReductionRead, read: Readings, page: Words) -> Table:
    """The operator's cameras that could go or show less."""
    say = page.say
    rows = found.cameras.assign(
        removable=[say("yes" if flag else "no") for flag in found.cameras["removable_alone"]],
        can_go=[say("no" if flag else "yes") for flag in found.cameras["in_smallest_set"]],
        crop=[_crop(angle, width) for angle, width in zip(found.cameras["crop_hfov_deg"], found.cameras["crop_width_px"], strict=True)],
    )  # fmt: skip
    shown = (
        Column("camera_id", say("camera_column"), Cell.CODE),
        Column("removable", page.word("lessen", "removable")),
        Column("not_together_with", say("partners_column")),
        Column("can_go", page.word("lessen", "can_go")),
        Column("excess_share", say("excess_column"), Cell.SHARE),
        Column("crop", say("crop_column")),
        Column("lower_width_px", say("lower_column"), Cell.COUNT),
        Column("mask_m2", say("mask_column"), Cell.AREA_M2),
    )
    more = f"{command_of('reduction', read)} -o can-go.csv"
    return Table(
        "reduction_cameras", say("reduction_own"), shown, rows, say("reduction_empty"), most_rows=_LISTED, more=more
    )


def _crop(angle_deg: float | None, width_px: float | None) -> str:
    return "–" if angle_deg is None or pd.isna(angle_deg) else f"{angle_deg:.1f}° · {width_px:,.0f} px"
