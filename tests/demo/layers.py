"""Read a generated file back through the ordinary reader."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.demo.manifest import Manifest
from gridmap.formats.table import peek, read_chunks
from gridmap.grids.rules.crs import metric_crs_of, to_metric
from tests.demo.conftest import path_of

Shapes = NDArray[np.object_]


def read_layer(manifest: Manifest, kind: str) -> tuple[pd.DataFrame, Any]:
    """All rows and their geometries (None for CSV), as an import reads them."""
    header = peek(path_of(manifest, kind))
    chunks = list(read_chunks(header, list(header.columns)))
    shapes = [c.geometry for c in chunks if c.geometry is not None]
    return pd.concat([c.frame for c in chunks]), np.concatenate(shapes) if shapes else None


def in_metres(shapes: Shapes, like: Shapes | None = None) -> Shapes:
    """In the local metric CRS of these shapes, or of others."""
    return np.asarray(to_metric(shapes, metric_crs_of(shapes if like is None else like)))


def inside(polygons: Shapes, points: Shapes) -> NDArray[np.bool_]:
    """Which points lie in any of the polygons."""
    found = np.zeros(len(points), dtype=bool)
    found[shapely.STRtree(polygons).query(points, predicate="intersects")[0]] = True
    return found
