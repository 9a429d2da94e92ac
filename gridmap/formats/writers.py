"""The formats that collections go out in. An entry is a format; its writer turns feature texts to the file's bytes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gridmap.formats.geojson import feature_collection, feature_collection_async


@dataclass(frozen=True, slots=True)
class Writer:
    """A format's name, file ending, media type, and its streams."""

    name: str
    suffix: str
    media_type: str
    stream: Callable[..., Iterator[bytes]]
    stream_async: Callable[..., AsyncIterator[bytes]]


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "geojson": Writer("geojson", ".geojson", "application/geo+json", feature_collection, feature_collection_async),
    }
)
