"""How far an account reaches: area paths, or the whole city."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gridmap.errors import BadValue

_CITY = "*"


@dataclass(frozen=True, slots=True)
class Scope:
    """Area paths such as `99/9901/`, each reaching down its tree; `("*",)` is the whole city; `()` is nothing."""

    paths: tuple[str, ...]

    def __post_init__(self) -> None:
        """Raises BadValue for a path that could reach more than it says."""
        for path in self.paths:
            if path != _CITY and (not path.endswith("/") or "," in path or path == "/"):
                raise BadValue(f"{path!r} is no area path; it ends in '/' and holds no comma, such as 99/9901/.")

    @property
    def text(self) -> str:
        """As the database session declares it."""
        return _CITY if _CITY in self.paths else ",".join(self.paths)


CITY = Scope((_CITY,))
NOTHING = Scope(())


def scope_of(paths: Iterable[str]) -> Scope:
    """The scope of those paths; a path below another adds nothing and is left out."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if path == _CITY:
            return CITY
        if not any(path.startswith(k) for k in kept):
            kept.append(path)
    return Scope(tuple(kept))
