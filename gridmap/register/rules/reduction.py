"""What can go: cameras without which every purpose area stays served, and the smallest set that keeps all of them so.

The base is what is seen today, no target. A purpose area stays served when a stated share of the cells that its cameras see *today*, at its
density class, is still seen by those that remain. What nobody sees today is not in the base, constrains nothing and is not reported.
"""

# numba compiles the greedy; what it returns has no types that mypy could check
# mypy: disable-error-code="no-untyped-def,assignment,misc"

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridmap.errors import BadValue
from gridmap.register.rules.edges import Floats, Rows
from gridmap.register.rules.faces import Faces
from gridmap.register.rules.set_cover import Cover, Row, Task, cheapest_cover

Bools = NDArray[np.bool_]

SHARE = 0.98  # DOMAIN-register 4: of the cells seen today
TINY_CELLS = 1  # a face of so few cells is what a lattice makes of two borders side by side


@dataclass(frozen=True, slots=True)
class Greedy:
    """What taking the best camera first finds. cost ≤ factor · the least cost (Wolsey 1982: H(s), s the most cells one camera serves)."""

    kept: Bools
    cost: float
    factor: float


@dataclass(frozen=True, slots=True)
class SmallestSet:
    """One value a camera in `kept`; those of `always` are not in it nor in any cost.

    bound: no set that keeps every area served costs less; cost equals it when proven. faces, tiny_faces: of the base, and those of them that were
    left out of the programme and checked afterwards. parts, largest: components and the cameras of the largest; solved: integer programmes run.
    """

    kept: Bools
    cost: float
    bound: float
    greedy: Greedy
    faces: int
    tiny_faces: int
    parts: int
    largest: int
    solved: int

    @property
    def is_proven(self) -> bool:
        """No cheaper set exists at this cell size and share."""
        return bool(self.cost - self.bound <= 1e-6 * max(1.0, self.cost))

    @property
    def relative_gap(self) -> float:
        """(cost - bound) / cost, 0 when proven."""
        return 0.0 if self.is_proven else float((self.cost - self.bound) / self.cost)


def check_share(share: float) -> None:
    """Raises BadValue for a share outside (0, 1]."""
    if not 0 < share <= 1:
        raise BadValue(f"A share of {share:g} is not possible; above 0 and at most 1 is needed, 0.98 is usual.")


def loss_budgets(faces: Faces, *, share: float) -> Rows:
    """How many of the cells seen today each area may lose: N - ⌈share · N⌉. Raises BadValue for a share outside (0, 1]."""
    check_share(share)
    seen = faces.seen_cells()
    least = np.ceil(share * seen - 1e-9).astype(np.int64)
    return np.asarray(seen - least)


def lost_cells(faces: Faces, kept: Bools) -> Rows:
    """Cells of each area that are seen today and by none of the kept cameras."""
    lost = np.where(faces.served(kept), 0, faces.cells)
    return np.bincount(faces.area, weights=lost, minlength=faces.areas).astype(np.int64)


def removable_alone(faces: Faces, *, share: float = SHARE) -> Bools:
    """Cameras that may go, one at a time: without it every area keeps its share. Of twins each may, both may not (`not_together`)."""
    budget = loss_budgets(faces, share=share)
    (face,) = np.nonzero(np.diff(faces.first) == 1)
    camera, area = faces.camera[faces.first[face]], faces.area[face]
    alone = coo_array((faces.cells[face], (camera, area)), shape=(faces.cameras, faces.areas)).tocsr().tocoo()
    removable = np.ones(faces.cameras, dtype=np.bool_)
    removable[alone.row[alone.data > budget[alone.col]]] = False
    return removable


