"""A 64-bit digest of each row's content, by which an import tells unchanged rows from corrected ones.

It must come out the same today and next year, whatever library hands the frame over, so the hashing is our own: text as
UTF-8 by FNV-1a, numbers by the bits of their double, both sent through splitmix64's mixer with the column's name. A
missing value adds nothing, so a column that a file lacks equals one that it leaves empty, and the order of columns is
of no account. Coordinates count to 7 decimals (1.1 cm). A polygon's digest does not depend on where its rings start or
which way they turn; a line's does, because left and right hang on it.
"""

# numba compiles these; what it returns has no types that mypy could check
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from numba import njit

from gridmap.grids.rules.text_bytes import hashes_of, text_hashes

Hashes = npt.NDArray[np.uint64]
Geometries = npt.NDArray[np.object_]

DECIMALS = 7
_SCALE = 10.0**DECIMALS
_POSITION_COLUMNS = frozenset({"lon", "lat"})
_POINT, _LINE, _POLYGON = 1, 2, 3  # WKB types; 4 to 7 are collections of them
_EXACT_INTEGERS = 2**53


def content_digest(frame: pd.DataFrame, geometry: Geometries | None) -> pd.Series:
    """The digest of each row, int64 on the index of `frame`.

    frame: any columns, in any pandas dtype; `lon` and `lat` count to 7 decimals. geometry: shapely geometries in degrees
    on the same rows, or None.
    """
    total = np.zeros(len(frame), dtype=np.uint64)
    for position, name in enumerate(frame.columns):
        total += _column(frame.iloc[:, position], str(name))
    if geometry is not None and len(frame):
        shapes = geometry_digest(geometry)
        total += np.where(shapes == 0, np.uint64(0), mix(shapes ^ _seed("geometry")))
    return pd.Series(mix(total).view(np.int64), index=frame.index, name="content_digest")


def geometry_digest(geometry: Geometries) -> Hashes:
    """A uint64 for each geometry, compared at 7 decimals; 0 for None and empty.

    A polygon equals the multipolygon that has it as its only part.
    """
    shapes = np.asarray(geometry, dtype=object)
    written = np.asarray(shapely.to_wkb(shapes, output_dimension=2, byte_order=1), dtype=object)
    written[shapely.is_empty(shapes)] = None
    pieces = [piece or b"" for piece in written.tolist()]
    ends = np.cumsum(np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces)))
    return np.asarray(_shapes(np.frombuffer(b"".join(pieces), dtype=np.uint8), ends))


def _column(series: pd.Series, name: str) -> Hashes:
    values, missing = _hashed(series, decimals=DECIMALS if name in _POSITION_COLUMNS else None)
    return np.where(missing, np.uint64(0), mix(values ^ _seed(name)))


def _hashed(series: pd.Series, *, decimals: int | None) -> tuple[Hashes, npt.NDArray[np.bool_]]:
    """The hash of each value, and which values are missing."""
    missing = series.isna().to_numpy(dtype=np.bool_)
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        categories, _ = _hashed(pd.Series(dtype.categories), decimals=decimals)
        return np.append(categories, np.uint64(0))[series.cat.codes.to_numpy()], missing
    if pd.api.types.is_datetime64_any_dtype(dtype) and not isinstance(dtype, pd.ArrowDtype):
        return _whole(_as_microseconds(series)), missing
    if pd.api.types.is_numeric_dtype(dtype):
        return _numbers(series, missing, decimals=decimals), missing
    if str(dtype) == "str":
        return text_hashes(series), missing
    objects = series.to_numpy(dtype=object)
    kind = pd.api.types.infer_dtype(objects, skipna=True)
    if kind in ("integer", "floating", "mixed-integer-float", "boolean", "decimal"):
        numbers = pd.Series(pd.to_numeric(pd.Series(objects).astype(object).where(~missing, np.nan)))
        return _numbers(numbers.astype("float64"), missing, decimals=decimals), missing
    if kind == "datetime":
        return _whole(_as_microseconds(pd.to_datetime(pd.Series(objects), utc=True))), missing
    texts = (
        objects.tolist()
        if kind in ("string", "empty")
        else ["" if gone else _as_text(v) for v, gone in zip(objects, missing, strict=True)]
    )
    return hashes_of(["" if gone else text for text, gone in zip(texts, missing, strict=True)]), missing


