"""Sentences that a page must carry."""

from __future__ import annotations

FICTIONAL = {
    "en": "Fictional city: every place, incident and camera here is made up.",
    "zh": "虚构城市：此处所有地点、事件和摄像头均为虚构。",
}