def not_together(faces: Faces, *, share: float = SHARE) -> list[tuple[int, int]]:
    """Pairs of cameras, lower row first, each removable alone but not both. Larger sets may fail although none of their pairs does."""
    budget, removable = loss_budgets(faces, share=share), removable_alone(faces, share=share)
    count = np.diff(faces.first)
    pairs: set[tuple[int, int]] = set()
    starts = np.searchsorted(faces.area, np.arange(faces.areas + 1))
    for area in range(faces.areas):
        of_area = np.arange(starts[area], starts[area + 1])
        one, two = of_area[count[of_area] == 1], of_area[count[of_area] == 2]
        cameras = np.unique(faces.camera[faces.first[starts[area]] : faces.first[starts[area + 1]]])
        if len(cameras) < 2:
            continue
        alone = np.searchsorted(cameras, faces.camera[faces.first[one]])
        single = np.bincount(alone, weights=faces.cells[one], minlength=len(cameras))
        lost = single[:, None] + single
        first, second = (np.searchsorted(cameras, faces.camera[faces.first[two] + n]) for n in (0, 1))
        np.add.at(lost, (first, second), faces.cells[two])
        i, j = np.nonzero(np.triu(lost > budget[area], k=1))
        both = removable[cameras[i]] & removable[cameras[j]]
        pairs.update(zip(cameras[i][both].tolist(), cameras[j][both].tolist(), strict=True))
    return sorted(pairs)


def preferring(faces: Faces, intrusion: Floats) -> Floats:
    """Weights with which the cheapest set is a smallest one, and of these the least intrusive.

    intrusion: at least 0, one a camera (m² seen outside the purpose, say). 1 and a part of it so small that all cameras held together by
    purpose areas add up to less than one more camera. Raises BadValue for what is no number, or below 0.
    """
    if not (np.isfinite(intrusion) & (intrusion >= 0)).all():
        raise BadValue("Intrusion must be a number, at least 0.")
    size = faces.cameras + faces.areas
    ends = (faces.camera, faces.cameras + faces.area[faces.of_entry()])
    _n, part = connected_components(coo_array((np.ones(len(ends[0])), ends), shape=(size, size)), directed=False)
    total = np.bincount(part[: faces.cameras], weights=intrusion, minlength=size)
    return np.asarray(1.0 + intrusion / (total[part[: faces.cameras]] + max(float(intrusion.max(initial=0.0)), 1.0)))


def smallest_set(
    faces: Faces,
    *,
    share: float = SHARE,
    weight: Floats | None = None,
    always: Bools | None = None,
    tiny_cells: int = TINY_CELLS,
    time_limit_s: float = 60.0,
) -> SmallestSet:
    """The cheapest cameras with which every area keeps `share` of the cells that are seen today.

    weight: cost of each camera, above 0; equal without it. always: cameras that stay whatever happens and cost nothing here. time_limit_s: of
    one integer programme. Faces of at most `tiny_cells` cells are first taken as served, which can only make a set cheaper; where the answer
    then fails an area, its tiny faces come back. So what is proven is proven of all cells. Raises BadValue for shares and weights that cannot be.
    """
    budget = loss_budgets(faces, share=share)
    weight = np.ones(faces.cameras) if weight is None else np.asarray(weight, dtype=np.float64)
    if not (np.isfinite(weight) & (weight > 0)).all():
        raise BadValue("A camera's weight must be a number above 0.")
    always = np.zeros(faces.cameras, dtype=np.bool_) if always is None else always
    small = (faces.cells <= tiny_cells) & (budget[faces.area] > 0)
    open_faces = ~faces.served(always)
    known: dict[object, Cover] = {}
    while True:
        covers = _covers(faces, open_faces & ~small, budget, weight, time_limit_s, known)
        kept = np.zeros(faces.cameras, dtype=np.bool_)
        for cameras, cover in covers:
            kept[cameras[list(cover.columns)]] = True
        failed = lost_cells(faces, kept | always) > budget
        if not failed.any():
            break
        if not (small & failed[faces.area]).any():
            raise RuntimeError("A set that was found does not serve its areas: a fault of the solver.")
        small &= ~failed[faces.area]
    return SmallestSet(
        kept,
        float(weight[kept].sum()),
        float(sum(cover.bound for _c, cover in covers)),
        _greedy_set(faces, budget, weight, always),
        len(faces),
        int(small.sum()),
        len(covers),
        max((len(cameras) for cameras, _c in covers), default=0),
        sum(cover.solved for _c, cover in covers),
    )


