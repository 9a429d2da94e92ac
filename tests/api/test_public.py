"""Who films this place, asked without a token: what is told, what is not, and what is left of the question."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from gridmap.access.usecases.logs import public_questions, show_log
from gridmap.api.limits import Limits, Rate
from gridmap.db.engines import Database
from gridmap.db.roles import DbRole
from gridmap.db.server import Server
from gridmap.register.rules.public_place import SQUARE_M, blocks_around, square_of
from gridmap.register.rules.vocabulary import LegalBasis, LegalRegime, Sign
from gridmap.register.usecases.coverage import audit_coverage
from tests.api.client import add_account, client_of
from tests.html_reading import addresses, read
from tests.usecases import toy

LON, LAT = toy.at(0.5, 0.5)
M_EAST, M_NORTH = 1 / 87_832, 1 / 110_996  # degrees a metre at 38° north
HTML = {"Accept": "text/html,application/xhtml+xml"}
HEADER = (
    "camera_id,name,operator,operator_kind,purpose,kind,environment,status,lon,lat,heading_deg,hfov_deg,width_px,max_range_m,recording,"
    "face_recognition,audio,legal_regime,legal_basis,basis_ref,retention_days,sign,contact"
)
HOSTILE = "<script>x</script> & Co"


def _camera(name: str, *, east_m: float = 0, north_m: float = 0, **given: Any) -> str:
    values = {
        "camera_id": name, "name": "某小学门口", "operator": "市政局", "operator_kind": "public", "purpose": "traffic_flow", "kind": "fixed",
        "environment": "outdoor_public", "status": "in_service", "lon": LON + east_m * M_EAST, "lat": LAT + north_m * M_NORTH,
        "heading_deg": 0, "hfov_deg": 68, "width_px": 1920, "max_range_m": 60, "recording": "on", "face_recognition": "fitted_off",
        "audio": "", "legal_regime": "gdpr", "legal_basis": "gdpr_6_1_e", "basis_ref": "Art. 4 Road Act", "retention_days": 7,
        "sign": "layer1", "contact": "office@city.example", **given,
    }  # fmt: skip
    return ",".join(str(values.get(name, "")) for name in HEADER.split(","))


CAMERAS = [
    _camera("K1"),
    _camera("K2", east_m=0.5),
    _camera("K3", operator=HOSTILE, operator_kind="private", purpose="property_protection", retention_days=""),
    _camera("O1", operator="停用单位", status="out_of_service"),
    _camera("U1", heading_deg="", operator="不明单位", east_m=90),
    _camera("U2", heading_deg="", operator="远方单位", east_m=500),
    _camera("W1", east_m=700, operator="西区单位"),
]


@pytest.fixture(scope="module")
def watched_town(new_database: Callable[[], Database], tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The toy town with three cameras that look north over one place, audited."""
    database, folder = new_database(), tmp_path_factory.mktemp("town")
    files = {"areas": toy.features(toy.AREAS), "grids": toy.features(toy.GRIDS), "streets": toy.features(toy.STREETS)}
    for kind, text in files.items():
        (folder / f"{kind}.geojson").write_text(text)
        toy.load(database, kind, folder / f"{kind}.geojson")
    cameras = Path(folder) / "cameras.csv"
    cameras.write_text("\n".join([HEADER, *CAMERAS]) + "\n")
    assert toy.load(database, "cameras", cameras).rows_refused == 0
    audit_coverage(database.engine(DbRole.REGISTER_JOB), day=date(2026, 6, 1), px_per_m=25, actor="test")
    return database


@pytest.fixture
def client(watched_town: Database) -> Iterator[TestClient]:
    """Nobody signed in; limits that no test but those of the limits reaches."""
    with client_of(watched_town) as opened:
        opened.app.state.limits = Limits(Rate(1e6, 1e6), Rate(1e6, 1e6))  # type: ignore[attr-defined]
        yield opened


def _ask(client: TestClient, *, east_m: float = 0, north_m: float = 20, **given: Any) -> dict[str, Any]:
    place = {"lon": f"{LON + east_m * M_EAST:.7f}", "lat": f"{LAT + north_m * M_NORTH:.7f}"}
    answer = client.get("/public/at", params={**place, **given})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in _keys(inner)}
    return {key for inner in value for key in _keys(inner)} if isinstance(value, list) else set()


def test_anybody_is_told_who_films_a_place(client: TestClient) -> None:
    told = _ask(client)
    assert [(e["operator"], e["cameras"]) for e in told["films"]] == [(HOSTILE, 1), ("市政局", 2)]
    city = told["films"][1]
    assert (city["purpose"], city["retention_days"], city["sign"], city["contact"]) == (
        ["traffic_flow"], 7, "layer1", "office@city.example",
    )  # fmt: skip
    functions = {f["function"]: (f["state"], f["legal_basis"]) for f in city["functions"]}
    assert functions["recording"] == ("on", "gdpr_6_1_e")
    assert functions["thermal"][0] == "unknown"
    assert "Art. 77" in city["authorities"][0]


