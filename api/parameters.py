"""The query parameters of the OGC routes: one table for what is accepted and for what the API description says of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from starlette.requests import Request

from gridmap.errors import BadValue

DEFAULT_LIMIT = 100
MOST_FEATURES = 10_000

_NUMBER_LIST = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
_URI = {"type": "string", "format": "uri", "default": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}
_TABLE: dict[str, tuple[str, dict[str, Any]]] = {
    "bbox": (
        "Only features whose geometry meets this box: two corners in the axes of `bbox-crs`, longitude and latitude by default. "
        "Features without a geometry are always among them.",
        _NUMBER_LIST,
    ),
    "bbox-crs": ("The CRS of `bbox`, one of the collection's `crs`.", _URI),
    "crs": ("The CRS of the answer's coordinates, one of the collection's `crs`; its axes in its own order.", _URI),
    "datetime": (
        "An RFC 3339 date-time or date, or an interval `start/end` with `..` for an open end. Of areas and grids: the versions valid then, "
        "by default today's, and every version with `../..`. Of incidents: those reported then. Other collections have no time and answer whole.",
        {"type": "string"},
    ),
    "limit": (
        "Most features of a page; more than the maximum counts as the maximum. A page also ends at 8 MiB.",
        {"type": "integer", "minimum": 1, "maximum": MOST_FEATURES, "default": DEFAULT_LIMIT},
    ),
    "next": ("Where a page begins: from a `next` link, not to be made by hand.", {"type": "string"}),
    "count": ("`true` counts all that matches as `numberMatched`.", {"type": "boolean", "default": False}),
    "f": ("The format, in place of the Accept header.", {"type": "string", "enum": ["json", "html"]}),
}
PARAMETERS: Mapping[str, Mapping[str, Any]] = MappingProxyType({
    name: {
        "name": name, "in": "query", "required": False, "description": said, "schema": schema, "style": "form", "explode": False,
    }
    for name, (said, schema) in _TABLE.items()
})  # fmt: skip

OF_A_DOCUMENT = ("f",)
OF_AN_ITEM = ("crs", "f")
OF_A_PAGE = tuple(_TABLE)


def given(request: Request, accepted: Collection[str]) -> dict[str, str]:
    """The request's query parameters.

    Raises BadValue for one that is not accepted here (17-069r4, query-param-unknown) and for one that stands twice.
    """
    pairs = request.query_params.multi_items()
    found = dict(pairs)
    unknown = sorted(found.keys() - set(accepted))
    if unknown:
        raise BadValue(f"There is no parameter {unknown[0][:40]!r} here; there are {', '.join(accepted)}.")
    if len(found) < len(pairs):
        raise BadValue("A parameter stands more than once; give each once.")
    return found
