"""The cheapest set of columns that covers what must be covered: presolve on bit masks, enumeration, integer programme.

A small solver for partial set cover. Each row belongs to a group and has a size; the sizes of a group's rows without a chosen column may add up to
the group's budget, so that a row larger than the budget is required. Rows are masks: bit c is set when column c covers the row.

The reductions are those of set cover (Beasley 1987; Caprara and others 2000), each of which keeps an optimum: a row that another one implies, a column that
another one replaces at no higher cost, a row that one column alone covers, a group whose budget pays for all its rows. What is left falls into components.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import or_

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

_ENUMERATED = 4  # columns up to which all subsets are tried: a call of the solver costs more than 16 of them
_MILP_DONE = 0  # status of scipy.optimize.milp: proven optimal
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Row:
    """What is to be covered. mask: the columns that cover it; size: what leaving it uncovered costs of its group's budget."""

    group: int
    mask: int
    size: int


@dataclass(frozen=True, slots=True)
class Task:
    """One cover to find. required: masks of rows that no budget pays for; budget: by group; weight: cost of each column, above 0."""

    required: tuple[int, ...]
    optional: tuple[Row, ...]
    budget: dict[int, int]
    weight: Sequence[float]


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover and what is proven of it. columns: the chosen ones; cost ≥ any optimum ≥ bound; solved: programmes that HiGHS ran."""

    columns: frozenset[int]
    cost: float
    bound: float
    solved: int

    @property
    def is_proven(self) -> bool:
        """No cheaper cover exists."""
        return self.cost - self.bound <= _ROUNDING * max(1.0, self.cost)


def cheapest_cover(task: Task, *, time_limit_s: float) -> Cover:
    """Presolve, split into components, solve each; the limit is that of one integer programme.

    Raises nothing: a task always has a cover, all columns, as long as no row is 0.
    """
    chosen, left = _presolved(task)
    done = [_solve(part, time_limit_s) for part in _components(left)]
    fixed = sum(task.weight[c] for c in chosen)
    return Cover(
        frozenset(chosen).union(*(c.columns for c in done)),
        fixed + sum(c.cost for c in done),
        fixed + sum(c.bound for c in done),
        sum(c.solved for c in done),
    )


def bits(mask: int) -> Iterator[int]:
    """The columns of a mask, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _presolved(task: Task) -> tuple[set[int], Task]:
    """Columns that some optimum holds, and what is left to cover."""
    chosen: set[int] = set()
    required, optional = set(task.required), list(task.optional)
    while True:
        required, optional = _promoted(required, _merged(optional), task.budget)
        required = _minimal(required)
        alone = {mask for mask in required if mask & (mask - 1) == 0}
        taken = 0
        for mask in alone:
            taken |= mask
        chosen |= set(bits(taken))
        required = {mask for mask in required if not mask & taken}
        optional = _not_implied([row for row in optional if not row.mask & taken], required)
        optional = _affordable(optional, task.budget)
        replaced = _replaced(required, optional, task.weight)
        if not replaced and not alone:
            return chosen, Task(tuple(sorted(required)), tuple(optional), task.budget, task.weight)
        required = {mask & ~replaced for mask in required}
        optional = [Row(row.group, row.mask & ~replaced, row.size) for row in optional]


def _minimal(masks: set[int]) -> set[int]:
    """Rows that no other row implies: a row is implied by one whose columns are among its own."""
    kept: dict[int, list[int]] = defaultdict(list)  # by one of its columns, so that few are compared
    for mask in sorted(masks, key=int.bit_count):
        if not any(other & mask == other for column in bits(mask) for other in kept.get(column, ())):
            kept[(mask & -mask).bit_length() - 1].append(mask)
    return {mask for some in kept.values() for mask in some}


def _merged(optional: list[Row]) -> list[Row]:
    """Rows of one group with the same columns as one row."""
    size: dict[tuple[int, int], int] = defaultdict(int)
    for row in optional:
        size[row.group, row.mask] += row.size
    return [Row(group, mask, total) for (group, mask), total in size.items()]


def _promoted(required: set[int], optional: list[Row], budget: dict[int, int]) -> tuple[set[int], list[Row]]:
    """Rows larger than their group's budget are required."""
    large = {row.mask for row in optional if row.size > budget[row.group]}
    return required | large, [row for row in optional if row.size <= budget[row.group]]


def _affordable(optional: list[Row], budget: dict[int, int]) -> list[Row]:
    """Rows of the groups whose budget does not pay for all of them."""
    total: dict[int, int] = defaultdict(int)
    for row in optional:
        total[row.group] += row.size
    return [row for row in optional if total[row.group] > budget[row.group]]


def _not_implied(optional: list[Row], required: set[int]) -> list[Row]:
    """Rows that no required one covers anyway. What is implied costs no budget, so it leaves its group."""
    by_column: dict[int, list[int]] = defaultdict(list)
    for mask in required:
        by_column[(mask & -mask).bit_length() - 1].append(mask)
    return [
        row
        for row in optional
        if not any(other & row.mask == other for column in bits(row.mask) for other in by_column.get(column, ()))
    ]


def _replaced(required: set[int], optional: list[Row], weight: Sequence[float]) -> int:
    """Columns that another one replaces: it covers all their rows and costs no more. Of equals the first stays."""
    masks = [*sorted(required), *(row.mask for row in optional)]
    rows: dict[int, int] = defaultdict(int)
    for n, mask in enumerate(masks):
        for column in bits(mask):
            rows[column] |= 1 << n
    replaced = 0
    for column in sorted(rows, key=lambda c: (-weight[c], -c)):
        own = rows[column]
        fewest = min((masks[n] for n in bits(own)), key=int.bit_count)
        for other in bits(fewest & ~replaced & ~(1 << column)):
            if own & rows[other] == own and weight[other] <= weight[column]:
                replaced |= 1 << column
                break
    return replaced


