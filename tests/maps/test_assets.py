"""Joining of modules and style sheets for a page without a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridmap.errors import BadValue, MissingTool
from gridmap.maps import assets


@pytest.fixture
def static(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "js").mkdir()
    monkeypatch.setattr(assets, "static_folder", lambda: tmp_path)
    return tmp_path


def test_bundle_puts_what_is_imported_first_and_once(static: Path) -> None:
    (static / "js" / "low.js").write_text("export const ONE = 1;\n")
    (static / "js" / "mid-part.js").write_text(
        'import { ONE } from "./low.js";\nexport function two() { return ONE + 1; }\n'
    )
    (static / "js" / "top.js").write_text(
        'import { ONE } from "./low.js";\nimport { two } from "./mid-part.js";\nwindow.three = ONE + two();\n'
    )
    text = assets.bundle("top.js")
    assert text.count("const ONE = 1;") == 1
    assert text.index("const module_low") < text.index("const module_mid_part") < text.index("window.three")
    assert "const { two } = module_mid_part;" in text
    assert "return { two };" in text


@pytest.mark.parametrize(
    "line", ['import x from "./low.js";', "export { a };", 'import "leaflet";', "export default 1;"]
)
def test_bundle_refuses_a_form_it_does_not_read(static: Path, line: str) -> None:
    (static / "js" / "low.js").write_text("export const ONE = 1;\n")
    (static / "js" / "top.js").write_text(line + "\n")
    with pytest.raises(BadValue, match=r"top\.js"):
        assets.bundle("top.js")


def test_css_loses_addresses_but_keeps_embedded_data(static: Path) -> None:
    (static / "a.css").write_text(
        "a{background:url(images/x.png)} b{background:url('https://e.example/y')} c{background:url(data:image/png;base64,AA)}"
    )
    assert (
        assets.inline_css("a.css")
        == "a{background:none} b{background:none} c{background:url(data:image/png;base64,AA)}"
    )


def test_missing_vendored_file_says_what_to_run(static: Path) -> None:
    with pytest.raises(MissingTool, match=r"python -m gridmap\.maps\.vendor"):
        assets.read_asset("vendor/leaflet/leaflet.js")
