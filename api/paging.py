"""One page of a collection: what a request asks for, what the database answers, and how the bytes are put together."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import shapely
from starlette.requests import Request

from gridmap.api.clock import today
from gridmap.api.moments import Span, parse_span
from gridmap.api.parameters import DEFAULT_LIMIT, MOST_FEATURES
from gridmap.db.serving import Layer
from gridmap.errors import BadValue
from gridmap.grids.rules.served_crs import CRS84, ServedCrs, crs_named, parse_box

PAGE_BYTES = 8 << 20
_ID_BYTES = 8
_COUNTS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is asked for. box: WKB in degrees, None for everywhere. carried: what the next page is asked with, too."""

    box: bytes | None
    after: int
    limit: int
    crs: ServedCrs
    counted: bool
    times: tuple[date | datetime | None, ...]
    carried: Mapping[str, str]

    @property
    def values(self) -> tuple[Any, ...]:
        """The parameters of `page_….sql`."""
        crs = self.crs
        return (
            self.box,
            self.after,
            self.limit,
            PAGE_BYTES,
            crs.srid,
            crs.decimals,
            crs.flipped,
            self.counted,
            *self.times,
        )


def asked_of(request: Request, layer: Layer, query: Mapping[str, str], offered: Sequence[ServedCrs]) -> Asked:
    """Reads the parameters. Raises BadValue."""
    day = {"datetime": today(request).isoformat()} if layer.time == "validity" else {}
    carried = {name: value for name, value in {**day, **query}.items() if name != "next"}
    box_crs = crs_named(query["bbox-crs"], offered, parameter="bbox-crs") if "bbox-crs" in query else CRS84
    return Asked(
        box=shapely.to_wkb(parse_box(query["bbox"], box_crs)) if "bbox" in query else None,
        after=_after(query["next"]) if "next" in query else 0,
        limit=_limit(query["limit"]) if "limit" in query else DEFAULT_LIMIT,
        crs=crs_named(query["crs"], offered, parameter="crs") if "crs" in query else CRS84,
        counted=_counted(query.get("count", "false")),
        times=_times(carried, layer, ZoneInfo(request.app.state.settings.zone)),
        carried=carried,
    )


def next_token(last_id: int) -> str:
    """Opaque: the page goes on after this id, whatever was added or deleted meanwhile."""
    return base64.urlsafe_b64encode(last_id.to_bytes(_ID_BYTES, "big")).decode().rstrip("=")


def collection_bytes(row: asyncpg.Record, links: Sequence[Mapping[str, str]], *, now: datetime) -> bytes:
    """A FeatureCollection around the features that the database wrote."""
    members = {"numberReturned": row["returned"], "timeStamp": now.astimezone(UTC).isoformat(timespec="seconds")}
    if row["matched"] is not None:
        members["numberMatched"] = row["matched"]
    tail = json.dumps({**members, "links": list(links)}, ensure_ascii=False)
    return b"".join((
        b'{"type":"FeatureCollection","features":[', (row["features"] or "").encode(), b"],", tail[1:].encode(),
    ))  # fmt: skip


def with_links(feature: str, links: Sequence[Mapping[str, str]]) -> bytes:
    """A feature that the database wrote, with links as its last member."""
    return f'{feature[:-1]}, "links" : {json.dumps(list(links), ensure_ascii=False)}}}'.encode()


def _after(token: str) -> int:
    try:
        raw = base64.b64decode(token + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadValue("next is none of the links that were given out; begin without it.") from error
    after = int.from_bytes(raw, "big")
    if len(raw) != _ID_BYTES or next_token(after) != token or after >= 1 << 63:
        raise BadValue("next is none of the links that were given out; begin without it.")
    return after


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not text.strip("0"):
        raise BadValue(f"limit is {text[:40]!r}; a whole number from 1 is needed (at most {MOST_FEATURES} are given).")
    return MOST_FEATURES if len(text.lstrip("0")) > 9 else min(int(text), MOST_FEATURES)


def _counted(text: str) -> bool:
    if text not in _COUNTS:
        raise BadValue(f"count is {text[:40]!r}; true or false is needed.")
    return _COUNTS[text]


def _times(query: Mapping[str, str], layer: Layer, zone: ZoneInfo) -> tuple[date | datetime | None, ...]:
    """Nothing for a collection without time: `datetime` matches all of it (fc-time-response C), but has to be one."""
    span = parse_span(query["datetime"], zone) if "datetime" in query else Span(None, None)
    match layer.time:
        case "none":
            return ()
        case "validity":
            return span.days(zone)
        case "reported":
            return (span.since, span.until)