def _covers(
    faces: Faces, counted: Bools, budget: Rows, weight: Floats, time_limit_s: float, known: dict[object, Cover]
) -> list[tuple[Rows, Cover]]:
    """The cover of each component: its cameras, and which of them, by their place among these, it takes."""
    found = []
    for part in _parts(faces, counted, budget):
        runs = [faces.camera[faces.first[f] : faces.first[f + 1]] for f in part]
        cameras, place = np.unique(np.concatenate(runs), return_inverse=True)
        masks = [sum(1 << c for c in run.tolist()) for run in np.split(place, np.cumsum([len(r) for r in runs])[:-1])]
        rows = tuple(
            Row(area, mask, cells)
            for area, mask, cells in zip(faces.area[part].tolist(), masks, faces.cells[part].tolist(), strict=True)
        )
        key = (tuple(cameras.tolist()), rows)
        if key not in known:
            task = Task((), rows, {row.group: int(budget[row.group]) for row in rows}, weight[cameras].tolist())
            known[key] = cheapest_cover(task, time_limit_s=time_limit_s)
        found.append((cameras, known[key]))
    return found


def _parts(faces: Faces, counted: Bools, budget: Rows) -> list[Rows]:
    """Faces of each component. Faces are held together by a camera that sees both, and those that share a budget by their area."""
    total = np.bincount(faces.area, weights=np.where(counted, faces.cells, 0), minlength=faces.areas)
    used = counted & (total > budget)[faces.area]
    if not used.any():
        return []
    required = faces.cells > budget[faces.area]
    node = faces.cameras + np.where(required, faces.areas + np.arange(len(faces)), faces.area)
    entry = used[faces.of_entry()]
    size = faces.cameras + faces.areas + len(faces)
    ends = (faces.camera[entry], node[faces.of_entry()][entry])
    _n, component = connected_components(coo_array((np.ones(len(ends[0])), ends), shape=(size, size)), directed=False)
    (face,) = np.nonzero(used)
    order = np.argsort(component[node[face]], kind="stable")
    starts = np.flatnonzero(np.diff(component[node[face[order]]])) + 1
    return list(np.split(face[order], starts))


def _greedy_set(faces: Faces, budget: Rows, weight: Floats, always: Bools) -> Greedy:
    """Wolsey's greedy on Σ over areas of min(cells still needed, cells newly seen), per weight."""
    served = faces.served(always)
    have = np.bincount(faces.area, weights=np.where(served, faces.cells, 0), minlength=faces.areas).astype(np.int64)
    need = np.maximum(faces.seen_cells() - budget - have, 0)
    by_camera = np.argsort(faces.camera, kind="stable")
    face = faces.of_entry()[by_camera]  # of each camera, ascending, so that its areas come in runs
    first = np.searchsorted(faces.camera[by_camera], np.arange(faces.cameras + 1))
    kept, most = _take_best(face, first, faces.area, faces.cells, served.copy(), need, weight)
    harmonic = float((1.0 / np.arange(1, most + 1)).sum()) if most else 1.0
    return Greedy(kept, float(weight[kept].sum()), max(harmonic, 1.0))


@njit(cache=True)
def _take_best(face, first, area, cells, served, need, weight):
    """Lazy greedy: a gain only falls, so the best of the heap is taken when its gain is still what it was."""
    kept = np.zeros(len(first) - 1, dtype=np.bool_)
    heap = [(0.0, np.int64(-1))]  # stays last: every gain is above 0
    most = np.int64(0)
    for camera in range(len(first) - 1):
        gain = _gain(face[first[camera] : first[camera + 1]], area, cells, served, need)
        most = max(most, gain)
        if gain > 0:
            heapq.heappush(heap, (-gain / weight[camera], np.int64(camera)))
    while len(heap) > 1:
        best, camera = heapq.heappop(heap)
        gain = _gain(face[first[camera] : first[camera + 1]], area, cells, served, need)
        if gain == 0:
            continue
        if -gain / weight[camera] > best:
            heapq.heappush(heap, (-gain / weight[camera], camera))
            continue
        kept[camera] = True
        for f in face[first[camera] : first[camera + 1]]:
            if not served[f]:
                served[f] = True
                need[area[f]] = max(need[area[f]] - cells[f], 0)
    return kept, most


@njit(cache=True)
def _gain(faces, area, cells, served, need):
    """Cells still needed that these faces (by area, ascending) would add."""
    gain, of_area, at = np.int64(0), np.int64(0), np.int64(-1)
    for f in faces:
        if area[f] != at:
            gain += min(of_area, need[at]) if at >= 0 else 0
            of_area, at = np.int64(0), area[f]
        if not served[f]:
            of_area += cells[f]
    return gain + (min(of_area, need[at]) if at >= 0 else np.int64(0))
