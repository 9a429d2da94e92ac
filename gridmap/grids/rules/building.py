"""Building footprints: what hides the view behind it, and where people live."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from gridmap.grids.rules.area import text_or_number
from gridmap.grids.rules.codes import as_code
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed, as_number, plain
from gridmap.grids.rules.record_id import refused_ids
from gridmap.grids.rules.row import column, parsed, repeated_keys, required, text_column
from gridmap.grids.rules.shape import WKT, Repair, read_polygons

Geometries = npt.NDArray[np.object_]

FIELDS = (
    Field(
        "building_id",
        ("osm_id", "wid", "buildingid", "bldg_id", "gebaeude_id", "gebäude_id", "identificatie", "pand_id", "bag_id", "egid", "id_batiment", "batiment_id",
         "建筑编号", "建筑编码", "建筑物编号", "gml_id", "id", "fid", "objectid"),
        required=True,
    ),
    Field("height_m", ("height", "bldg_height", "building_height", "hoehe", "höhe", "hoogte", "hauteur", "高度", "建筑高度", "楼高")),
    Field("use", ("building", "building_use", "usage", "bldg_use", "nutzung", "gebäudenutzung", "gebaeudefunktion", "gebruiksdoel", "usage_1",
                  "用途", "建筑用途", "使用性质")),
    WKT,
)  # fmt: skip
USES = ("dwelling", "other", "unknown")
_TALLEST_M = 1_000.0  # the tallest building stands 828 m
_WORDS = MappingProxyType(
    {
        "dwelling": (
            "dwelling", "residential", "house", "apartments", "detached", "semidetached_house", "terrace", "dormitory",
            "bungalow", "cabin", "farm", "houseboat", "static_caravan", "住宅", "居住", "住宅楼", "宿舍", "公寓", "民居", "wohngebäude",
            "wohnhaus", "wohnen", "woonfunctie", "woning", "résidentiel", "habitation", "logement", "immeuble d'habitation",
        ),
        "unknown": ("unknown", "yes", "building", "未知", "不明", "unbekannt", "onbekend", "inconnu", "indifférencié"),
    }
)  # fmt: skip
_USE_OF_WORD = MappingProxyType({plain(word): use for use, words in _WORDS.items() for word in words})


def read_buildings(
    frame: pd.DataFrame, geometry: Geometries | None, *, datum: Datum, repair: Repair = "refuse"
) -> Parsed:
    """Footprints of a chunk: building_id, height_m (NaN where not known), use; MultiPolygons in WGS-84.

    frame: columns by our field names, index = line numbers. use is dwelling, other or unknown; a missing use and a bare
    `building=yes` are unknown, a word that names no dwelling is other. Raises WrongCrs.
    """
    shapes, issues = read_polygons(frame, geometry, datum=datum, repair=repair)
    building_id, more = as_code(text_or_number(frame, "building_id"), name="building_id")
    issues += [*more, *refused_ids(building_id, name="building_id")]
    issues += required(building_id, "building_id", issues)
    height_m, more = as_number(column(frame, "height_m"), name="height_m", low=0.0, high=_TALLEST_M, unit="m")
    issues += more
    buildings = pd.DataFrame(
        {"building_id": building_id, "height_m": height_m.mask(height_m == 0.0), "use": _uses(frame)}, index=frame.index
    )
    return parsed(buildings, shapes, issues + repeated_keys(buildings, ["building_id"]))


def _uses(frame: pd.DataFrame) -> pd.Series:
    given = text_column(frame, "use")
    known = {word: _USE_OF_WORD.get(plain(word), "other") for word in given.dropna().unique()}
    return given.map(known, na_action="ignore").astype("string").fillna("unknown")
