"""Address points: street and number, and the segment that they belong to where the file says so."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from gridmap.errors import Issue, refused_lines
from gridmap.grids.rules.area import text_or_number
from gridmap.grids.rules.codes import as_code
from gridmap.grids.rules.crs import Datum
from gridmap.grids.rules.field import Field, Parsed
from gridmap.grids.rules.ground_text import public_names, public_street_names, refused_ground_ids
from gridmap.grids.rules.position import POSITION_FIELDS, read_positions
from gridmap.grids.rules.row import parsed, repeated_keys, required, text_column

Geometries = npt.NDArray[np.object_]

FIELDS = (
    Field(
        "address_id",
        ("osm_node", "osm_id", "addressid", "addr_id", "adress_id", "adr_id", "nummeraanduiding", "id_adresse", "uprn", "egaid", "地址编号", "地址编码",
         "门牌编号", "id", "fid", "objectid"),
        required=True,
    ),
    Field("street", ("addr:street", "street_name", "streetname", "road", "街道", "道路", "路名", "街路巷", "strasse", "straße", "straat", "straatnaam",
                     "openbareruimte", "rue", "voie", "nom_voie"), required=True),
    Field("number", ("addr:housenumber", "housenumber", "house_number", "house_no", "门牌号", "门牌号码", "号码", "hausnummer", "hausnr", "huisnummer",
                     "numero", "numéro"), required=True),
    Field("segment_id", ("street_segment", "osm_way", "路段编号", "路段编码")),
    *POSITION_FIELDS,
)  # fmt: skip


def read_addresses(frame: pd.DataFrame, geometry: Geometries | None, *, datum: Datum) -> Parsed:
    """Addresses of a chunk: address_id, street, number, segment_id; points in WGS-84.

    frame: columns by our field names, index = line numbers. A row without a position is refused. Raises WrongCrs.
    """
    positions = read_positions(frame, geometry, datum=datum)
    issues = list(positions.issues)
    keys = {}
    for name in ("address_id", "segment_id"):
        keys[name], more = as_code(text_or_number(frame, name), name=name)
        issues += [*more, *refused_ground_ids(keys[name], name=name)]
    street, more = public_street_names(text_column(frame, "street"), name="street")
    number, of_number = public_names(text_column(frame, "number"), name="number")
    issues += more + of_number
    for name, values in (("address_id", keys["address_id"]), ("street", street), ("number", number)):
        issues += required(values, name, issues)
    issues += _nowhere(frame.index[~positions.is_given], issues)
    addresses = pd.DataFrame(
        {"address_id": keys["address_id"], "street": street, "number": number, "segment_id": keys["segment_id"]},
        index=frame.index,
    )
    return parsed(addresses, positions.points, issues + repeated_keys(addresses, ["address_id"]))


def _nowhere(lines: pd.Index, issues: list[Issue]) -> list[Issue]:
    told = refused_lines(issues)
    message = "The row has no position; lon and lat, or a point, are needed."
    return [Issue(int(line), "lon", "no-position", message) for line in lines if int(line) not in told]