def test_nothing_more_is_told(client: TestClient) -> None:
    told = _ask(client)
    assert _keys({**told, "words": None}) == {
        "day", "square", "views_known", "films", "cameras_near", "near_m", "words", "cameras", "operator", "operator_kind", "purpose",
        "functions", "function", "state", "legal_regime", "legal_basis", "basis_ref", "retention_days", "sign", "contact", "authorities",
    }  # fmt: skip
    text = json.dumps(told, ensure_ascii=False)
    assert not [hidden for hidden in ("K1", "K2", "O1", "U1", "小学", "停用单位") if hidden in text]


def test_a_place_that_nobody_films_says_what_that_does_not_mean(client: TestClient) -> None:
    told = _ask(client, north_m=-60)
    assert told["films"] == []
    assert told["words"]["en"]["lead"] == "None of the register's cameras is known to film this place."
    assert any("not in the register" in note for note in told["words"]["en"]["notes"])
    assert any("未登记" in note for note in told["words"]["zh"]["notes"])


def test_before_any_audit_nobody_can_say(database: Database) -> None:
    with client_of(database) as client:
        told = _ask(client)
    assert not told["views_known"]
    assert "Nobody can say yet" in told["words"]["en"]["lead"]


def test_all_places_of_a_square_get_one_answer_and_a_view_that_meets_it_is_told(client: TestClient) -> None:
    """The western edge of K1's view is a line; the whole square that it crosses is told alike."""
    edge_m = -20 * 0.6745  # 20 m ahead, half of 68° to the west
    west, south, east, north = square_of(LON + edge_m * M_EAST, LAT + 20 * M_NORTH)
    answers = []
    for across in (0.02, 0.5, 0.98):
        place = {"lon": f"{west + across * (east - west):.9f}", "lat": f"{(south + north) / 2:.9f}"}
        answers.append(client.get("/public/at", params=place).json())
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["films"]
    assert (north - south) / M_NORTH == pytest.approx(SQUARE_M, rel=0.02)


def test_cameras_of_unknown_view_are_counted_by_blocks(client: TestClient) -> None:
    """Wherever in a block one asks, the count is the same, so that it cannot be walked around a camera."""
    assert {g["operator"]: g["cameras"] for g in _ask(client)["cameras_near"]} == {"不明单位": 1}
    assert [g["operator"] for g in _ask(client, east_m=500)["cameras_near"]] == ["远方单位"]
    west, south, east, north = blocks_around(square_of(LON, LAT))
    told = set()
    for across, up in [(0.34, 0.34), (0.5, 0.66), (0.66, 0.34), (0.66, 0.66)]:
        place = {"lon": west + across * (east - west), "lat": south + up * (north - south)}
        told.add(json.dumps(client.get("/public/at", params=place).json()["cameras_near"]))
    assert len(told) == 1


def test_the_public_s_question_is_counted_and_leaves_nothing_else(client: TestClient, watched_town: Database) -> None:
    engine = watched_town.engine(DbRole.GRIDS_JOB)
    logged = show_log(engine, limit=1000)
    asked = dict(public_questions(engine))
    _ask(client)
    client.get("/public/at", params={"lon": LON, "lat": LAT}, headers=HTML)
    client.get("/public/at", headers=HTML)
    assert client.get("/public/at", params={"lon": "x", "lat": "1"}).status_code == 400
    (day, now), *_ = public_questions(engine)
    assert now == asked.get(day, 0) + 2
    assert show_log(engine, limit=1000) == logged


def test_the_question_of_somebody_signed_in_is_logged_and_not_counted(
    client: TestClient, watched_town: Database, server: Server
) -> None:
    engine = watched_town.engine(DbRole.GRIDS_JOB)
    header = add_account(server, watched_town, roles=["viewer"], paths=["99/9901/"])
    before = public_questions(engine)
    answer = client.get("/public/at", params={"lon": LON, "lat": LAT + 20 * M_NORTH}, headers=header)
    assert not any("counted" in note for note in answer.json()["words"]["en"]["notes"])
    entry = show_log(engine, limit=1)[0]
    assert (entry["action"], entry["object"], entry["row_count"]) == ("read", "who films", 3)
    assert entry["detail"] == {"lon": round(LON, 4), "lat": round(LAT + 20 * M_NORTH, 4)}
    assert entry["actor"].startswith("account ")
    assert public_questions(engine) == before


def test_a_token_that_has_ended_makes_nobody_of_the_caller(client: TestClient) -> None:
    answer = client.get("/public/at", params={"lon": LON, "lat": LAT}, headers={"Authorization": "Bearer ended"})
    assert answer.status_code == 200


def test_too_many_questions_are_refused_with_the_time_to_wait(client: TestClient, watched_town: Database) -> None:
    client.app.state.limits = Limits(Rate(2, 0.1), Rate(100, 100))  # type: ignore[attr-defined]
    engine = watched_town.engine(DbRole.GRIDS_JOB)
    _ask(client)
    _ask(client)
    asked = public_questions(engine)
    refused = client.get("/public/at", params={"lon": LON, "lat": LAT})
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert 1 <= int(refused.headers["retry-after"]) <= 10
    page = client.get("/public/at", params={"lon": LON, "lat": LAT, "lang": "zh"}, headers=HTML)
    assert (page.status_code, "提问过于频繁" in page.text) == (429, True)
    assert int(page.headers["retry-after"]) >= 1
    assert public_questions(engine) == asked