def _components(task: Task) -> Iterator[Task]:
    """Parts that share neither column nor group."""
    parts: list[int] = []
    spans: dict[int, int] = defaultdict(int)
    for row in task.optional:
        spans[row.group] |= row.mask
    for mask in [*task.required, *spans.values()]:
        met = [part for part in parts if part & mask]
        parts = [part for part in parts if not part & mask]
        parts.append(reduce(or_, met, mask))
    for part in parts:
        required = tuple(mask for mask in task.required if mask & part)
        optional = tuple(row for row in task.optional if row.mask & part)
        yield Task(required, optional, task.budget, task.weight)


def _solve(task: Task, time_limit_s: float) -> Cover:
    columns = _columns(task)
    if len(columns) <= _ENUMERATED:
        return _enumerated(task, columns)
    return _programmed(task, columns, time_limit_s)


def _columns(task: Task) -> list[int]:
    union = 0
    for mask in [*task.required, *(row.mask for row in task.optional)]:
        union |= mask
    return list(bits(union))


def _enumerated(task: Task, columns: list[int]) -> Cover:
    subsets = [s for n in range(len(columns) + 1) for s in combinations(columns, n)]
    best = min((s for s in subsets if _covers(task, s)), key=lambda s: (sum(task.weight[c] for c in s), s))
    cost = float(sum(task.weight[c] for c in best))
    return Cover(frozenset(best), cost, cost, 0)


def _covers(task: Task, columns: Sequence[int]) -> bool:
    chosen = sum(1 << c for c in columns)
    lost: dict[int, int] = defaultdict(int)
    for row in task.optional:
        if not row.mask & chosen:
            lost[row.group] += row.size
    return all(mask & chosen for mask in task.required) and all(n <= task.budget[g] for g, n in lost.items())


def _programmed(task: Task, columns: list[int], time_limit_s: float) -> Cover:
    """min Σ wᵢxᵢ; Σ_{i sees f} xᵢ ≥ 1 for required f, ≥ y_f for optional ones; Σ n_f (1 - y_f) ≤ budget; x ∈ {0, 1}, 0 ≤ y ≤ 1.

    y need not be whole: where x is, min(1, Σ xᵢ) is, and no smaller y helps.
    """
    k = len(columns)
    weight = np.array([task.weight[c] for c in columns])
    groups = {group: n for n, group in enumerate(sorted({row.group for row in task.optional}))}
    integrality = np.r_[np.ones(k), np.zeros(len(task.optional))]
    found = milp(
        np.r_[weight, np.zeros(len(task.optional))],
        integrality=integrality,
        bounds=Bounds(0, 1),
        constraints=_constraint(task, columns, groups),
        options={"time_limit": time_limit_s, "mip_rel_gap": 0.0},
    )
    taken = None if found.x is None else [c for c, x in zip(columns, found.x[:k], strict=True) if x > 0.5]
    chosen = _shed(task, columns) if taken is None else taken
    cost = float(sum(task.weight[c] for c in chosen))
    if found.status == _MILP_DONE:
        return Cover(frozenset(chosen), cost, cost, 1)
    dual = found.mip_dual_bound
    bound = max(_packing_bound(task), float(dual) if dual is not None and np.isfinite(dual) else 0.0)
    if (weight == weight[0]).all():  # a cover costs a whole number of equal weights
        bound = float(np.ceil(bound / weight[0] - _ROUNDING) * weight[0])
    return Cover(frozenset(chosen), cost, min(bound, cost), 1)


def _packing_bound(task: Task) -> float:
    """Required rows that share no column need a column each: what there is to say when HiGHS had no time for a bound."""
    bound, used = 0.0, 0
    for mask in sorted(task.required, key=int.bit_count):
        if not mask & used:
            bound += min(task.weight[c] for c in bits(mask))
            used |= mask
    return bound


def _constraint(task: Task, columns: list[int], groups: dict[int, int]) -> LinearConstraint:
    place = {column: n for n, column in enumerate(columns)}
    first_optional = len(task.required)
    first_group = first_optional + len(task.optional)
    entries = [(n, place[c], 1) for n, mask in enumerate(task.required) for c in bits(mask)]
    least = np.r_[np.ones(first_optional), np.zeros(len(task.optional) + len(groups))]
    for group, n in groups.items():
        least[first_group + n] = -task.budget[group]
    for n, row in enumerate(task.optional):
        entries += [(first_optional + n, place[c], 1) for c in bits(row.mask)]
        entries += [(first_optional + n, len(columns) + n, -1)]
        entries += [(first_group + groups[row.group], len(columns) + n, row.size)]
        least[first_group + groups[row.group]] += row.size
    rows, places, values = np.array(entries).T
    shape = (first_group + len(groups), len(columns) + len(task.optional))
    return LinearConstraint(coo_array((values, (rows, places)), shape=shape).tocsr(), least)


def _shed(task: Task, columns: list[int]) -> list[int]:
    """All columns, less those that can go one after the other, the dearest first: a cover where time ran out before HiGHS had one."""
    kept = list(columns)
    for column in sorted(columns, key=lambda c: -task.weight[c]):
        rest = [c for c in kept if c != column]
        if _covers(task, rest):
            kept = rest
    return kept
