"""Chunks of incidents as rows of the file: text columns, times in UTC, one GeoParquet row group a chunk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from gridmap.demo.areas import Areas
from gridmap.demo.assets import TRADES, Assets, county_of_segment
from gridmap.demo.city import FIRST_DAY, ZONE, Floats, Ints, Scale, stream, to_degrees
from gridmap.demo.ground import Ground as City
from gridmap.demo.incidents import CODES, NO_PLACE_SHARE, Ground, Placed, incident_chunks
from gridmap.demo.loop import CHANNELS, FOUND_BY, STATES, Loop, walk_loop
from gridmap.demo.streets import Streets
from gridmap.service.rules.category import categories

SOURCE_SYSTEM = "gridmap"
_SEVERITIES = ("low", "normal", "high", "critical")
_TIMES = ("reported", "accepted", "assigned", "answered", "verified", "closed", "due")


@dataclass(frozen=True, slots=True)
class Words:
    """The texts that rows point into."""

    asset_id: pa.Array
    segment_id: pa.Array
    handler: pa.Array
    verifier: pa.Array
    county_of_segment: Ints


def words_of(streets: Streets, city: City, areas: Areas, assets: Assets) -> Words:
    """Make them once. Handler of trade k in county c is c × trades + k."""
    return Words(
        asset_id=pa.array(assets.asset_id, pa.string()),
        segment_id=pa.array(streets.segment_id, pa.string()),
        handler=pa.array([f"YT-U-{county}-{trade}" for county in areas.county for trade in TRADES], pa.string()),
        verifier=pa.array([f"YT-U-{county}-VER" for county in areas.county], pa.string()),
        county_of_segment=county_of_segment(streets, city),
    )


def incident_tables(ground: Ground, words: Words, *, scale: Scale, seed: int) -> Iterator[tuple[pa.Table, Floats]]:
    """Tables in the order of the report, with their positions in degrees (NaN where none is known), shape (n, 2)."""
    counties = len(words.verifier)
    pace = stream(seed, "pace").uniform(0.75, 1.35, counties)
    done = 0
    for chunk, placed in enumerate(incident_chunks(ground, scale=scale, seed=seed)):
        rng = stream(seed, "loop", scale.name, chunk)
        county = np.where(placed.segment >= 0, words.county_of_segment[placed.segment], 0)
        loop = walk_loop(placed, pace[county], rng)
        lon_lat = to_degrees(placed.xy[loop.order])
        lon_lat[rng.random(len(lon_lat)) < NO_PLACE_SHARE] = np.nan
        yield _table(placed, loop, county[loop.order], words, first=done, rng=rng), lon_lat
        done += len(lon_lat)


def _table(placed: Placed, loop: Loop, county: Ints, words: Words, *, first: int, rng: np.random.Generator) -> pa.Table:
    code, asset, segment = (a[loop.order] for a in (placed.code, placed.asset, placed.segment))
    n = len(code)
    knows_asset = (asset >= 0) & (rng.random(n) < 0.82)
    knows_segment = (segment >= 0) & (knows_asset | (rng.random(n) < 0.8))
    assigned = ~np.isnan(loop.assigned)
    severity = np.array([_SEVERITIES.index(categories()[c].severity) for c in CODES])[code]
    severity = np.minimum(severity + (rng.random(n) < 0.05), 3)
    trade = np.array([list(TRADES).index(c[:3]) for c in CODES])[code]
    serial = pc.utf8_lpad(pc.cast(pa.array(np.arange(first + 1, first + n + 1)), pa.string()), 8, "0")
    columns: dict[str, pa.Array] = {
        "source_system": _constant(SOURCE_SYSTEM, n),
        "source_id": pc.binary_join_element_wise("YT", serial, "-"),
        "source_revision": _constant("1", n),
        "label": _of(CODES, code),
        "severity": _of(_SEVERITIES, severity),
        "found_by": _of(FOUND_BY, loop.found_by),
        "channel": _of(CHANNELS, loop.channel),
        "asset_id": _take(words.asset_id, asset, knows_asset),
        "segment_id": _take(words.segment_id, segment, knows_segment),
        "location_type": _constant("street", n),
    }
    columns |= {f"{name}_at": _instants(getattr(loop, name)) for name in _TIMES}
    columns |= {
        "status": _of(STATES, loop.state),
        "unit": _constant("YT-U-CENTRE", n),
        "handler_unit": _take(words.handler, county * len(TRADES) + trade, assigned),
        "verifier_unit": _take(words.verifier, county, ~np.isnan(loop.verified)),
    }
    return pa.table(columns)


def _constant(word: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(word, pa.string()), count)


def _of(words: tuple[str, ...], codes: Ints) -> pa.Array:
    return pa.array(words, pa.string()).take(pa.array(codes))


def _take(words: pa.Array, rows: Ints, given: NDArray[np.bool_]) -> pa.Array:
    return words.take(pa.array(np.where(given, rows, 0), mask=~given))


def _instants(hours: Floats) -> pa.Array:
    """Hours since the local midnight of the first day → UTC, whole seconds."""
    start = datetime.combine(FIRST_DAY, time(), ZoneInfo(ZONE)).timestamp()
    seconds = np.where(np.isnan(hours), 0, np.round(hours * 3600) + start).astype(np.int64)
    return pa.array(seconds * 1000, mask=np.isnan(hours)).cast(pa.timestamp("ms", tz="UTC"))
