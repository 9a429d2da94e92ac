"""The OpenAPI 3.0 description of the OGC routes.

Not FastAPI's: that writes OpenAPI 3.1, which the OGC's test suite and GDAL do not read, and knows the routes by template, while
clients look the page size up under `/collections/grids/items`. A test compares its paths with the routes that there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gridmap import __version__
from gridmap.api.answers import GEOJSON, OPENAPI
from gridmap.api.callers import COOKIE
from gridmap.api.links import HTML
from gridmap.api.parameters import OF_A_DOCUMENT, OF_A_PAGE, OF_AN_ITEM, PARAMETERS

_Json = dict[str, Any]
_PROBLEMS = {
    "400": "A parameter is unknown or has a value that it cannot have.",
    "401": "Nobody is signed in.",
    "403": "This account may not read the collection.",
    "404": "There is nothing under this name or id, or none that this account may see.",
    "406": "There is neither JSON nor a page in what Accept allows.",
    "500": "Something failed in the server.",
    "503": "The database is away or took too long.",
}


def description(collections: Sequence[str], *, server: str) -> _Json:
    """The document for a caller who may read these collections. server: scheme and host."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "gridmap",
            "version": __version__,
            "description": "OGC API - Features, Parts 1 and 2, over the city-service grid map and the camera accountability register.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "servers": [{"url": server}],
        "tags": [{"name": "Capabilities"}, {"name": "Data"}],
        "security": [{"bearer": []}, {"session": []}],
        "paths": {
            "/": {"get": _operation("getLandingPage", "Where to go from here", "LandingPage")},
            "/conformance": {"get": _operation("getConformance", "The conformance classes that hold", "Conformance")},
            "/api": {"get": _operation("getApi", "This description", "Any", media_type=OPENAPI)},
            "/docs": {"get": _docs()},
            "/collections": {"get": _operation("getCollections", "The collections", "Collections", tag="Data")},
            **{path: operation for name in collections for path, operation in _of_collection(name).items()},
        },
        "components": {
            "parameters": {**{name: dict(said) for name, said in PARAMETERS.items()}, "itemId": _ITEM_ID},
            "responses": {f"Problem{status}": _problem(said) for status, said in _PROBLEMS.items()},
            "schemas": _SCHEMAS,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
            },
        },
    }


def _of_collection(name: str) -> Mapping[str, _Json]:
    path, title = f"/collections/{name}", name.capitalize()
    item = _operation(
        f"get{title}Item",
        f"One of {name}",
        "Feature",
        tag="Data",
        names=OF_AN_ITEM,
        media_type=GEOJSON,
        failing=_OF_ITEM,
    )
    item["parameters"].insert(0, {"$ref": "#/components/parameters/itemId"})
    return {
        path: {"get": _operation(f"describe{title}", f"What {name} are", "Collection", tag="Data", failing=_OF_ITEM)},
        f"{path}/items": {
            "get": _operation(
                f"get{title}",
                f"A page of {name}",
                "FeatureCollection",
                tag="Data",
                names=OF_A_PAGE,
                media_type=GEOJSON,
                failing=_OF_ITEM,
            )
        },
        f"{path}/items/{{itemId}}": {"get": item},
    }


_OF_DOCUMENT = ("400", "401", "406", "500", "503")
_OF_ITEM = ("400", "401", "403", "404", "406", "500", "503")


def _operation(
    operation_id: str,
    summary: str,
    schema: str,
    *,
    tag: str = "Capabilities",
    names: Sequence[str] = OF_A_DOCUMENT,
    media_type: str = "application/json",
    failing: Sequence[str] = _OF_DOCUMENT,
) -> _Json:
    content = {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}, HTML: {"schema": {"type": "string"}}}
    headers = {"Content-Crs": {"schema": {"type": "string"}, "description": "The CRS of the coordinates."}}
    found: _Json = {"description": summary, "content": content}
    if media_type == GEOJSON:
        found["headers"] = headers
    return {
        "operationId": operation_id,
        "tags": [tag],
        "summary": summary,
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in names],
        "responses": {
            "200": found,
            "304": {"description": "The caller has it (If-None-Match)."},
            **{status: {"$ref": f"#/components/responses/Problem{status}"} for status in failing},
        },
    }


def _docs() -> _Json:
    operation = _operation("getDocs", "This description as a page", "Any", names=())
    operation["responses"]["200"]["content"] = {HTML: {"schema": {"type": "string"}}}
    return operation


def _problem(said: str) -> _Json:
    return {
        "description": said,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _object(required: Sequence[str] = (), **properties: Any) -> _Json:
    made: _Json = {"type": "object", "properties": properties}
    return made | {"required": list(required)} if required else made


def _many(schema: str) -> _Json:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{schema}"}}


_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_BOXES = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
}
_INTERVALS = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "string", "format": "date-time", "nullable": True}},
}  # fmt: skip
_ITEM_ID: _Json = {
    "name": "itemId",
    "in": "path",
    "required": True,
    "description": "The `id` of a feature.",
    "schema": {"type": "integer", "format": "int64", "minimum": 1},
}
_LINKS = _many("Link")
_SCHEMAS: _Json = {
    "Any": {"type": "object"},
    "Link": _object(["href", "rel"], href=_TEXT, rel=_TEXT, type=_TEXT, title=_TEXT, templated={"type": "boolean"}),
    "LandingPage": _object(["links"], title=_TEXT, description=_TEXT, links=_LINKS),
    "Conformance": _object(["conformsTo"], conformsTo={"type": "array", "items": _TEXT}, links=_LINKS),
    "Collections": _object(["links", "collections"], links=_LINKS, collections=_many("Collection")),
    "Extent": _object(
        spatial=_object(bbox=_BOXES, crs=_TEXT),
        temporal=_object(interval=_INTERVALS, trs=_TEXT),
    ),
    "Collection": _object(
        ["id", "links"],
        id=_TEXT,
        title=_TEXT,
        description=_TEXT,
        itemType={"type": "string", "default": "feature"},
        extent={"$ref": "#/components/schemas/Extent"},
        crs={"type": "array", "items": _TEXT},
        storageCrs=_TEXT,
        links=_LINKS,
    ),
    "Geometry": {
        **_object(["type", "coordinates"], type=_TEXT, coordinates={"type": "array", "items": {}}),
        "nullable": True,
    },
    "Feature": _object(
        ["type", "geometry", "properties"],
        type={"type": "string", "enum": ["Feature"]},
        id={"type": "integer", "format": "int64"},
        geometry={"$ref": "#/components/schemas/Geometry"},
        properties={"type": "object", "nullable": True},
        links=_LINKS,
    ),
    "FeatureCollection": _object(
        ["type", "features"],
        type={"type": "string", "enum": ["FeatureCollection"]},
        features=_many("Feature"),
        links=_LINKS,
        timeStamp={"type": "string", "format": "date-time"},
        numberMatched=_COUNT,
        numberReturned=_COUNT,
    ),
    "Problem": _object(["type", "title", "status", "detail"], type=_TEXT, title=_TEXT, status=_COUNT, detail=_TEXT, instance=_TEXT),
}  # fmt: skip