def _as_microseconds(series: pd.Series) -> npt.NDArray[np.int64]:
    naive = series.dt.tz_convert("UTC").dt.tz_localize(None) if series.dt.tz is not None else series
    return naive.astype("datetime64[us]").fillna(pd.Timestamp(0)).to_numpy().astype(np.int64)


def _numbers(series: pd.Series, missing: npt.NDArray[np.bool_], *, decimals: int | None) -> Hashes:
    """Equal numbers hash alike whether they come as integer, float or boolean."""
    if pd.api.types.is_integer_dtype(series.dtype):
        whole = series.fillna(0).to_numpy(dtype=np.int64) if missing.any() else series.to_numpy(dtype=np.int64)
        if whole.size and max(abs(int(whole.min())), abs(int(whole.max()))) > _EXACT_INTEGERS:
            return _whole(whole)
    doubles = series.to_numpy(dtype=np.float64, na_value=0.0)
    if decimals is not None:
        return _whole(np.rint(np.nan_to_num(doubles) * 10.0**decimals).astype(np.int64))
    return mix((doubles + 0.0).view(np.uint64))  # + 0.0 makes one of the two zeros


def _whole(values: npt.NDArray[np.int64]) -> Hashes:
    return mix(values.view(np.uint64))


def _as_text(value: Any) -> str:
    match value:
        case str():
            return value
        case datetime() | date():
            return value.isoformat()
        case list() | tuple() | set() | frozenset() | np.ndarray():
            return "\x1e".join(_as_text(part) for part in value)
        case dict():
            return "\x1e".join(f"{key}\x1d{_as_text(value[key])}" for key in sorted(value))
    return str(value)


def _seed(name: str) -> np.uint64:
    return np.uint64(hashes_of([name])[0])


def mix(values: Hashes) -> Hashes:
    """splitmix64's finalizer (Steele, Lea, Flood 2014): every bit of the input moves every bit of the output."""
    z = values + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)), dtype=np.uint64)


@njit(cache=True)
def _mix(z):
    z = z + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True)
def _count(buffer, at):
    return (
        np.int64(buffer[at])
        | np.int64(buffer[at + 1]) << 8
        | np.int64(buffer[at + 2]) << 16
        | np.int64(buffer[at + 3]) << 24
    )


@njit(cache=True)
def _point(buffer, at):
    """Hash of the two doubles there; 0 for the NaN of an empty point."""
    xy = buffer[at : at + 16].view(np.float64)
    if not (np.isfinite(xy[0]) and np.isfinite(xy[1])):
        return np.uint64(0)
    x, y = np.int64(np.rint(xy[0] * _SCALE)), np.int64(np.rint(xy[1] * _SCALE))
    return _mix(_mix(np.uint64(x)) + np.uint64(y))


@njit(cache=True)
def _sequence(buffer, at, count):
    """Hash of points in their order."""
    h = np.uint64(0)
    for i in range(count):
        h = _mix(h ^ _point(buffer, at + 16 * i))
    return h


@njit(cache=True)
def _ring(buffer, at, count):
    """Hash of a ring as the sum over its edges, whichever way and wherever it starts."""
    h, before = np.uint64(0), _point(buffer, at)
    for i in range(1, count):
        here = _point(buffer, at + 16 * i)
        if here != before:
            h += _mix(before + here)
        before = here
    return _mix(h)


@njit(cache=True)
def _shapes(buffer, ends):
    """Hashes of little-endian WKB records that end there: parts of polygons as a sum, other parts in their order."""
    hashes = np.zeros(ends.size, np.uint64)
    at = np.int64(0)
    for g in range(ends.size):
        while at < ends[g]:
            kind, count = _count(buffer, at + 1), np.int64(1)
            at += 5
            if kind != _POINT:
                count = _count(buffer, at)
                at += 4
            if kind == _POLYGON:
                part = np.uint64(0)
                for _ in range(count):
                    size = _count(buffer, at)
                    part += _ring(buffer, at + 4, size)
                    at += 4 + 16 * size
                hashes[g] += _mix(part) if count > 0 else np.uint64(0)
            elif kind <= _LINE:
                h = _sequence(buffer, at, count)
                hashes[g] = _mix(hashes[g] ^ h ^ np.uint64(kind)) if h != 0 else hashes[g]
                at += 16 * count
    return hashes
