"""Amsterdam's bulk form: its rows may end before the optional columns, and no other file's may."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridmap.formats.forms import optional_at_end
from tests.formats.reading import frame_of, issues_of, written

HEADER = (
    "Referentie;Kies soort / type sensor;Latitude;Longitude;Wat meet de sensor?;Wanneer wordt de sensor verwijderd?;"
    "Opmerking (niet verplicht);Project"
)
WHOLE = "A1;Optische / camera sensor;52.3;4.9;x;01-01-2030;;P"


@pytest.mark.parametrize("ending", ["", ";", ";;", ";note", ";note;P"])
def test_rows_that_end_before_the_optional_columns_are_whole(tmp_path: Path, ending: str) -> None:
    row = "A2;Optische / camera sensor;52.3;4.9;x;01-01-2031" + ending
    path = written(tmp_path, "form.csv", "\n".join([HEADER, WHOLE, row, WHOLE]).encode())
    frame = frame_of(path, "Referentie", "Wanneer wordt de sensor verwijderd?", "Project")
    assert issues_of(path) == []
    assert frame["Referentie"].tolist() == ["A1", "A2", "A1"]
    assert frame.loc[3, "Wanneer wordt de sensor verwijderd?"] == "01-01-2031"
    assert frame.loc[3, "Project"] == ("P" if ending.endswith("P") else "")


@pytest.mark.parametrize(
    "row", ["A2;Optische / camera sensor;52.3;4.9;x", "A2;Optische / camera sensor;52.3;4.9;x;d;;P;more"]
)
def test_rows_that_lack_more_or_hold_more_are_refused(tmp_path: Path, row: str) -> None:
    path = written(tmp_path, "form.csv", "\n".join([HEADER, WHOLE, row, WHOLE]).encode())
    assert [(i.line, i.code) for i in issues_of(path)] == [(3, "uneven-row")]
    assert frame_of(path)["Referentie"].tolist() == ["A1", "A1"]


@pytest.mark.parametrize(
    "header",
    [
        "Referentie;Project",
        HEADER.replace("Latitude", "Breedte"),
        HEADER + ";Telefoonnummer",
        "a;b;Opmerking (niet verplicht);Project",
    ],
)
def test_other_headers_have_no_optional_end(header: str) -> None:
    assert optional_at_end(header.split(";")) == 0
    assert optional_at_end(HEADER.split(";")) == 2


def test_the_published_form_is_read_whole(shared_data: Path) -> None:
    path = shared_data / "register/amsterdam_bulk_form.csv"
    assert issues_of(path) == []
    assert frame_of(path)["Referentie"].tolist() == ["7079-2296", "7079-2297"]
