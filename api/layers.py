"""The closed list of collections (DESIGN 4c, and `buildings` for the map)."""

from __future__ import annotations

from gridmap.db.serving import Layer
from gridmap.errors import NotFound
from gridmap.grids.usecases.layers import LAYERS as GROUND
from gridmap.register.usecases.layers import LAYERS as REGISTER
from gridmap.service.usecases.layers import LAYERS as SERVICE

LAYERS: dict[str, Layer] = {**GROUND, **SERVICE, **REGISTER}


def layer_named(name: str) -> Layer:
    """Raises NotFound with the names that exist."""
    try:
        return LAYERS[name]
    except KeyError as error:
        raise NotFound(f"There is no collection {name[:40]!r}; there are {', '.join(sorted(LAYERS))}.") from error
