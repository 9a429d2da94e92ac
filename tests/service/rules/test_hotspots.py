"""Hotspots against numbers nobody here wrote, and on noise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from esda.getisord import G_Local
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from libpysal.weights import lat2W
from scipy.sparse import coo_array, csr_array
from scipy.stats import poisson

from gridmap.errors import TooFewData
from gridmap.service.rules.excess import dispersion, excess
from gridmap.service.rules.fdr import adjusted
from gridmap.service.rules.hotspots import gi_star, hotspots


def within(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], distance: float) -> csr_array:
    """Binary neighbours within a distance, without the points themselves."""
    near = np.hypot(x[:, None] - x, y[:, None] - y) <= distance
    np.fill_diagonal(near, False)
    return csr_array(near.astype(np.float64))


def lattice(side: int) -> csr_array:
    weights = lat2W(side, side, rook=False)
    return csr_array(weights.sparse)


@pytest.mark.parametrize("distance", [30, 60, 90, 120, 150])
def test_gi_star_equals_published_values_on_the_16_by_16_lattice(shared_data: Path, distance: int) -> None:
    table = pd.read_csv(shared_data / "reference/getis_ord/getisord_16x16_localG_Gstar.csv")
    x, y = table["x"].to_numpy(float), table["y"].to_numpy(float)
    z = gi_star(table["val"].to_numpy(float), within(x, y, distance))
    assert np.abs(z - table[f"Gstar{distance}"]).max() < 1e-12


def test_north_carolina_1974_has_twelve_below_five_percent_and_two_after_control(shared_data: Path) -> None:
    table = pd.read_csv(shared_data / "reference/sids_nc/nc_localG_localmoran.csv")
    pairs = pd.read_csv(shared_data / "reference/sids_nc/nc_queen_pairs_1based.csv") - 1
    ones = np.ones(len(pairs))
    neighbours = csr_array(coo_array((ones, (pairs["i"], pairs["j"])), shape=(100, 100)))
    if (neighbours != neighbours.T).nnz:
        neighbours = csr_array(neighbours + neighbours.T)
    rate = table["rate74"].to_numpy(float)
    z = gi_star(rate, neighbours)
    assert np.abs(z - table["Gstar74"]).max() < 1e-12
    from scipy.stats import norm

    p = 2 * norm.sf(np.abs(z))
    assert int((p < 0.05).sum()) == 12
    assert int((adjusted(p) <= 0.05).sum()) == 2


def test_gi_star_equals_esda_on_a_lattice() -> None:
    values = np.random.default_rng(7).gamma(2.0, 3.0, 400)
    theirs = G_Local(values, lat2W(20, 20, rook=False), transform="B", star=True, permutations=0).Zs
    assert np.abs(gi_star(values, lattice(20)) - theirs).max() < 1e-12


def test_island_is_masked_not_significant() -> None:
    neighbours = lattice(7).tolil()
    neighbours[24, :] = 0
    neighbours[:, 24] = 0
    values = np.arange(49.0)
    assert np.isnan(gi_star(values, csr_array(neighbours))[24])
    found = hotspots(np.full(49, 9), np.ones(49) + values / 100, csr_array(neighbours), method="gi-star")
    assert found.loc[24, "class"] == "masked"


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.floats(0.01, 0.2))
def test_control_equals_the_step_up_definition(p: list[float], q: float) -> None:
    ordered = sorted(p)
    margins = [ordered[k - 1] - q * k / len(p) for k in range(1, len(p) + 1)]
    assume(min(map(abs, margins)) > 1e-9)  # at the very border rounding decides
    largest = max((k for k, margin in enumerate(margins, 1) if margin <= 0), default=0)
    expected = 0 if largest == 0 else sum(v <= ordered[largest - 1] for v in p)
    assert int((adjusted(np.array(p)) <= q).sum()) == expected


def test_untested_cells_neither_count_nor_pass() -> None:
    p = np.array([0.01, np.nan, 0.04, np.nan])
    assert np.isnan(adjusted(p)[[1, 3]]).all()
    assert (adjusted(p) <= 0.05).tolist() == [True, False, True, False]


def test_excess_is_the_exact_tail_over_a_cell_and_its_neighbours() -> None:
    counts = np.array([40, 2, 3, 1])
    line = csr_array(np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]], dtype=float))
    found = excess(counts, np.array([1.0, 1.0, 2.0, 1.0]), line)
    rate = 46 / 5
    assert found["expected"].tolist() == pytest.approx([2 * rate, 4 * rate, 4 * rate, 3 * rate])
    assert found["counted"].tolist() == [42, 45, 6, 4]  # with its neighbours, as what was expected
    assert found["p"].tolist() == pytest.approx(
        poisson.sf(np.array([42, 45, 6, 4]) - 1, np.array([2, 4, 4, 3]) * rate).tolist()
    )


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_pure_noise_shows_hardly_any_hot_cell(seed: int) -> None:
    counts = np.random.default_rng(seed).poisson(0.5, 900)
    found = hotspots(counts, np.ones(900), lattice(30))
    assert found.attrs["method"] == "excess"
    assert (
        int((found["class"] == "hot").sum()) <= 9
    )  # neighbouring windows share counts, so a false one comes with company


def test_dispersion_is_one_where_counts_fall_by_exposure_and_far_above_where_cells_differ() -> None:
    rng = np.random.default_rng(11)
    exposure = rng.uniform(0.5, 4.0, 4000)
    assert dispersion(rng.poisson(20 * exposure), exposure) == pytest.approx(1.0, abs=0.1)
    assert dispersion(rng.poisson(20 * exposure * rng.gamma(2.0, 0.5, 4000)), exposure) > 5
    assert np.isnan(dispersion(np.zeros(5, dtype=np.int64), np.ones(5)))
    assert np.isnan(dispersion(np.array([3]), np.ones(1)))


def test_class_is_decided_by_the_adjusted_value_that_is_told() -> None:
    counts = np.random.default_rng(3).poisson(1.0, 900)
    counts[434:437] += 25
    found = hotspots(counts, np.ones(900), lattice(30))
    assert ((found["q"] <= 0.05) == (found["class"] == "hot")).all()
    assert (found["counted"] >= found["incidents"]).all()


def test_real_cluster_is_found_and_quiet_cells_are_not() -> None:
    counts = np.random.default_rng(3).poisson(1.0, 900)
    counts[434:437] += 25
    found = hotspots(counts, np.ones(900), lattice(30))
    assert found.loc[435, "class"] == "hot"
    assert found.loc[5, "class"] == "none"


def test_dense_counts_use_gi_star_on_rates() -> None:
    rng = np.random.default_rng(5)
    exposure = rng.uniform(0.5, 4.0, 900)
    counts = rng.poisson(20 * exposure)
    found = hotspots(counts, exposure, lattice(30))
    assert found.attrs["method"] == "gi-star"
    assert int(found["class"].isin(["hot", "cold"]).sum()) <= 9


def test_cell_without_exposure_is_masked() -> None:
    exposure = np.ones(900)
    exposure[0] = 0
    found = hotspots(np.random.default_rng(1).poisson(1.0, 900), exposure, lattice(30))
    assert found.loc[0, "class"] == "masked"


@pytest.mark.parametrize(("counts", "needed"), [(np.zeros(900, dtype=int), "30"), (np.ones(20, dtype=int), "30")])
def test_too_few_data_are_refused_with_the_number_needed(counts: npt.NDArray[np.int64], needed: str) -> None:
    side = round(len(counts) ** 0.5)
    neighbours = lattice(side) if side * side == len(counts) else csr_array((len(counts), len(counts)))
    with pytest.raises(TooFewData, match=needed):
        hotspots(counts, np.ones(len(counts)), neighbours)


def test_equal_values_are_refused_by_gi_star() -> None:
    with pytest.raises(TooFewData, match="same value"):
        hotspots(np.full(900, 9), np.ones(900), lattice(30), method="gi-star")
