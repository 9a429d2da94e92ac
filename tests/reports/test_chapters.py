"""What a report says beside the coverage: proportion, findings, reduction, quality; nobody ranked, no place told, every parameter."""

from __future__ import annotations

import re

import pytest
from defusedxml.ElementTree import fromstring

from gridmap.locale import Language
from gridmap.register.rules.report_readings import Readings
from gridmap.reports.document import Document, Facts, Figure, Table, Text, cut_text, table_texts
from gridmap.reports.html import html_page
from tests.reports import toy


def _texts(document: Document) -> str:
    parts: list[str] = [f"{name}: {value}" for name, value in document.facts.pairs]
    for section in document.sections:
        parts.append(section.title)
        for block in section.blocks:
            parts += block.paragraphs if isinstance(block, Text) else ()
            parts += [f"{k}: {v}" for k, v in block.pairs] if isinstance(block, Facts) else ()
    return "\n".join(parts)


def _table(document: Document, name: str) -> Table:
    return next(table for table in document.tables() if table.name == name)


def _figures(document: Document) -> list[Figure]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, Figure)]


ALL = toy.document(beside=toy.beside())
OWN = toy.document(beside=toy.beside(operator=toy.OPERATOR))


def test_first_page_tells_excess_findings_and_what_could_go() -> None:
    said = _texts(ALL)
    assert "Ground in view outside the approved purpose: 60.0 %" in said
    assert "\nFindings: 5\n" in said
    assert "Cameras that could be taken down: 2 of 10 judged" in said
    assert "outer walls of 2 buildings with homes" in said


def test_each_chapter_names_its_run_and_day() -> None:
    said = _texts(ALL)
    for sentence in (
        "Audit of proportion of 2026-11-20, run 8",
        "Audit of cameras of 2026-11-20, run 9",
        "Reduction of 2026-11-20, run 3",
    ):
        assert sentence in said


@pytest.mark.parametrize(
    ("area", "operator", "commands"),
    [
        (None, None, ["gridmap audit cameras", "gridmap cameras reduce"]),
        ("9901 x", None, ["gridmap audit cameras --area '9901 x'", "gridmap cameras reduce --area '9901 x'"]),
    ],
)
def test_chapter_without_a_run_says_what_to_type(area: str | None, operator: str | None, commands: list[str]) -> None:
    made = toy.document(beside=Readings(area=area, operator=operator))
    said = _texts(made)
    assert re.findall(r"For this chapter type: (.*)", said) == [commands[0], commands[0], commands[1]]
    assert said.count("no sign that nothing is wrong") == 3
    assert made.facts.pairs == toy.document().facts.pairs, "no figure is made up for them"


def test_every_parameter_and_figure_of_the_solver_stands_in_the_method() -> None:
    said = _texts(ALL)
    for text in (
        "Densities, px/m: 25, 62.5, 125, 250",
        "Version of the footprints: 300:7",
        "Homes are a finding from, m of outer wall: 1",
        "(our judgement, no law): parking 4,000",
        "Rule sets named: cn, own",
        "Share of each area to keep: 0.98",
        "Side of a cell, m: 2",
        "Faces: 17",
        "so many times the least: 2.08",
    ):
        assert text in said, text
    run = toy.stored(8, {**toy.proportion().run.parameters, "new_one": 7}, toy.proportion().run.headline)
    read = toy.proportion()
    changed = type(read)(run, read.groups, read.views, read.fits, read.grids)
    assert "Parameter new_one: 7" in _texts(toy.document(beside=toy.beside(proportion=changed)))


def test_ratios_are_a_sum_over_a_sum_and_missing_where_nothing_is_declared() -> None:
    rows = table_texts(_table(ALL, "proportion_operators"))
    assert [row[0] for row in rows] == ["not named, or natural persons", toy.OPERATOR]
    assert [row[3] for row in rows] == ["–", "60.0 %"], "unknown is never no excess"
    assert rows[1][-1] == "25.0 %"


def test_distributions_count_what_is_known_and_say_how_many_are_not() -> None:
    assert list(_table(ALL, "excess_classes").rows["count"]) == [0, 0, 1, 0, 0, 0, 0, 0, 0, 1]
    assert list(_table(ALL, "fit_classes").rows["count"]) == [1, 0, 0, 0, 1]
    assert list(_table(ALL, "nearest_classes").rows["count"]) == [1, 0, 0, 0, 1]
    captions = " ".join(figure.caption for figure in _figures(ALL))
    assert "1 cameras without a purpose area are not in it" in captions
    assert "1 pairs with unknown view" in captions


