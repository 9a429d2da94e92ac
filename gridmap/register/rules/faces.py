"""Purpose areas cut into cells, and cells of one area that the same cameras see merged into faces.

Cells lie on one lattice for the whole city (multiples of the cell's side from the origin of the metric CRS); a cell belongs to a polygon when
its centre does, and a centre on a border belongs to one of the two sides only. What no camera sees makes no face: this module cannot say where it is.
"""

# numba compiles these; what they return has no types that mypy could check
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gridmap.errors import BadValue
from gridmap.register.rules.edges import Edges, Floats, Rows

CELL_M = 2.0  # DOMAIN-register 4
_MOST_CELLS = 25_000_000  # of one area's box: 100 MB while it is cut


@dataclass(frozen=True, slots=True)
class Faces:
    """Cells of one purpose area that the same cameras see, merged.

    area: row of its purpose area, ascending; cells: how many (n_f); camera[first[f]:first[f + 1]]: rows of the cameras
    that see face f, ascending (`first` has one more). areas, cameras: how many rows there are of each.
    """

    area: Rows
    cells: Rows
    first: Rows
    camera: Rows
    areas: int
    cameras: int

    def __len__(self) -> int:
        """Faces."""
        return len(self.area)

    def of_entry(self) -> Rows:
        """The face of each entry of `camera`."""
        return np.repeat(np.arange(len(self)), np.diff(self.first))

    def seen_cells(self) -> Rows:
        """Cells of each area that at least one camera sees (N_A)."""
        return np.bincount(self.area, weights=self.cells, minlength=self.areas).astype(np.int64)

    def served(self, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which faces at least one of the kept cameras sees. kept: one value a camera."""
        entries = np.bincount(self.of_entry(), weights=kept[self.camera], minlength=len(self))
        return np.asarray(entries > 0)


def cut_faces(
    areas: Edges,
    views: Edges,
    *,
    area_row: Rows,
    view_row: Rows,
    camera_row: Rows,
    cameras: int,
    cell_m: float = CELL_M,
) -> Faces:
    """Faces of all areas.

    areas, views: polygons in one metric CRS; area_row, view_row, camera_row: one entry a pair "this view serves this area", with the
    row of the view's camera; views that do not reach their area cost little. Memory is that of one area at a time.
    Raises BadValue for a cell that is no length above 0, and for an area too large for cells of that size.
    """
    check_cell(cell_m)
    order = np.lexsort((camera_row, area_row))
    starts = np.searchsorted(area_row[order], np.arange(len(areas.first)))
    parts: list[tuple[int, Rows, Rows, Rows]] = []
    for area in range(len(areas.first) - 1):
        pairs = order[starts[area] : starts[area + 1]]
        window = _window(areas.bounds[area], views.bounds[view_row[pairs]], cell_m)
        if window is None:
            continue
        ends = areas.ends[areas.first[area] : areas.first[area + 1]]
        cells, first, camera = _split(ends, views.ends, views.first, view_row[pairs], camera_row[pairs], window, cell_m)
        if len(cells):
            parts.append((area, cells, first, camera))
    return _joined(parts, areas=len(areas.first) - 1, cameras=cameras)


def check_cell(cell_m: float) -> None:
    """Raises BadValue for a side that is no length above 0."""
    if not (np.isfinite(cell_m) and cell_m > 0):
        raise BadValue(f"A cell of {cell_m:g} m cannot be laid; a side above 0 is needed, 2 m is usual.")


def centres_within(area: Floats, view: Floats, *, cell_m: float) -> tuple[Floats, Floats]:
    """x_m, y_m of the centres inside both polygons, each given by its edges (n, 4)."""
    window = _window(_box(area), _box(view)[None], cell_m)
    if window is None:
        return np.empty(0), np.empty(0)
    x, y = _centres(area, view, window, cell_m)
    return x, y


def _box(ends: Floats) -> Floats:
    if not len(ends):
        return np.full(4, np.nan)
    x, y = ends[:, [0, 2]], ends[:, [1, 3]]
    return np.array([x.min(), y.min(), x.max(), y.max()])


def _window(area: Floats, views: Floats, cell_m: float) -> Rows | None:
    """First column and row, number of columns and rows of the lattice where area and views may meet; None for nowhere."""
    views = views[~np.isnan(views).any(axis=1)]
    if not len(views) or np.isnan(area).any():
        return None
    low = np.floor(np.maximum(area[:2], views[:, :2].min(axis=0)) / cell_m)
    high = np.ceil(np.minimum(area[2:], views[:, 2:].max(axis=0)) / cell_m)
    count = high - low
    if (count <= 0).any():
        return None
    if count.prod() > _MOST_CELLS:
        raise BadValue(
            f"A purpose area of {count[0] * cell_m / 1e3:.1f} by {count[1] * cell_m / 1e3:.1f} km is too large for cells of {cell_m:g} m; give larger cells."
        )
    return np.concatenate([low, count]).astype(np.int64)


def _joined(parts: Sequence[tuple[int, Rows, Rows, Rows]], *, areas: int, cameras: int) -> Faces:
    none = np.empty(0, dtype=np.int64)
    length = np.concatenate([none, *(np.diff(first) for _a, _n, first, _c in parts)])
    return Faces(
        np.concatenate([none, *(np.full(len(n), area) for area, n, _f, _c in parts)]),
        np.concatenate([none, *(n for _a, n, _f, _c in parts)]),
        np.append(0, np.cumsum(length)),
        np.concatenate([none, *(camera for _a, _n, _f, camera in parts)]),
        areas,
        cameras,
    )


@njit(cache=True, nogil=True)
def _spans(ends, start, stop, y, cell, column, columns, crossing):
    """Columns inside the polygon on the line at y, as pairs from, to in `found` (half-open), and their number."""
    n = 0
    for e in range(start, stop):
        y0, y1 = ends[e, 1], ends[e, 3]
        if (y0 <= y) != (y1 <= y):
            crossing[n] = ends[e, 0] + (y - y0) / (y1 - y0) * (ends[e, 2] - ends[e, 0])
            n += 1
    crossing[:n].sort()
    for k in range(n):
        place = np.int64(np.ceil(crossing[k] / cell - 0.5)) - column
        crossing[k] = min(max(place, 0), columns)
    return n


@njit(cache=True, nogil=True)
def _split(area, views, first, view_row, camera_row, window, cell):
    """Refine the area's cells camera by camera: a label stands for the set of cameras seen so far, 0 for nobody.

    Returns cells, first, camera of the labels that have cells and cameras. A camera with several views counts once.
    """
    column, row, columns, rows = window
    label = np.full((rows, columns), -1, dtype=np.int32)
    most = len(area)
    for v in view_row:
        most = max(most, first[v + 1] - first[v])
    crossing = np.empty(most + 1)
    for j in range(rows):
        n = _spans(area, 0, len(area), (row + j + 0.5) * cell, cell, column, columns, crossing)
        for k in range(0, n - 1, 2):
            for i in range(int(crossing[k]), int(crossing[k + 1])):
                label[j, i] = 0
    parent, by = np.full(64, -1, dtype=np.int32), np.full(64, -1, dtype=np.int64)
    moved = np.full(64, -1, dtype=np.int32)
    labels = 1
    for p in range(len(view_row)):
        v, known = view_row[p], labels
        for j in range(rows):
            n = _spans(views, first[v], first[v + 1], (row + j + 0.5) * cell, cell, column, columns, crossing)
            for k in range(0, n - 1, 2):
                for i in range(int(crossing[k]), int(crossing[k + 1])):
                    old = label[j, i]
                    if old < 0 or by[old] == camera_row[p]:
                        continue
                    if moved[old] < 0:
                        if labels == len(parent):
                            parent, by, moved = _doubled(parent), _doubled(by), _doubled(moved)
                        parent[labels], by[labels], moved[old] = old, camera_row[p], labels
                        labels += 1
                    label[j, i] = moved[old]
        moved[:known] = -1
    return _signatures(label, labels, parent, by)


@njit(cache=True, nogil=True)
def _doubled(array):
    longer = np.full(2 * len(array), -1, dtype=array.dtype)
    longer[: len(array)] = array
    return longer


@njit(cache=True, nogil=True)
def _signatures(label, labels, parent, by):
    count = np.zeros(labels, dtype=np.int64)
    for value in label.ravel():
        if value > 0:
            count[value] += 1
    faces, entries = 0, 0
    for n in range(1, labels):
        if count[n]:
            faces += 1
            at = n
            while at > 0:
                entries += 1
                at = parent[at]
    cells, first = np.empty(faces, dtype=np.int64), np.zeros(faces + 1, dtype=np.int64)
    camera = np.empty(entries, dtype=np.int64)
    face, entry = 0, 0
    for n in range(1, labels):
        if count[n]:
            cells[face], at = count[n], n
            while at > 0:
                camera[entry] = by[at]
                entry += 1
                at = parent[at]
            first[face + 1] = entry
            camera[first[face] : entry].sort()
            face += 1
    return cells, first, camera


@njit(cache=True, nogil=True)
def _centres(area, view, window, cell):
    column, row, columns, rows = window
    inside = np.zeros(columns, dtype=np.int8)
    crossing = np.empty(max(len(area), len(view)) + 1)
    x, y = np.empty(rows * columns), np.empty(rows * columns)
    found = 0
    for j in range(rows):
        line = (row + j + 0.5) * cell
        inside[:] = 0
        n = _spans(area, 0, len(area), line, cell, column, columns, crossing)
        for k in range(0, n - 1, 2):
            inside[int(crossing[k]) : int(crossing[k + 1])] = 1
        n = _spans(view, 0, len(view), line, cell, column, columns, crossing)
        for k in range(0, n - 1, 2):
            for i in range(int(crossing[k]), int(crossing[k + 1])):
                if inside[i]:
                    x[found], y[found] = (column + i + 0.5) * cell, line
                    found += 1
    return x[:found], y[:found]
