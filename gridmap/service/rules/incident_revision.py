"""The revision that a source gives to a row: a number or a time, and no text."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gridmap.grids.rules.record_id import code_problem
from gridmap.service.rules.coded import read_codes

_NUMBER_OR_TIME = r"^[0-9TZ:.,/+\- ]{1,40}$|^[0-9:/. ]{8,40}[AaPp]\.?[Mm]\.?$"


def read_revisions(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Column source_revision, or nothing where the file has none. What is neither number, time nor code is missing."""
    if "source_revision" not in rows:
        return {}
    text = read_codes(rows["source_revision"], name="source_revision")
    plain = pc.match_substring_regex(pa.array(text, type=pa.large_string(), from_pandas=True), pattern=_NUMBER_OR_TIME)
    others = ~plain.fill_null(True).to_numpy(zero_copy_only=False)
    if not others.any():
        return {"source_revision": text}
    refused = {word for word in text[others].unique() if code_problem(str(word)) is not None}
    return {"source_revision": text.mask(text.isin(refused))}
