"""Ids that stand more than once in a file.

Same id, same content: the later line adds nothing and is noted. Same id, other content: the highest source revision
wins; where revisions do not tell (none, or equal ones), all lines of that id are refused, since nobody picks for the
source. Revisions are compared as whole numbers where all of them are, else as text (ISO times and dates sort so).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gridmap.grids.rules.text_bytes import text_hashes

Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
Digests = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Repeats:
    """One flag a row. repeats: says again what an earlier line said. superseded: an older revision than another line.

    contradicts: differs from another line of the same id, and no revision tells which one stands.
    """

    repeats: Flags
    superseded: Flags
    contradicts: Flags


def find_repeats(ids: pd.Series, *, digest: Callable[[Rows], Digests], revision: pd.Series | None) -> Repeats:
    """What stands more than once. ids: text without missing. digest: of the content of rows, by their positions."""
    repeated = share_an_id(ids)
    flags = [np.zeros(len(ids), bool) for _ in range(3)]
    rows = np.flatnonzero(repeated)
    if rows.size == 0:
        return Repeats(*flags)
    frame = pd.DataFrame({"id": ids.to_numpy()[rows], "content": digest(rows), "row": rows})
    frame["revision"] = _ranked(revision.iloc[rows] if revision is not None else None, len(rows))
    again = frame.duplicated(["id", "content"]).to_numpy()
    flags[0][rows[again]] = True
    left = frame[~again]
    highest = left.groupby("id")["revision"].transform("max")
    at_top = left["revision"] == highest
    tied = at_top.groupby(left["id"]).transform("sum") > 1
    flags[1][left.loc[~at_top & ~tied, "row"]] = True
    flags[2][left.loc[tied, "row"]] = True
    return Repeats(*flags)


def share_an_id(ids: pd.Series) -> Flags:
    """Rows whose id another row has too; by hashes of the bytes first, so that unique millions cost a sort."""
    hashes = text_hashes(ids)
    ordered = np.sort(hashes)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    flags = np.zeros(len(ids), bool)
    if twice.size:
        rows = np.flatnonzero(np.isin(hashes, twice))
        flags[rows] = ids.iloc[rows].duplicated(keep=False).to_numpy()
    return flags


def _ranked(revision: pd.Series | None, rows: int) -> npt.NDArray[np.float64]:
    """Revisions as ranks; a missing one is below all."""
    if revision is None:
        return np.full(rows, -1.0)
    numbers = pd.to_numeric(revision, errors="coerce")
    comparable = numbers if numbers.notna().equals(revision.notna()) else revision
    return np.asarray(comparable.rank(method="dense").fillna(-1), dtype=np.float64)
