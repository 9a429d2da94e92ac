"""Sentences that a page or a file must carry."""

from __future__ import annotations

FICTIONAL = {
    "en": "Fictional city: every place, incident and camera here is made up.",
    "zh": "虚构城市：此处所有地点、事件和摄像头均为虚构。",
}


def file_members(name: str, *, fictional: bool) -> dict[str, str]:
    """The top-level members of our GeoJSON files: the datum, so that they can be imported again, and that a city is made up."""
    members = {"name": name, "datum": "wgs84"}
    return members | {"notice": " ".join(FICTIONAL.values())} if fictional else members