def test_rules_stand_with_clause_edition_and_what_they_mean() -> None:
    rows = table_texts(_table(ALL, "findings_rules"))
    assert rows[0] == [
        "cn.basis-none", "error", "There is no legal basis for ….", "State Council Decree 799, Arts 7, 9 (edition 2025)", "2", "2", "1",
    ]  # fmt: skip
    assert rows[1][3] == "This register's own rule"


def test_work_list_is_of_operators_and_of_one_operator_of_its_findings_with_how_many_more() -> None:
    assert [row[0] for row in table_texts(_table(ALL, "work"))] == [toy.OPERATOR, "not named, or natural persons"]
    own = _table(OWN, "work")
    assert table_texts(own)[0][:3] == ["C-000", "error", "There is no legal basis for number-plate recognition."]
    assert len(table_texts(own)) == 300
    typed = "gridmap audit cameras --operator 'Parks <b>& Co' -o findings.csv"
    assert cut_text(own, Language.ENGLISH) == f"2 more in: {typed}"


def test_sensitive_places_are_a_number_for_the_whole_city_and_nothing_else() -> None:
    assert "counts as a number for the whole city" in _texts(ALL)
    less = toy.beside(findings=toy.findings(tells_sensitive=False))
    assert "Findings about sensitive places are not in these counts" in _texts(toy.document(beside=less))
    columns = {column.name for table in ALL.tables() + OWN.tables() for column in table.columns}
    assert not [name for name in columns if "sensitive" in name]


def test_reduction_tells_proof_greedy_partners_and_what_would_be_lost() -> None:
    said = _texts(ALL)
    assert "No set smaller than 8 suffices: that is proven" in said
    assert "Taking the best camera first needs 9." in said
    assert "2 of them stand for each other" in said
    open_end = toy.beside(reduction=toy.reduction(is_proven=False, bound=7.5, optimality_gap=0.085, with_partners=0))
    less = _texts(toy.document(beside=open_end))
    assert "is not proven: no set weighs less than 7.5, 8.5 % below" in less
    assert "stand for each other" not in less
    assert table_texts(_table(ALL, "reduction_losses")) == [["Z-1", "parking", "100", "2", "8"]]
    lessening = table_texts(_table(ALL, "lessening"))
    assert [row[1:] for row in lessening] == [
        ["1", "90.0 %", "60.0 %"],
        ["2", "70.0 %", "50.0 %"],
        ["2", "70.0 %", "0.0 %"],
    ]


def test_report_of_an_operator_tells_its_cameras_and_the_coverage_only_as_that_of_all() -> None:
    said = _texts(OWN)
    assert OWN.title.startswith(f"Cameras of {toy.OPERATOR}")
    assert "are of all operators' cameras together" in said
    names = {table.name for table in OWN.tables()}
    assert not names & {
        "areas",
        "grids",
        "depth",
        "purposes",
        "proportion_grids",
        "proportion_operators",
        "reduction_operators",
    }
    assert table_texts(_table(OWN, "reduction_cameras")) == [
        ["C-1", "yes", "C-2", "yes", "90.0 %", "41.2° · 1,200 px", "640", "500"]
    ]


def test_grids_stand_in_the_order_of_codes_and_no_table_has_a_programme() -> None:
    assert list(_table(ALL, "proportion_grids").rows["code"]) == ["A1", "A2"]
    assert not [c.name for t in ALL.tables() + OWN.tables() for c in t.columns if "programme" in c.name]


def test_quality_shares_are_of_all_counted_cameras() -> None:
    rows = table_texts(_table(ALL, "quality"))
    assert rows == [
        ["Heading, ° from true north", "75.0 %", "25.0 %", "0.0 %", "0.0 %"],
        ["Tilt below the horizontal, °", "0.0 %", "0.0 %", "25.0 %", "75.0 %"],
    ]


@pytest.mark.parametrize("language", list(Language))
def test_every_picture_is_well_formed_and_says_in_words_what_it_shows(language: Language) -> None:
    made = toy.document(language, beside=toy.beside())
    assert len(_figures(made)) == 10
    assert all(figure.described and figure.caption for figure in _figures(made))
    drawn = re.findall(r"<svg.*?</svg>", html_page(made), re.DOTALL)
    for svg in drawn:
        root = fromstring(svg)
        assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
        assert all(child.text for child in root[:2])


def test_page_shows_operators_as_text_and_lists_its_parts() -> None:
    page = html_page(OWN)
    assert "<b>" not in page
    targets = re.findall(r'href="#(part-\d+)"', page)
    assert len(targets) == len(OWN.sections)
    assert all(f'<section id="{target}"' in page for target in targets)


def test_chinese_chapters_have_no_english_sentence() -> None:
    said = _texts(toy.document(Language.CHINESE, beside=toy.beside(operator="市政局")))
    assert not re.findall(r"\b(?:the|cameras|findings) ", said.replace("gridmap audit cameras", ""))
