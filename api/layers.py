"""The closed list of collections (DESIGN 4c, and `buildings` for the map)."""

from __future__ import annotations

from gridmap.db.serving import Layer
from gridmap.errors import NotFound
from gridmap.formats.layer_table import LayerTable
from gridmap.grids.usecases.layer_tables import TABLES as GROUND_TABLES
from gridmap.grids.usecases.layers import LAYERS as GROUND
from gridmap.register.usecases.layer_tables import TABLES as REGISTER_TABLES
from gridmap.register.usecases.layers import LAYERS as REGISTER
from gridmap.service.usecases.layer_tables import TABLES as SERVICE_TABLES
from gridmap.service.usecases.layers import LAYERS as SERVICE

LAYERS: dict[str, Layer] = {**GROUND, **SERVICE, **REGISTER}
TABLES: dict[str, LayerTable] = {**GROUND_TABLES, **SERVICE_TABLES, **REGISTER_TABLES}


def layer_named(name: str) -> Layer:
    """Raises NotFound with the names that exist."""
    try:
        return LAYERS[name]
    except KeyError as error:
        raise NotFound(f"There is no collection {name[:40]!r}; there are {', '.join(sorted(LAYERS))}.") from error
