"""How the optics of the counted cameras came to be known, field by field."""

from __future__ import annotations

import pandas as pd

from gridmap.locale import Words, number_text, words
from gridmap.register.rules.optics import Quality
from gridmap.reports.charts import QUALITY_COLOURS, Stack, stacks
from gridmap.reports.document import Cell, Column, Figure, Section, Table, Text


def quality_sections(counts: pd.DataFrame | None, page: Words) -> list[Section]:
    """Shares of measured, derived, assumed and unknown values of each field; nothing where no camera is counted."""
    if counts is None or counts.empty:
        return []
    names, say = words("annex", page.language), page.say
    qualities = [q.value for q in Quality]
    cameras = int(counts[qualities].iloc[0].sum())
    if not cameras:
        return []
    rows = counts.assign(
        **{q: counts[q] / cameras for q in qualities}, field=[names.word("optic", f) for f in counts["field"]]
    )
    drawn = [Stack(str(row["field"]), tuple(float(row[q]) for q in qualities)) for row in rows.to_dict("records")]
    legend = [(QUALITY_COLOURS[q], names.word("qualities", q)) for q in qualities]
    caption = say("quality_caption", cameras=number_text(cameras))
    shown = (
        Column("field", say("field_column")),
        *(Column(q, names.word("qualities", q), Cell.SHARE) for q in qualities),
    )
    table = Table("quality", say("quality_table"), shown, rows, say("quality_table"))
    picture = Figure(stacks(drawn, legend=legend, label_width=340), caption, say("quality_described"))
    return [Section(say("quality_title"), (Text((say("quality_note"),)), picture, table))]
