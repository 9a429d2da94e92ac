"""The sign sheet: one page, what is unknown said, nothing becomes markup, and a code that leads where the setting says or none."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import segno

from gridmap.errors import BadValue
from gridmap.grids.rules.person import NATURAL_PERSON
from gridmap.register.rules.camera_record import CameraFunction, CameraRecord
from gridmap.register.rules.vocabulary import FUNCTIONS, FunctionState, LegalRegime, Purpose
from gridmap.reports.camera_sign import Paper, SignSheet, record_address, sign_page, sign_sheet
from gridmap.reports.camera_words import plain_line, regime_of
from gridmap.reports.pdf import page_pdf
from gridmap.reports.pictograms import SHAPES, pictogram
from gridmap.reports.qr import CHARACTERS_AT_MOST, QUIET_MODULES, qr_svg
from tests.html_reading import addresses, handlers, read, tags
from tests.reports.camera_toy import DAY, LONG, MARKUP, TURNED, bare, chinese, english, full, hostile

ADDRESS = "https://city.example/cameras/YT-0042"


def _sheet(record: CameraRecord, *, address: str | None = ADDRESS, notice: str = "") -> SignSheet:
    return sign_sheet(record, day=DAY, words=english(), address=address, notice=notice)


def _modules(svg: str) -> list[list[int]]:
    """The dark modules of a drawn code inside its quiet zone, read from the path alone."""
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])  # type: ignore[index]
    grid = [[0] * side for _ in range(side)]
    for x, y, long in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg):
        for n in range(int(long)):
            grid[int(y)][int(x) + n] = 1
    inner = slice(QUIET_MODULES, side - QUIET_MODULES)
    assert sum(map(sum, grid)) == sum(sum(row[inner]) for row in grid[inner]), "the quiet zone is not quiet"
    return [row[inner] for row in grid[inner]]


@pytest.mark.parametrize(
    "address", [ADDRESS, "https://c.example/" + "x" * (CHARACTERS_AT_MOST - 18), "http://a.example/%E6%91%84"]
)
def test_the_code_is_that_of_the_address(address: str) -> None:
    expected = segno.make(address, error="m", micro=False)
    assert _modules(qr_svg(address)) == [list(row) for row in expected.matrix]
    assert expected.error in ("M", "Q", "H")
    assert _modules(qr_svg(address)) != _modules(qr_svg(address + "?")) if len(address) < CHARACTERS_AT_MOST else True


def test_an_address_whose_modules_would_be_too_small_has_no_code() -> None:
    with pytest.raises(BadValue, match="holds 200"):
        qr_svg("https://c.example/" + "x" * CHARACTERS_AT_MOST)
    sheet = _sheet(full(), address="https://c.example/" + "x" * CHARACTERS_AT_MOST)
    assert sheet.code == ""
    assert sheet.address.startswith("The address of the public record is too long for a code: https://c.example/xxx")


def test_the_address_is_the_template_with_the_id_encoded() -> None:
    template = "https://city.example/r/{camera_id}?lang=en"
    assert record_address(template, "A/1 ?#路") == "https://city.example/r/A%2F1%20%3F%23%E8%B7%AF?lang=en"
    assert record_address(template, "{camera_id}") == "https://city.example/r/%7Bcamera_id%7D?lang=en"
    assert record_address(None, "A") is None


def test_without_a_public_address_there_is_an_id_and_no_code() -> None:
    reading = read(sign_page(_sheet(full(), address=None), Paper.A4))
    assert "names no public address" in reading.text
    assert "Register id: YT-0042" in reading.text
    assert "figure" not in tags(reading)


def test_layer_one_stands_on_the_sheet_with_a_legal_ground_for_each_function() -> None:
    text = read(sign_page(_sheet(full()), Paper.A4)).text
    for said in (
        "City Transport Authority", "traffic flow, works site", "30 days", "privacy@yunting.example", "GDPR 15 to 21",
        "State of 2026-11-24", "Register id: YT-0042", "Not fitted: sound", "(identifiable_video)",
    ):  # fmt: skip
        assert said in text, said
    grounds = {p.name: p.ground for p in (*_sheet(full()).in_use, *_sheet(full()).fitted)}
    assert grounds == {
        "recording": "Legal ground: GDPR 6(1)(e), public task, Municipal Act art. 151c",
        "live viewing": "Legal ground: GDPR 6(1)(e), public task, Municipal Act art. 151c",
        "number-plate recognition": "Legal ground: GDPR 6(1)(c), legal obligation",
        "face recognition": "Legal ground: none",
    }


def test_unknown_is_said_function_by_function_and_never_counts_as_not_fitted() -> None:
    sheet = _sheet(bare())
    assert len(sheet.unknown) == len(FUNCTIONS)
    assert (sheet.in_use, sheet.fitted, sheet.not_fitted) == ((), (), "")
    text = read(sign_page(sheet, Paper.A5)).text
    assert "The register does not say whether it has" in text
    assert "No function is recorded as in use." in text
    assert "Not fitted" not in text
    assert dict(sheet.rows) == {
        "Who films": "not on record", "What for": "not on record", "Kept for": "not on record", "Contact": "not on record",
    }  # fmt: skip
    assert sheet.rights.startswith("The register does not say which law applies.")


@pytest.mark.parametrize("text", [MARKUP, TURNED, LONG])
def test_hostile_text_is_text_and_turns_nothing_around(text: str) -> None:
    page = sign_page(_sheet(hostile(text)), Paper.A4)
    reading = read(page)
    assert not {"script", "img", "iframe", "link", "object"} & tags(reading)
    assert handlers(reading) == addresses(reading) == []
    assert not [c for c in reading.text if c in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\x00"]
    shown = plain_line(text, most=100)
    assert len(shown) <= 100
    assert shown in reading.text
    assert max(len(value) for _name, value in _sheet(hostile(text)).rows) <= 100


def test_plain_lines_have_no_breaks_and_end_with_an_ellipsis_where_cut() -> None:
    assert plain_line("a\n\tb   c\u202e", most=20) == "a b c"
    assert plain_line("abcdefgh", most=5) == "abcd…"
    assert plain_line("abcde", most=5) == "abcde"


@pytest.mark.parametrize("status", ["removed", "dummy"])
def test_a_sign_never_says_that_what_is_gone_or_hollow_films(status: str) -> None:
    with pytest.raises(BadValue, match=f"is {status}; to say that it films would be wrong"):
        _sheet(replace(full(), status=status))


def test_planned_and_stopped_cameras_and_fictional_cities_say_so() -> None:
    assert "it does not film yet" in _sheet(replace(full(), status="planned")).notices[0]
    sheet = _sheet(replace(full(), status="out_of_service"), notice="Fictional city")
    assert sheet.notices == ("Fictional city", "The register says that this camera is out of service.")
    assert "Fictional city" in read(sign_page(sheet, Paper.A4)).text


def test_a_natural_person_is_said_and_not_named() -> None:
    record = replace(full(), operator=NATURAL_PERSON, operator_kind="natural_person")
    assert "natural person (not named)" in dict(_sheet(record).rows).values()


def test_a_retention_that_contradicts_the_recording_is_called_so() -> None:
    assert dict(_sheet(full(retention_days=0)).rows)["Kept for"].startswith("contradictory")
    assert dict(_sheet(replace(bare(), retention_days=0)).rows)["Kept for"] == "nothing is recorded (0 days)"


@pytest.mark.parametrize("regime", list(LegalRegime))
def test_rights_follow_the_regime_of_what_is_in_use(regime: LegalRegime) -> None:
    functions = tuple(CameraFunction(f, "on", regime.value) for f in FUNCTIONS)
    record = replace(bare(), functions=functions)
    assert regime_of(record) == regime.value
    expected = regime.value if regime.value in ("gdpr", "led", "uk", "cn") else "unknown"
    assert _sheet(record).rights == english().say(f"rights.{expected}")
    mixed = replace(
        record, functions=(*functions[:-1], CameraFunction(FUNCTIONS[-1], "on", "led" if regime != "led" else "cn"))
    )
    if regime is not LegalRegime.UNKNOWN:
        assert regime_of(mixed) == "unknown"


def test_chinese_sheets_are_in_chinese() -> None:
    page = sign_page(sign_sheet(full(), day=DAY, words=chinese(), address=ADDRESS), Paper.A5)
    assert '<html lang="zh-CN">' in page
    text = read(page).text
    for said in (
        "此处有摄像头拍摄",
        "号牌识别",
        "已装未用",
        "登记未说明是否具有",
        "法律依据：GDPR 第6条第1款(e)，公共任务",
    ):
        assert said in text, said


def test_each_function_has_a_picture_of_its_own_and_each_state_a_frame_of_its_own() -> None:
    assert set(SHAPES) == {*FUNCTIONS, "camera"}
    assert len({*SHAPES.values()}) == len(SHAPES)
    states = [FunctionState.ON, FunctionState.FITTED_OFF, FunctionState.UNKNOWN]
    assert len({pictogram("audio", state) for state in states}) == 3
    with pytest.raises(KeyError):
        pictogram("audio", FunctionState.NO)


def _worst(states: list[str]) -> CameraRecord:
    functions = tuple(
        CameraFunction(f, s, "gdpr", "cn_799_7_1", "Art. " + "9" * 190) for f, s in zip(FUNCTIONS, states, strict=True)
    )
    return CameraRecord(
        "Ж" * 200, 4.9, 52.3, operator="W" * 200, contact="W" * 200, purpose=tuple(p.value for p in Purpose), status="planned",
        functions=functions,
    )  # fmt: skip


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize(
    "states", [["on"] * 9, ["on", "unknown", "fitted_off"] * 3], ids=["all in use", "three states"]
)
def test_the_fullest_sheet_is_one_page_of_its_size(tmp_path: Path, paper: Paper, states: list[str]) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("poppler-utils are not installed")
    sheet = sign_sheet(
        _worst(states), day=DAY, words=english(), address="https://c.example/" + "x" * 180,
        notice="Fictional city: every place, incident and camera here is made up.",
    )  # fmt: skip
    path = tmp_path / "sign.pdf"
    path.write_bytes(page_pdf(sign_page(sheet, paper)))
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^Pages:\s+1$", told, re.MULTILINE)
    width, height = map(float, re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", told).groups())  # type: ignore[union-attr]
    size = {Paper.A4: (595.28, 841.89), Paper.A5: (419.53, 595.28)}[paper]
    assert (width, height) == pytest.approx(size, abs=0.1)
