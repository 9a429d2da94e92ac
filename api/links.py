"""Links of the OGC documents; absolute, since clients take them as they are."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from starlette.requests import Request

Link = dict[str, str]
HTML = "text/html"


def link(
    request: Request, rel: str, path: str, media_type: str, title: str, query: Mapping[str, str] | None = None
) -> Link:
    """One link of ours. The host is the request's, which is one of this machine's names (api/hosts.py)."""
    asked = f"?{urlencode(query)}" if query else ""
    href = f"{request.url.scheme}://{request.url.netloc}{quote(path)}{asked}"
    return {"rel": rel, "href": href, "type": media_type, "title": title}


def self_and_alternate(request: Request, form: str, media_type: str) -> list[Link]:
    """The document as it is asked for, and in its other form (17-069r4, fc-links and f-links)."""
    query = {name: value for name, value in request.query_params.items() if name != "f"}
    forms = {"json": (media_type, "as JSON"), "html": (HTML, "as a page")}
    other = "html" if form == "json" else "json"
    return [
        link(request, "self", request.url.path, forms[form][0], "this document", {**query, "f": form}),
        link(
            request,
            "alternate",
            request.url.path,
            forms[other][0],
            f"this document {forms[other][1]}",
            {**query, "f": other},
        ),
    ]
