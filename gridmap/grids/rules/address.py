"""Addresses: the points that tell on which segment a house number lies. For finding segments, never for storing a door."""

from __future__ import annotations

import pandas as pd

from gridmap.grids.rules.codes import as_code
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed, missing_value
from gridmap.grids.rules.position import POSITION_FIELDS, read_positions
from gridmap.grids.rules.record import keep_shaped, text_of
from gridmap.grids.rules.shape import Geometries

FIELDS = (
    Field("address_id", ("id", "osm_id", "osm_node", "地址编码"), required=True),
    Field("street", ("street_name", "addr:street", "道路", "街路巷", "straat", "strasse", "rue"), required=True),
    Field(
        "number",
        ("housenumber", "house_number", "addr:housenumber", "门牌号", "huisnummer", "hausnummer", "numero"),
        required=True,
    ),
    Field("segment_id", ("segment", "路段编号")),
    *POSITION_FIELDS,
)


def read_addresses(frame: pd.DataFrame, geometry: Geometries | None, *, datum: Datum) -> Parsed:
    """Addresses on the lines that can be stored: canonical columns, points in WGS-84."""
    address, issues = as_code(frame["address_id"], name="address_id")
    place = read_positions(frame, geometry, datum=datum)
    made = pd.DataFrame(
        {
            "address_id": address,
            "street": text_of(frame, "street"),
            "number": text_of(frame, "number"),
            "segment_id": text_of(frame, "segment_id"),
        },
        index=frame.index,
    )
    told = {issue.line for issue in place.issues}
    nowhere = [int(line) for line in frame.index[~place.is_given] if int(line) not in told]
    found = [*issues, *place.issues, *missing_value(nowhere, "lon")]
    return keep_shaped(made, place.points, found, required=("address_id", "street", "number"))
