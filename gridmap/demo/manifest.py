"""What a generated city consists of: files in the order of their import, counts, dirt, and the notice that it is fictional."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gridmap.demo.city import FIRST_DAY, LAST_DAY, NOTICE_EN, NOTICE_ZH
from gridmap.demo.dirt import Dirt

FILE_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One file to import. kind: of `gridmap import`; options: by the option's name without dashes."""

    kind: str
    path: Path
    rows: int
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HotSpot:
    """A place made bad on purpose: trade (class of category), degrees."""

    trade: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Manifest:
    """files: in the order of their import. dirt: what was soiled. box: west, south, east, north of the city."""

    scale: str
    seed: int
    files: tuple[DemoFile, ...]
    dirt: tuple[Dirt, ...]
    hot_spots: tuple[HotSpot, ...]
    box: tuple[float, float, float, float]
    notice_zh: str = NOTICE_ZH
    notice_en: str = NOTICE_EN

    def rows(self, kind: str) -> int:
        """Rows of the file of that kind. Raises KeyError for a kind that is not there."""
        return {file.kind: file.rows for file in self.files}[kind]


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write it as JSON beside the files, for people; names of files only, so that two runs give the same bytes."""
    content = {
        "notice_zh": manifest.notice_zh,
        "notice_en": manifest.notice_en,
        "scale": manifest.scale,
        "seed": manifest.seed,
        "days": [FIRST_DAY.isoformat(), LAST_DAY.isoformat()],
        "box": manifest.box,
        "files": [
            {"kind": f.kind, "file": f.path.name, "rows": f.rows, "options": dict(f.options)} for f in manifest.files
        ],
        "dirt": [{"kind": d.kind, "fault": d.fault, "ids": d.ids} for d in manifest.dirt],
        "hot_spots": [{"trade": h.trade, "lon": h.lon, "lat": h.lat} for h in manifest.hot_spots],
    }
    (folder / FILE_NAME).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
