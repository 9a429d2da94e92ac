"""What a coverage report says: the figures of the run, its limits, every parameter; in both languages."""

from __future__ import annotations

import pytest

from gridmap.locale import Language
from gridmap.reports.document import Facts, Figure, Text, cut_text
from gridmap.reports.html import html_page
from tests.reports.toy import document, grids, run


def _texts(language: Language = Language.ENGLISH, **changed: object) -> str:
    parts: list[str] = []
    for section in document(language, **changed).sections:
        for block in section.blocks:
            parts += block.paragraphs if isinstance(block, Text) else ()
            parts += [f"{k}: {v}" for k, v in block.pairs] if isinstance(block, Facts) else ()
    return "\n".join(parts)


def test_summary_has_numerator_denominator_and_the_number_of_unknown_views() -> None:
    said = _texts()
    assert "at least 0.008 km² of 0.018 km² of public space, 42.2 %, at 25 pixels" in said
    assert "10 of 40 cameras have no documented optics" in said
    assert "without footprints, water," in said


def test_every_parameter_of_the_run_stands_in_the_method() -> None:
    stored = run()
    said = _texts()
    for name, value in stored.parameters.items():
        if name not in ("area", "occlusion", "optics"):
            assert str(value) in said, name
    for text in ("2026-11-24 09:30 UTC", "gridmap 0.1.0", "Whole city", "documented only", "cast no shadow"):
        assert text in said


def test_chinese_report_has_no_english_sentence() -> None:
    said = _texts(Language.CHINESE)
    assert "40 个摄像头中有 10 个" in said
    assert "lower bound" not in said


def test_run_with_assumed_optics_says_so_in_its_title_and_first() -> None:
    made = document(assumption="Amnesty's fixed radius")
    assert made.title == "Assumed optics: Amnesty's fixed radius"
    assert "Its figures are not those of the register." in _texts(assumption="Amnesty's fixed radius")


ASSUMED = {
    "name": "R20",
    "reason": "a study",
    "heading": "all_round",
    "hfov_deg": None,
    "range_m": 20.0,
    "width_px": None,
}


def test_figures_of_assumed_optics_are_an_upper_guess_and_never_called_a_lower_bound() -> None:
    headline = {**run().headline, "assumed": 8, "unknown_views": 2}
    parameters = {**run().parameters, "optics": "assumed", "assumption": ASSUMED}
    said = _texts(assumption="R20", headline=headline, parameters=parameters)
    assert "That is an upper guess, not a measurement." in said
    assert "8 of 40 cameras are counted with assumed optics; the views of 2 stay unknown" in said
    for wrong in ("lower bound", "at least", "no documented optics"):
        assert wrong not in said, wrong
    title = document(assumption="R20", headline=headline, parameters=parameters).facts.pairs[0][0]
    assert title == "Public space under view (upper guess: assumed optics)"


def test_what_is_assumed_and_what_is_left_out_of_public_space_stand_in_the_method_in_words() -> None:
    parameters = {
        **run().parameters,
        "optics": "assumed",
        "assumption": ASSUMED,
        "layers": {"footprints": 3, "water": 1},
    }
    said = _texts(assumption="R20", parameters=parameters)
    assert "Optics that count: documented where they are, else assumed" in said
    assert "Assumed: direction: all round where none is documented" in said
    assert "Assumed: range, m: 20" in said
    assert "Assumed: picture width" not in said
    assert "Left out of public space (version): footprints (3), water (1)" in said


def test_run_without_public_space_has_no_share() -> None:
    headline = {**run().headline, "share": None, "public_m2": 0.0, "seen_m2": 0.0, "known": []}
    said = _texts(headline=headline)
    assert "there is no share" in said
    assert "Neither footprints nor water" in said
    assert document(headline=headline).facts.pairs[0][1] == "–"


def test_tables_stand_in_the_order_that_they_came_in_and_a_long_one_says_where_the_rest_is() -> None:
    table = document(grids=grids(2_500)).tables()[1]
    assert list(table.rows["code"]) == sorted(table.rows["code"])
    said = "The first 2,000 of 2,500 rows; the spreadsheet has all."
    assert cut_text(table, Language.ENGLISH) == said
    assert said in html_page(document(grids=grids(2_500)))
    assert cut_text(document().tables()[1], Language.ENGLISH) == ""


def test_map_is_left_out_where_there_are_no_grids() -> None:
    none = grids().iloc[:0]
    figures = [b for s in document(grids=none).sections for b in s.blocks if isinstance(b, Figure)]
    assert figures == []


@pytest.mark.parametrize("language", list(Language))
def test_occlusion_of_the_run_is_told(language: Language) -> None:
    plane = {**run().parameters, "occlusion": "plane"}
    assert _texts(language, parameters=plane) != _texts(language)
