"""Which cameras serve which purpose area, and which cameras a reduction may judge.

An area's own list of cameras is its approval, so only these serve it; a camera that merely looks in is none of them, however sharp. An area that
names none is served by the cameras of the same purpose whose view meets it. What an unspecified purpose needs nobody knows: nothing serves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridmap.register.rules.edges import Floats, Rows, pairs_of_boxes
from gridmap.register.rules.vocabulary import Purpose

Bools = NDArray[np.bool_]

_BIT = {str(purpose): 1 << n for n, purpose in enumerate(Purpose) if purpose is not Purpose.UNSPECIFIED}


@dataclass(frozen=True, slots=True)
class Serving:
    """Pairs of rows: this camera serves this purpose area."""

    area: Rows
    camera: Rows

    def taken(self, which: Bools) -> Serving:
        """Those pairs only."""
        return Serving(self.area[which], self.camera[which])


def purpose_bits(purposes: Sequence[Sequence[str]]) -> Rows:
    """A camera's purposes as one number; 0 where none is specified."""
    return np.array([sum({_BIT.get(p, 0) for p in listed}) for listed in purposes], dtype=np.int64)


def named_pairs(listed: Sequence[Sequence[str]], camera_ids: Sequence[str]) -> Serving:
    """Cameras that an area names. listed: ids by area; ids that are not among `camera_ids` are passed over."""
    place = {camera_id: n for n, camera_id in enumerate(camera_ids)}
    pairs = sorted({(n, place[one]) for n, ids in enumerate(listed) for one in ids if one in place})
    area, camera = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return Serving(area, camera)


def same_purpose_pairs(area_bits: Rows, area_boxes: Floats, camera_bits: Rows, view_boxes: Floats) -> Serving:
    """Cameras of an area's purpose whose view's box meets the area's. Boxes (n, 4): west, south, east, north in one metric CRS, NaN meets nothing."""
    met = pairs_of_boxes(area_boxes.reshape(-1, 4), view_boxes.reshape(-1, 4))
    area = np.repeat(np.arange(len(area_bits)), np.diff(met.first))
    same = (area_bits[area] & camera_bits[met.row]) != 0
    return Serving(area[same], met.row[same])


@dataclass(frozen=True, slots=True)
class Judged:
    """One value a camera. candidates: may be found to be removable; always: serve, and stay whatever happens; the other two serve nothing known.

    always: those outside the area that was asked for, and those that serve an area whose density class nobody stated.
    """

    candidates: Bools
    always: Bools
    without_class: Bools
    without_area: Bools


def judge(serving: Serving, classless: Serving, *, documented: Bools, inside: Bools) -> Judged:
    """Who may be judged. serving, classless: pairs with areas that have a density class, and that have none; the rest one value a camera."""
    serves, vague = (np.zeros(len(documented), dtype=np.bool_) for _ in range(2))
    serves[serving.camera], vague[classless.camera] = True, True
    known = documented & serves
    return Judged(
        known & inside & ~vague,
        known & (vague | ~inside),
        documented & inside & vague,
        documented & inside & ~serves & ~vague,
    )


def rows_by_camera(serving: Serving, cameras: Rows) -> list[Rows]:
    """The areas of each of those cameras, ascending."""
    order = np.lexsort((serving.area, serving.camera))
    first = np.searchsorted(serving.camera[order], cameras)
    last = np.searchsorted(serving.camera[order], cameras, side="right")
    return [serving.area[order[i:j]] for i, j in zip(first, last, strict=True)]
