"""The ground's collections."""

from __future__ import annotations

from gridmap.db.roles import DbRole
from gridmap.db.serving import Layer

LAYERS = {
    "areas": Layer("areas", "grids", DbRole.SERVICE, time="validity"),
    "grids": Layer("grids", "grids", DbRole.SERVICE, time="validity"),
    **{name: Layer(name, "grids", DbRole.SERVICE) for name in ("streets", "buildings", "tiling")},
}
