"""Streets: segments with a name and ranges of house numbers, and the junctions where named ones meet."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.codes import as_code
from gridmap.grids.rules.crs import Datum, metric_crs_of, to_degrees, to_metric
from gridmap.grids.rules.field import Field, Parsed, as_number
from gridmap.grids.rules.record import keep_shaped, text_of
from gridmap.grids.rules.shape import WKT, Geometries, read_lines

_NUMBERS = ("number_from_left", "number_to_left", "number_from_right", "number_to_right")
_ONE_JUNCTION_M = 30.0  # several crossings of two streets within it are one junction (DOMAIN: two lines within 30 m)

FIELDS = (
    Field("segment_id", ("id", "osm_id", "路段编号", "路段编码"), required=True),
    Field("name", ("fullname", "street", "道路名称", "路名", "straatnaam", "strassenname", "nom")),
    Field("class", ("highway", "road_class", "道路等级", "等级", "sha_class_label", "subtype_label")),
    Field("number_from_left", ("fraddl", "l_f_add", "from_left")),
    Field("number_to_left", ("toaddl", "l_t_add", "to_left")),
    Field("number_from_right", ("fraddr", "r_f_add", "from_right")),
    Field("number_to_right", ("toaddr", "r_t_add", "to_right")),
    WKT,
)


def read_streets(frame: pd.DataFrame, geometry: Geometries | None, *, datum: Datum) -> Parsed:
    """Street segments on the lines that can be stored: canonical columns, length_m (geodesic), LineStrings in WGS-84."""
    segment, issues = as_code(frame["segment_id"], name="segment_id")
    shapes, bad_shapes = read_lines(frame, geometry, datum=datum)
    made = pd.DataFrame(
        {
            "segment_id": segment,
            "name": text_of(frame, "name"),
            "class": text_of(frame, "class"),
            "length_m": lengths_m(shapes),
            **{name: _house_number(frame, name, issues) for name in _NUMBERS},
        },
        index=frame.index,
    )
    return keep_shaped(made, shapes, [*issues, *bad_shapes], required=("segment_id",))


def lengths_m(lines: Geometries) -> np.ndarray:
    """Geodesic length of lines in WGS-84, NaN for a missing one (Karney 2013, through PROJ)."""
    points, owner = shapely.get_coordinates(lines, return_index=True)
    lengths = np.where(shapely.is_missing(lines), np.nan, 0.0)
    same = owner[1:] == owner[:-1]
    a, b = points[:-1][same], points[1:][same]
    _, _, steps = Geod(ellps="WGS84").inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    np.add.at(lengths, owner[1:][same], steps)
    return lengths


def _house_number(frame: pd.DataFrame, name: str, issues: list[Issue]) -> pd.Series:
    if name not in frame:
        return pd.Series(np.nan, index=frame.index)
    values, bad = as_number(frame[name], name=name, low=0, high=1e6)
    issues += [Issue(i.line, i.field, i.code, i.message, Severity.WARNING, i.value) for i in bad]
    return values.where(values > 0).round()


def junctions_of(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Where segments of two differently named streets touch or cross; crossings of the same two within 30 m are one.

    streets: segment_id, name (all named), lines in WGS-84. Returns junction_id (stable: both names and the place to 4 decimals),
    name ("A / B", names in text order), points in WGS-84.
    """
    lines, names = streets.geometry.to_numpy(), streets["name"].astype(str).to_numpy()
    if not len(lines):
        return gpd.GeoDataFrame({"junction_id": [], "name": []}, geometry=[], crs=4326)
    crs = metric_crs_of(lines)
    metric = to_metric(lines, crs)
    first, second = shapely.STRtree(metric).query(metric, predicate="intersects")
    pair = (first < second) & (names[first] != names[second])
    first, second = first[pair], second[pair]
    points = shapely.centroid(shapely.intersection(metric[first], metric[second]))
    low = np.where(names[first] < names[second], names[first], names[second])
    high = np.where(names[first] < names[second], names[second], names[first])
    merged = _merged(points, low + "\x1f" + high)
    both = [key.split("\x1f") for key in merged["key"]]
    place = to_degrees(merged["point"].to_numpy(), crs)
    ids = [f"{a}|{b}@{p.x:.4f},{p.y:.4f}" for (a, b), p in zip(both, place, strict=True)]
    frame = gpd.GeoDataFrame({"junction_id": ids, "name": [f"{a} / {b}" for a, b in both]}, geometry=place, crs=4326)
    return frame.drop_duplicates("junction_id").reset_index(drop=True)


def _merged(points: Geometries, keys: np.ndarray) -> pd.DataFrame:
    """Points of one key that lie within 30 m of each other, as their mean."""
    a, b = shapely.STRtree(points).query(points, predicate="dwithin", distance=_ONE_JUNCTION_M)
    same = keys[a] == keys[b]
    ones = np.ones(int(same.sum()), dtype=np.int8)
    links = coo_array((ones, (a[same], b[same])), shape=(len(points), len(points)))
    _, group = connected_components(links, directed=False)
    xy = pd.DataFrame({"key": keys, "x": shapely.get_x(points), "y": shapely.get_y(points)})
    means = xy.groupby(group).agg({"key": "first", "x": "mean", "y": "mean"})
    return means.assign(point=shapely.points(means["x"].to_numpy(), means["y"].to_numpy()))
