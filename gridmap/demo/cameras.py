"""The camera register: who films what, why, on what basis, documented well and badly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridmap.demo.camera_papers import add_papers
from gridmap.demo.camera_sites import Sites, Town, choose_sites
from gridmap.demo.camera_stock import BODIES, CARE, COMPANIES, FUNCTIONS, GROUPS, MODELS, Group
from gridmap.demo.city import Floats, Ints, Scale, or_none, stream


@dataclass(frozen=True, slots=True)
class Cameras:
    """frame: the cameras file without positions, one row a camera, by group. xy: plan metres. sites: on the same rows.

    group: index into GROUPS.
    """

    frame: pd.DataFrame
    xy: Floats
    sites: Sites
    group: Ints


def place_cameras(town: Town, county_names: list[str], *, scale: Scale, seed: int) -> Cameras:
    """`scale.cameras` cameras of all groups. county_names: `墨里区 · Moli Qu`, for the names of public bodies."""
    counts = np.floor(np.array([g.share for g in GROUPS]) * scale.cameras).astype(int)
    counts[0] += scale.cameras - counts.sum()
    frames, sites = [], []
    for number, (group, count) in enumerate(zip(GROUPS, counts.tolist(), strict=True)):
        rng = stream(seed, "cameras", scale.name, group.name)
        here = choose_sites(town, group.site, count, rng)
        frames.append(_group_frame(town, group, here, county_names, rng))
        sites.append(here)
        frames[-1]["housing_id"] = [f"YT-P{number}-{h + 1:05d}" for h in here.housing]
    frame = pd.concat(frames, ignore_index=True)
    frame.insert(0, "camera_id", [f"YT-C{k + 1:06d}" for k in range(len(frame))])
    joined = Sites(*(np.concatenate([getattr(s, f) for s in sites]) for f in Sites.__slots__))
    frame["name"] = _names(frame, town, joined)
    return Cameras(_ordered(frame), joined.xy, joined, np.repeat(np.arange(len(GROUPS)), counts))


def _group_frame(
    town: Town, group: Group, sites: Sites, county_names: list[str], rng: np.random.Generator
) -> pd.DataFrame:
    n = len(sites.xy)
    kinds = _draw(group.kinds, n, rng)
    frame = pd.DataFrame(
        {
            "programme": _draw(group.programmes, n, rng),
            "purpose": _draw(group.purposes, n, rng),
            "place_kind": group.place_kind,
            "environment": group.environment,
            "kind": kinds,
            "mount": _draw(group.mounts, n, rng),
        }
    )
    frame["programme"] = frame["programme"].replace("", None)
    care = _add_operator(frame, group, _county(town, sites), county_names, rng)
    for function in FUNCTIONS:
        shares = group.functions.get(function, (0.0, 0.0, 0.04))
        state = np.searchsorted(np.cumsum(shares), rng.random(n), side="right")
        frame[function] = np.array(["on", "fitted_off", "unknown", "no"], dtype=object)[state]
    _add_optics(frame, group, sites, care, rng)
    add_papers(frame, group, care, rng)
    if group.place_kind == "building":
        frame.loc[rng.random(n) < 0.015, "place_kind"] = "sensitive"
    return frame


def _draw(words: tuple[tuple[str, float], ...], count: int, rng: np.random.Generator) -> NDArray[np.object_]:
    edges = np.cumsum([share for _, share in words])
    rows = np.minimum(np.searchsorted(edges, rng.random(count) * edges[-1], side="right"), len(words) - 1)
    drawn: NDArray[np.object_] = np.array([word for word, _ in words], dtype=object)[rows]
    return drawn


def _county(town: Town, sites: Sites) -> Ints:
    tile = np.where(
        sites.segment >= 0, np.maximum(town.streets.left[sites.segment], town.streets.right[sites.segment]), -1
    )
    tile = np.where(sites.building >= 0, town.buildings.tile[sites.building], tile)
    ground = town.ground
    return ground.town_county[ground.community_town[ground.tile_community[np.maximum(tile, 0)]]]


def _add_operator(
    frame: pd.DataFrame, group: Group, county: Ints, county_names: list[str], rng: np.random.Generator
) -> Floats:
    """Operator, its kind, processor, contact; returns how carefully each camera is documented (0 to 1)."""
    n = len(frame)
    if group.operator == "company":
        business = rng.integers(0, len(COMPANIES), n)
        serial = rng.integers(1, max(n // 12, 2), n)
        frame["operator"] = [
            f"第{s}{COMPANIES[b][0]} · {COMPANIES[b][1]} {s} (fictional)" for b, s in zip(business, serial, strict=True)
        ]
        frame["operator_kind"] = "private"
        frame["processor"] = or_none(rng.random(n) < 0.4, "第1安防服务公司 · Security Services 1 (fictional)")
        base = np.array([c[2] for c in COMPANIES])[business]
        contact = [f"https://company{s}.yunting.example/privacy" for s in serial]
    else:
        zh, en = BODIES[group.operator]
        county_zh = [county_names[c].split(" · ")[0] for c in county]
        frame["operator"] = [f"{name}{zh} · {en} (fictional)" for name in county_zh]
        frame["operator_kind"] = "public"
        frame["processor"] = or_none(rng.random(n) < 0.5, "云汀视频运维公司 · Video Services Company (fictional)")
        base = CARE[group.operator] + np.linspace(-0.2, 0.1, max(len(county_names), 2))[county]
        contact = [f"privacy.{group.operator}@county{c + 1:02d}.yunting.example" for c in county]
    care: Floats = np.clip(base + rng.normal(0, 0.12, n), 0.03, 0.99)
    frame["contact"] = or_none(rng.random(n) < 0.3 + 0.7 * care, contact)
    return care


def _add_optics(frame: pd.DataFrame, group: Group, sites: Sites, care: Floats, rng: np.random.Generator) -> None:
    """Heading and optics as the operator knows them: a field is left out by those who care little."""
    n = len(frame)
    models = [MODELS[kind] for kind in frame["kind"]]
    draw = rng.random(n)
    chosen = [
        m[int(np.searchsorted(np.cumsum([x.weight for x in m]) / sum(x.weight for x in m), d))]
        for m, d in zip(models, draw, strict=True)
    ]
    height_m = rng.uniform(*group.height_m, n)
    hfov = np.array([m.hfov_deg for m in chosen]) * rng.uniform(0.96, 1.04, n)
    fixed = frame["kind"].isin(["fixed", "dome_fixed"]).to_numpy()
    aim_m = np.interp(hfov, [28, 60, 105], [38.0, 22.0, 11.0]) * rng.uniform(0.8, 1.25, n)
    round_about = (frame["kind"].isin(["panoramic", "fisheye"]) & (hfov > 200)).to_numpy()
    columns = {
        "heading_deg": np.where(round_about, np.nan, np.round(sites.heading_deg)),
        "pan_range_deg": np.where(frame["kind"] == "ptz", rng.choice([360.0, 360.0, 340.0, 180.0], n), np.nan),
        "hfov_deg": np.round(np.minimum(hfov, 360.0), 1),
        "vfov_deg": np.array([m.vfov_deg for m in chosen]),
        "tilt_deg": np.round(np.where(fixed, np.degrees(np.arctan2(height_m - 1.5, aim_m)), rng.uniform(8, 20, n)), 0),
        "height_m": np.round(height_m, 1),
        "width_px": np.array([float(m.width_px) for m in chosen]),
        "height_px": np.array([float(m.height_px) for m in chosen]),
        "max_range_m": np.where(rng.random(n) < 0.25, rng.choice([40.0, 60.0, 80.0, 120.0], n), np.nan),
    }
    columns["tilt_deg"] = np.where(frame["kind"] == "fisheye", 90.0, columns["tilt_deg"])
    nothing = rng.random(n) < 0.35 * (1 - care)  # the list came without a technical annex
    for name, values in columns.items():
        known = ~nothing & (rng.random(n) < 0.7 + 0.3 * care)
        frame[name] = np.where(known, values, np.nan)


def _names(frame: pd.DataFrame, town: Town, sites: Sites) -> list[str]:
    """The street, or the sort of place, and a number; never a person's or a site's proper name."""
    streets = town.streets
    words = {"building": "临街建筑", "sensitive": "临街建筑", "car_park": "停车场", "park": "公园", "hub": "室内"}
    return [
        f"{streets.street_name[streets.street[s]].split(' · ')[0] if s >= 0 else words[place]} {row + 1}号点位"
        for row, (s, place) in enumerate(zip(sites.segment, frame["place_kind"], strict=True))
    ]


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    first = ["camera_id", "housing_id", "name", "operator", "operator_kind", "processor", "programme", "purpose"]
    return frame[first + [name for name in frame.columns if name not in first]]
