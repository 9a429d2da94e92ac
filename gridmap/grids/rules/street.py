"""Street segments with their names and number ranges, and the junctions of differently named streets."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gridmap.grids.rules.area import text_or_number
from gridmap.grids.rules.codes import as_code
from gridmap.grids.rules.crs import Datum, metric_crs_of, to_degrees, to_metric
from gridmap.grids.rules.field import Field, Parsed
from gridmap.grids.rules.ground_text import public_names, public_street_names, refused_ground_ids
from gridmap.grids.rules.row import parsed, repeated_keys, required, text_column, whole_number
from gridmap.grids.rules.shape import WKT, read_lines

Floats = npt.NDArray[np.float64]
Geometries = npt.NDArray[np.object_]

NUMBER_RANGES = ("number_from_left", "number_to_left", "number_from_right", "number_to_right")
FIELDS = (
    Field(
        "segment_id",
        ("osm_way", "osm_id", "way_id", "segmentid", "street_id", "road_id", "路段编号", "路段编码", "道路编号", "wvk_id", "kante_id", "tlid", "linearid",
         "id", "fid", "objectid"),
        required=True,
    ),
    Field("name", ("fullname", "street_name", "street", "st_name", "road_name", "道路名称", "路名", "名称", "strassenname", "straßenname", "straat",
                   "straatnaam", "stt_naam", "nom_voie", "rue", "naam", "nom")),
    Field("class", ("highway", "fclass", "road_class", "subtype_label", "sha_class_label", "道路等级", "道路类型", "等级", "straßenklasse",
                    "strassenklasse", "wegklasse", "wegtype", "classe", "type")),
    Field("number_from_left", ("fraddl", "lfromadd", "l_add_from", "from_left", "lfromhn", "左起门牌", "左侧起号", "hausnr_von_links")),
    Field("number_to_left", ("toaddl", "ltoadd", "l_add_to", "to_left", "ltohn", "左止门牌", "左侧止号", "hausnr_bis_links")),
    Field("number_from_right", ("fraddr", "rfromadd", "r_add_from", "from_right", "rfromhn", "右起门牌", "右侧起号", "hausnr_von_rechts")),
    Field("number_to_right", ("toaddr", "rtoadd", "r_add_to", "to_right", "rtohn", "右止门牌", "右侧止号", "hausnr_bis_rechts")),
    WKT,
)  # fmt: skip
JUNCTION_RADIUS_M = 30.0  # crossings of the same two streets nearer than this are one junction (dual carriageways)
_POINT = 0
_APART_M = 1e7  # more than any city: keeps the crossings of different pairs out of each other's reach


def read_streets(frame: pd.DataFrame, geometry: Geometries | None, *, datum: Datum) -> Parsed:
    """Segments of a chunk: segment_id, name, class, length_m (geodesic), the four number ranges; LineStrings in WGS-84.

    frame: columns by our field names, index = line numbers. A house number of 0 stands for none. Raises WrongCrs.
    """
    lines, issues = read_lines(frame, geometry, datum=datum)
    segment_id, more = as_code(text_or_number(frame, "segment_id"), name="segment_id")
    issues += [*more, *refused_ground_ids(segment_id, name="segment_id")]
    issues += required(segment_id, "segment_id", issues)
    name, more = public_street_names(text_column(frame, "name"), name="name")
    kind, of_kind = public_names(text_column(frame, "class"), name="class")
    issues += more + of_kind
    ranges = {}
    for end in NUMBER_RANGES:
        values, more = whole_number(frame, end)
        ranges[end] = values.mask(values == 0)
        issues += more
    streets = pd.DataFrame(
        {
            "segment_id": segment_id,
            "name": name,
            "class": kind,
            "length_m": length_m(lines),
            **ranges,
        },
        index=frame.index,
    )
    return parsed(streets, lines, issues + repeated_keys(streets, ["segment_id"]))


def length_m(lines: Geometries) -> Floats:
    """Geodesic length in metres on WGS-84 of lines in degrees; 0 for None."""
    points, owner = shapely.get_coordinates(lines, return_index=True)
    edges = owner[1:] == owner[:-1]
    start, end = points[:-1][edges], points[1:][edges]
    _, _, away = Geod(ellps="WGS84").inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
    return np.bincount(owner[:-1][edges], weights=away, minlength=len(lines)).astype(np.float64)


def junctions_of(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Where differently named streets meet: junction_id, name ("A / B"), point.

    streets: segment_id, name and lines in EPSG:4326; nameless ones take no part. Meetings of the same two names within
    30 m of each other are one junction at their mean. Sorted by name, then west to east; ids are counted in that order.
    """
    named = streets[streets["name"].notna()]
    if named.empty:
        return _junction_frame([], np.empty((0, 2)))
    degrees = np.asarray(named.geometry, dtype=object)
    crs = metric_crs_of(degrees)
    names = named["name"].astype(str).to_numpy(dtype=object)
    pairs, points = _meetings(to_metric(degrees, crs), names)
    labels, pair = np.unique(pairs, axis=0, return_inverse=True)
    if not len(labels):
        return _junction_frame([], np.empty((0, 2)))
    cluster = _clusters(points, np.asarray(pair).ravel())
    size = np.bincount(cluster).astype(np.float64)
    mean = np.column_stack([np.bincount(cluster, points[:, k]) / size for k in (0, 1)])
    pair_of_cluster = np.zeros(len(size), dtype=np.int64)
    pair_of_cluster[cluster] = np.asarray(pair).ravel()
    order = np.lexsort((mean[:, 1], mean[:, 0], pair_of_cluster))
    vocabulary = np.unique(names)
    joined = [f"{vocabulary[a]} / {vocabulary[b]}" for a, b in labels[pair_of_cluster[order]]]
    return _junction_frame(joined, shapely.get_coordinates(to_degrees(shapely.points(mean[order]), crs)))


