"""The service's collections."""

from __future__ import annotations

from gridmap.db.roles import DbRole
from gridmap.db.serving import Layer

LAYERS = {
    "incidents": Layer("incidents", "service", DbRole.SERVICE, time="reported"),
    "hotspots": Layer("hotspots", "service", DbRole.SERVICE),
}
