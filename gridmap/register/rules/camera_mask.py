"""Privacy masks as a camera's row declares them: ground that is blacked out before anything is recorded.

Only a polygon hides anything. What is declared without one, or with one that cannot be read, is kept as a mask that covers
nothing, so that the audit can find it; it is never taken for no mask, and never hides (DOMAIN-register 3).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.errors import Issue, Severity
from gridmap.grids.rules.crs import DEGREE_M, Datum, geometries_to_wgs84
from gridmap.grids.rules.field import plain
from gridmap.grids.rules.position import Positions
from gridmap.grids.rules.shape import Geometries, shapes_of
from gridmap.register.rules.column import each, text_column

MASK_COLUMNS = ("mask", "mask_follows_ptz", "mask_checked_on")

FURTHEST_M = 500.0
"""No camera of the register sees further; a mask that begins beyond hides nothing (DOMAIN-register 6.7)."""

_NOTHING = shapely.MultiPolygon()
_YES = frozenset(map(plain, ("yes", "true", "1", "是", "有", "ja", "oui", "declared", "y")))
_NO = frozenset(map(plain, ("no", "false", "0", "否", "无", "nee", "nein", "non", "none", "n")))


def read_masks(
    frame: pd.DataFrame, position: Positions, *, datum: Datum, names: pd.Series
) -> tuple[pd.DataFrame, list[Issue]]:
    """mask (WKB in hex of MultiPolygons in WGS-84, None where none is declared) and mask_follows_ptz, with what is doubtful.

    frame: raw columns; mask is WKT in `datum`, or a word for yes or no. names: what messages call each camera.
    """
    text = text_column(frame, "mask")
    words = each(text, plain)
    declared = text.notna() & ~words.isin(_NO)
    drawn = text.where(declared & ~words.isin(_YES), None)
    shapes, issues = shapes_of(
        pd.DataFrame({"wkt": drawn}), None, dimension=2, wanted="a polygon", absent="allowed", severity=Severity.WARNING
    )
    bad = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    shapes[bad] = None
    issues += [Issue(int(line), "mask", "self-crossing", "The polygon crosses itself.", Severity.WARNING)
               for line in frame.index[bad]]  # fmt: skip
    issues = [_of_mask(issue, names) for issue in issues]
    placed = geometries_to_wgs84(shapes, datum)
    far = ~shapely.is_missing(placed) & ~_is_near(placed, position)
    placed[far] = None
    issues += [
        Issue(int(line), "mask", "mask-far", f"{names.at[line]}: its mask begins more than {FURTHEST_M:g} m away, and hides "
              "nothing. Look at its datum and at the order of its coordinates.", Severity.WARNING)
        for line in frame.index[far]
    ]  # fmt: skip
    follows, unread = _follows(frame, names)
    hexes = [_hex(shape) if is_declared else None for shape, is_declared in zip(placed, declared, strict=True)]
    made = {"mask": pd.Series(hexes, index=frame.index, dtype=object), "mask_follows_ptz": follows}
    return pd.DataFrame(made, index=frame.index), [*issues, *unread]


def masks_of(cameras: pd.DataFrame) -> tuple[pd.DataFrame, Geometries]:
    """One row a declared mask: camera_id, line, follows_ptz, checked_on; and MultiPolygons in WGS-84. cameras: of `read_cameras`."""
    declared = cameras[cameras["mask"].notna()]
    rows = pd.DataFrame(
        {
            "camera_id": declared["camera_id"],
            "line": declared.index,
            "follows_ptz": declared["mask_follows_ptz"].astype(bool),
            "checked_on": declared["mask_checked_on"],
        }
    )
    return rows.reset_index(drop=True), shapely.from_wkb(declared["mask"].to_numpy(dtype=object))


def _of_mask(issue: Issue, names: pd.Series) -> Issue:
    """Named after the camera. What stands in place of WKT may be anybody's words, and is not repeated."""
    why = "A polygon as WKT is needed, POLYGON ((lon lat, …))." if issue.field == "wkt" else issue.message
    message = f"{names.at[issue.line]}: its mask cannot be used, and hides nothing. {why}"
    return Issue(issue.line, "mask", issue.code, message, Severity.WARNING)


def _follows(frame: pd.DataFrame, names: pd.Series) -> tuple[pd.Series, list[Issue]]:
    """Whether the mask turns with the camera; what is no yes is a no, since only a yes lets it hide."""
    text = text_column(frame, "mask_follows_ptz")
    words = each(text, plain)
    unknown = text.notna() & ~words.isin(_YES | _NO)
    issues = [
        Issue(int(str(line)), "mask_follows_ptz", "unknown-word", f"{names.at[line]}: mask_follows_ptz is neither yes nor "
              "no; it counts as no.", Severity.WARNING)
        for line in frame.index[unknown]
    ]  # fmt: skip
    return words.isin(_YES), issues


def _is_near(masks: Geometries, position: Positions) -> NDArray[np.bool_]:
    """False where the distance is not known either."""
    lon, lat = position.lon, position.lat
    west, south, east, north = shapely.bounds(masks).T
    x_m = np.maximum(np.maximum(west - lon, lon - east), 0.0) * DEGREE_M * np.cos(np.radians(lat))
    y_m = np.maximum(np.maximum(south - lat, lat - north), 0.0) * DEGREE_M
    near: NDArray[np.bool_] = np.hypot(x_m, y_m) <= FURTHEST_M
    return near


def _hex(shape: shapely.Geometry | None) -> str:
    if shape is None:
        return str(shapely.to_wkb(_NOTHING, hex=True))
    parts = shapely.get_parts(shape)
    return str(shapely.to_wkb(shapely.multipolygons(parts), hex=True))