def _meetings(lines: Geometries, names: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.int64], Floats]:
    """Pairs of name numbers (ascending) and the metric point at which two lines of those names meet."""
    _, number = np.unique(names, return_inverse=True)
    i, j = shapely.STRtree(lines).query(lines, predicate="intersects")
    keep = (i < j) & (number[i] != number[j])
    i, j = i[keep], j[keep]
    ends = np.stack([shapely.get_coordinates(shapely.get_point(lines, k)) for k in (0, -1)], axis=1)
    shared = np.full((len(i), 2), np.nan)
    for a in (0, 1):
        for b in (0, 1):
            same = (ends[i, a] == ends[j, b]).all(axis=1) & np.isnan(shared[:, 0])
            shared[same] = ends[i[same], a]
    pairs = np.sort(np.column_stack([number[i], number[j]]), axis=1)
    inner = np.flatnonzero(np.isnan(shared[:, 0]))
    parts, owner = shapely.get_parts(shapely.intersection(lines[i[inner]], lines[j[inner]]), return_index=True)
    touching = shapely.get_type_id(parts) == _POINT
    at_ends = ~np.isnan(shared[:, 0])
    points = np.concatenate([shared[at_ends], shapely.get_coordinates(parts[touching])])
    return np.concatenate([pairs[at_ends], pairs[inner[owner[touching]]]]), points


def _clusters(points: Floats, pair: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Number of the cluster of each point: those of one pair that chains of steps below 30 m join."""
    near = cKDTree(np.column_stack([points, pair * _APART_M])).query_pairs(JUNCTION_RADIUS_M, output_type="ndarray")
    graph = coo_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(len(points), len(points)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _junction_frame(names: list[str], points: Floats) -> gpd.GeoDataFrame:
    serial = pd.Series(names, dtype="object").groupby(pd.Series(names, dtype="object")).cumcount() + 1
    ids = [f"{name} #{n}" for name, n in zip(names, serial, strict=True)]
    return gpd.GeoDataFrame(
        {"junction_id": ids, "name": names}, geometry=gpd.points_from_xy(points[:, 0], points[:, 1]), crs="EPSG:4326"
    )
