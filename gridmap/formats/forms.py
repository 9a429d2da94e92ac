"""Forms whose rows may end early, because their last columns are optional and the form's own spreadsheet leaves them out.

A row that ends early is refused elsewhere, since its cells may stand under the wrong names. Of a known form it is known which columns
may be missing at the end: their names decide, not a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """A form by its first columns; tail: the optional columns that end it."""

    name: str
    head: tuple[str, ...]
    tail: tuple[str, ...]


FORMS = (
    Form(
        "Amsterdam's sensor register, bulk form",  # Amsterdam/iot-api, sensor_fields.py
        head=("Referentie", "Kies soort / type sensor", "Latitude", "Longitude"),
        tail=("Opmerking (niet verplicht)", "Project"),
    ),
)


def optional_at_end(columns: Sequence[str]) -> int:
    """How many columns at the end of this header may be missing from a row; 0 of an unknown form."""
    names = [name.strip() for name in columns]
    for form in FORMS:
        if tuple(names[: len(form.head)]) == form.head and tuple(names[-len(form.tail) :]) == form.tail:
            return len(form.tail)
    return 0