def test_a_typing_error_costs_no_question(client: TestClient) -> None:
    client.app.state.limits = Limits(Rate(1, 0.001), Rate(100, 100))  # type: ignore[attr-defined]
    assert [client.get("/public/at", params={"lon": "200", "lat": "1"}).status_code for _ in range(3)] == [400] * 3
    assert _ask(client)["films"]


@pytest.mark.parametrize(
    "asked",
    [{}, {"lon": "1"}, {"lon": "1", "lat": "91"}, {"lon": "nan", "lat": "1"}, {"lon": "1,2", "lat": "3"}, {"lon": "1", "lat": "2", "datum": "mars"}],
)  # fmt: skip
def test_what_is_no_place_gets_a_sentence(client: TestClient, asked: dict[str, str]) -> None:
    answer = client.get("/public/at", params=asked)
    assert answer.status_code == 400
    assert len(answer.json()["detail"]) > 20


def test_another_datum_is_brought_to_the_register_s(client: TestClient) -> None:
    """Read as GCJ-02 the same numbers mean a place some 500 m away, which nobody films."""
    assert _ask(client, datum="wgs84")["films"]
    assert _ask(client, datum="gcj02")["square"] != _ask(client)["square"]
    assert _ask(client, datum="gcj02")["films"] == []


@pytest.mark.parametrize(("lang", "tag", "said"), [("en", "en", "Ask or complain"), ("zh", "zh-CN", "咨询或投诉")])
def test_a_browser_gets_a_page_in_its_language(client: TestClient, lang: str, tag: str, said: str) -> None:
    answer = client.get("/public/at", params={"lon": LON, "lat": LAT + 20 * M_NORTH, "lang": lang}, headers=HTML)
    assert answer.headers["content-type"].startswith("text/html")
    reading = read(answer.text)
    assert ("html", {"lang": tag}) in reading.elements
    assert said in reading.text
    assert HOSTILE in reading.text
    assert "<script" not in answer.text
    assert [url for url in addresses(reading) if not url.startswith("/") and url != "data:,"] == []
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_word_of_a_closed_list_is_written_out(client: TestClient, lang: str) -> None:
    said = _ask(client)["words"][lang]
    text = json.dumps(said, ensure_ascii=False)
    codes = [*(b for b in LegalBasis if "_" in b), *(s for s in Sign if s == "layer1"), "traffic_flow", "fitted_off"]
    assert not [code for code in codes if code in text]
    assert LegalRegime.GDPR.upper() in text


def test_a_typed_text_does_not_become_markup(client: TestClient) -> None:
    page = client.get("/public/at", params={"lon": '"><script>1</script>', "lat": "1"}, headers=HTML)
    assert page.status_code == 400
    assert "<script" not in page.text


def test_without_coordinates_a_browser_gets_the_form_and_what_the_register_is(client: TestClient) -> None:
    reading = read(client.get("/public/at", headers=HTML).text)
    assert {a["name"] for tag, a in reading.elements if tag in ("input", "select")} == {"lang", "lon", "lat", "datum"}
    assert any(a.get("id") == "about" for _tag, a in reading.elements)


def test_the_map_of_the_public_needs_no_token_and_asks_only_the_own_host(client: TestClient) -> None:
    answer = client.get("/public")
    assert answer.status_code == 200
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    reading = read(answer.text)
    assert [url for url in addresses(reading) if not url.startswith("/") and url != "data:,"] == []
    (told,) = [json.loads(text) for _tag, a, text in reading.raw if a.get("id") == "gridmap-config"]
    assert [layer["name"] for layer in told["layers"]] == ["areas", "streets"]
    assert told["coverage"] is None
    assert told["hotspots"] is None


def test_public_tiles_are_of_areas_and_streets_only(client: TestClient) -> None:
    for name in ("areas", "streets"):
        assert client.get(f"/public/tiles/{name}/0/0/0").status_code in (200, 204)
        assert client.get(f"/public/tiles/{name}/1/5/0").status_code == 400
    for name in ("cameras", "views", "coverage", "incidents", "hotspots", "grids", "buildings", "tiling"):
        assert client.get(f"/public/tiles/{name}/0/0/0").status_code == 404
    client.app.state.tile_limits = Limits(Rate(1, 0.001), Rate(100, 100))  # type: ignore[attr-defined]
    assert [client.get("/public/tiles/areas/0/0/0").status_code for _ in range(2)] == [204, 429]


def test_everything_else_still_needs_a_token(client: TestClient) -> None:
    for path in ("/collections", "/collections/cameras/items/1", "/register/reduction", "/register/findings?camera=K1"):
        assert client.get(path).status_code == 401, path
