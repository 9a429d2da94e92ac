"""The ground's collections."""

from __future__ import annotations

from gridmap.db.roles import DbRole
from gridmap.db.serving import Layer

LAYERS = {name: Layer(name, "grids", DbRole.SERVICE) for name in ("areas", "grids", "streets", "buildings", "tiling")}
