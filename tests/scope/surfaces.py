"""The closed lists of DESIGN 4: what exists, and nothing else. An addition is a decision page (docs/decisions), then a line here."""

from __future__ import annotations

# method and path → what it is for
ROUTES = {
    "GET /": "leads to the map; to who asks for JSON the landing page of the OGC API",
    "GET /conformance": "the conformance classes that hold",
    "GET /api": "the OpenAPI description of the OGC routes",
    "GET /docs": "the same as a page",
    "GET /map": "the live map",
    "GET /healthz": "alive",
    "GET /readyz": "ready",
    "GET /sign-in": "a one-time link becomes a session",
    "POST /sign-out": "the session ends",
    "GET /collections": "what there is",
    "GET /collections/{name}": "one of them",
    "GET /collections/{name}/items": "a page of features, by id or box",
    "GET /collections/{name}/tiles/WebMercatorQuad/{z}/{y}/{x}": "vector tiles",
    "GET /collections/{name}/items/{item_id}": "one feature",
    "GET /exports/{name}.{format_}": "a whole layer in one of the formats (EXPORT_FORMATS)",
    "GET /service/grids/{code}": "the service's card of a grid",
    "GET /register/grids/{code}": "the register's card of a grid",
    "GET /register/findings": "what the newest audit found of a camera or an operator's cameras",
    "GET /register/reduction": "which cameras can go, of the newest reduction of all cameras",
    # DESIGN 4c; docs/decisions/0021
    "GET /public": "the map on which anybody asks who films a place",
    "GET /public/at": "who films this place, without a token",
    "GET /public/tiles/{name}/{z}/{y}/{x}": "areas and streets to find the place by, and nothing else",
    "MOUNT /static": "our JS and CSS",
}

# buildings for the map; tiling: what `audit grids` found ("draws it as a layer", issue 13)
COLLECTIONS = {
    "tiling",
    "areas",
    "grids",
    "streets",
    "buildings",
    "incidents",
    "hotspots",
    "cameras",
    "views",
    "coverage",
}

# DESIGN 4c; pmtiles are still to come
EXPORT_FORMATS = {"geojson", "geojsonseq", "csv", "xlsx", "gpkg", "fgb", "parquet", "shp", "kml"}
IMPORT_FORMATS = {"geojson", "geojsonseq", "csv", "xlsx", "gpkg", "fgb", "parquet", "shp", "kml", "osm", "devices"}

KINDS = {
    "areas", "grids", "streets", "addresses", "buildings", "water", "private-ground", "sensitive-places", "cameras", "purpose-areas",
    "assets", "units", "incidents",
}  # fmt: skip

# command → its arguments and options
COMMANDS: dict[str, set[str]] = {
    "up": {"--port", "--demo", "--scale", "--no-serve"},
    "serve": {"--port", "--workers"},
    "db migrate": {"--to"},
    "db start": set(),
    "db status": {"--json"},
    "db stop": set(),
    "db url": {"--role", "--with-password"},
    "import": {
        "KIND",
        "FILE",
        "--datum",
        "--map",
        "--set",
        "--encoding",
        "--zone",
        "--as-of",
        "--code-scheme",
        "--repair",
        "--on-issue",
        "--snapshot",
        "--dry-run",
        "--report",
        "--fix-up",
        "--json",
    },
    "export": {"LAYER", "--output", "--format", "--bbox", "--as-of"},
    "audit coverage": {
        "--area",
        "--operator",
        "--class",
        "--as-of",
        "--occlusion",
        "--assume",
        "--run",
        "--compare",
        "--by",
        "--output",
        "--lang",
        "--json",
    },
    # issue 14: "the planner marks a finding as mended or contested, with a coded reason"
    "audit answer": {"FINDING", "ANSWER", "--reason"},
    "audit cameras": {"--area", "--operator", "--rules", "--as-of", "--output", "--records-only", "--json"},
    "audit grids": {"--as-of", "--kind", "--output", "--json"},
    "cameras at": {"LON,LAT", "--datum", "--as-of", "--json"},
    "cameras reduce": {"--area", "--share", "--cell", "--as-of", "--output", "--json"},
    # issue 14, hand-over: docs/decisions/0016
    "cameras sheet": {"CAMERA_ID", "--as", "--output", "--lang", "--paper", "--with-view", "--as-of"},
    "cameras assessed": {"CAMERA_ID", "FILE", "--json"},
    # issue 14, scenarios only lessen: docs/decisions/0022
    "cameras scenario make": {"NAME", "FILE", "--as-of", "--json"},
    "cameras scenario list": {"--json"},
    "cameras scenario show": {"NAME", "--json"},
    "cameras scenario compare": {"FIRST", "SECOND", "--json"},
    "cameras scenario drop": {"NAME", "--json"},
    "cameras scenario approve": {"NAME", "--json"},
    "cameras scenario apply": {"NAME", "--json"},
    "hotspots": {"--from", "--to", "--category", "--kind", "--method", "--output", "--json"},
    "map": {"--output", "--area", "--lang", "--views"},
    "log show": {"--limit", "--action", "--json"},
    # issue 14: "the public's questions are only counted"; docs/decisions/0021
    "log questions": {"--limit", "--json"},
    "log verify": {"--json"},
    "demo": {"--scale", "--seed", "--dirt", "--keep", "--files-only"},
    "bench list": set(),
    "bench run": {"CASES", "--scale", "--runs", "--work", "--output"},
}
