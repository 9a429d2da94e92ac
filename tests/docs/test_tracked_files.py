"""What may be in the repository: no addresses of registries, no paths of a machine, no large files."""

from __future__ import annotations

import re

from tests.docs.documents import REPOSITORY, tracked_files

_LARGEST_BYTES = 5 * 2**20
_LARGEST_PICTURE_BYTES = 500 * 2**10
# written in pieces, so that this file does not find itself
_HOSTS = ["pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "npmjs" + ".com", "deb.debian" + ".org"]
_HOSTS += ["conda.anaconda" + ".org", "crates" + ".io", "repo1.maven" + ".org", "proxy.golang" + ".org"]
_PATHS = [re.escape("/" + "work/"), re.escape("/" + "root") + r"\b", re.escape("/" + "opt/wheels"), r"/home/\w+/"]
_FORBIDDEN = re.compile("|".join([*map(re.escape, _HOSTS), *(rf"(?<![\w.]){path}" for path in _PATHS)]))


def test_no_registry_host_and_no_machine_path_is_named() -> None:
    found = []
    for path in tracked_files():
        raw = path.read_bytes()
        if b"\0" in raw[:8192]:
            continue
        for number, line in enumerate(raw.decode("utf-8", errors="replace").splitlines(), start=1):
            if match := _FORBIDDEN.search(line):
                found.append(f"{path.relative_to(REPOSITORY)}:{number}: {match[0]}")
    assert found == []


def test_the_pattern_finds_what_it_should() -> None:
    assert _FORBIDDEN.search("see https://" + "pypi" + ".org/simple")
    assert _FORBIDDEN.search("cd /" + "work/main")
    assert not _FORBIDDEN.search("a framework/mainstay, and network/work")


def test_no_file_is_large() -> None:
    sizes = {str(path.relative_to(REPOSITORY)): path.stat().st_size for path in tracked_files()}
    assert {name: size for name, size in sizes.items() if size >= _LARGEST_BYTES} == {}
    pictures = {name: size for name, size in sizes.items() if name.startswith("docs/pictures/")}
    assert {name: size for name, size in pictures.items() if size > _LARGEST_PICTURE_BYTES} == {}


def test_files_are_found_at_all() -> None:
    assert len(tracked_files()) > 100
