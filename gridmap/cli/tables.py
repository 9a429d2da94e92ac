"""Writing the rows of a run as CSV or GeoJSON, whichever the file's name says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from gridmap.errors import BadValue
from gridmap.formats.geojson import feature_collection, write_features
from gridmap.formats.whole_file import check_target, whole_file
from gridmap.maps.notices import file_members


def check_output(path: Path | None, endings: Sequence[str]) -> None:
    """Raises before anything is computed: BadValue when the file's name says none of the formats, BadFile when it is a folder or its folder is not there."""
    if path is None:
        return
    check_target(path)
    if path.suffix.lower() not in endings:
        raise BadValue(f"{path.name} ends in none of {', '.join(endings)}; the ending says the format.")


def write_rows(rows: gpd.GeoDataFrame, path: Path, *, name: str, fictional: bool) -> None:
    """Write rows (EPSG:4326) to `path`; the file appears when it is whole. CSV has a BOM, for spreadsheets, and no
    geometry; GeoJSON says its datum, and that a city is made up."""
    plain = pd.DataFrame(rows.drop(columns="geometry"))
    with whole_file(path) as part:
        if path.suffix.lower() == ".csv":
            plain.to_csv(part, index=False, encoding="utf-8-sig")
        else:
            with part.open("wb") as file:
                pieces = write_features(plain, rows.geometry.to_numpy())
                file.writelines(feature_collection(pieces, members=file_members(name, fictional=fictional)))
