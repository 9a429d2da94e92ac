"""Who films this place, in words for anybody: one card, for the page without scripts and for the map alike. Unknown is said, never left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from gridmap.grids.rules.person import NATURAL_PERSON
from gridmap.locale import Language, Words, number_text, words
from gridmap.register.rules.place import Function, UnknownView, regimes_of
from gridmap.register.rules.public_place import PublicAnswer, Told, middle
from gridmap.register.rules.vocabulary import FunctionState, LegalBasis, OperatorKind
from gridmap.reports.camera_words import plain_line
from gridmap.reports.html import template

Asker = Literal["public", "signed-in"]
_STATES = (
    ("on_row", FunctionState.ON),
    ("off_row", FunctionState.FITTED_OFF),
    ("unsaid_row", FunctionState.UNKNOWN),
    ("no_row", FunctionState.NO),
)
_LONGEST = 200  # characters of an operator, a contact or a reference


@dataclass(frozen=True, slots=True)
class Entry:
    """Cameras of one operator: who, and rows of (name, value)."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """An answer in one language; all text is plain. near_lead: "" where no camera of unknown view is near."""

    lead: str
    entries: tuple[Entry, ...]
    near_lead: str
    near: tuple[str, ...]
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the form: as it was typed."""

    lon: str = ""
    lat: str = ""
    datum: str = "wgs84"

    def address(self, lang: Language) -> str:
        """The page of the same question in that language."""
        typed = {"lon": self.lon, "lat": self.lat, "datum": self.datum} if self.lon or self.lat else {}
        return f"/public/at?{urlencode({**typed, 'lang': lang.value})}"


@dataclass(frozen=True, slots=True)
class _Say:
    """The words of the page, and those that it shares with a camera's sheets."""

    own: Words
    shared: Words


def place_card(answer: PublicAnswer, language: Language, *, asker: Asker) -> PlaceCard:
    """The answer in words; only the public's question is not kept, and is told so."""
    say = _Say(words("public", language), words("annex", language))
    near = sum(group.cameras for group in answer.cameras_near)
    lead = say.own.say("near_lead", count=number_text(near), near=number_text(answer.near_m)) if near else ""
    notes = ["note_square", "note_outside", *(["note_kept"] if asker == "public" else [])]
    return PlaceCard(
        _lead(answer, say.own),
        tuple(_entry(told, say) for told in answer.films),
        lead,
        tuple(_near(group, say) for group in answer.cameras_near),
        (*(say.own.say(note) for note in notes), say.own.say("note_day", day=answer.day)),
    )


def _lead(answer: PublicAnswer, own: Words) -> str:
    if not answer.views_known:
        return own.say("lead_no_views")
    cameras = sum(told.cameras for told in answer.films)
    if cameras < 2:
        return own.say("lead_one") if cameras else own.say("lead_none")
    return own.say("lead_many", count=number_text(cameras))


def _entry(told: Told, say: _Say) -> Entry:
    own, shared = say.own, say.shared
    operator = _operator(told.operator, told.operator_kind, say)
    title = operator if told.cameras == 1 else own.say("entry_of", operator=operator, count=number_text(told.cameras))
    functions = {row: _functions([f for f in told.functions if f.state == state], say) for row, state in _STATES}
    comma = shared.say("sentence_comma")
    then = [own.word("authorities", regime) for regime in regimes_of(told.functions)] or [
        own.say("authorities.register")
    ]
    rows = [
        (own.say("kind_row"), shared.word("operators", told.operator_kind)),
        (own.say("purpose_row"), _purposes(told.purpose, shared)),
        (own.say("on_row"), functions["on_row"] or own.say("none_on_record")),
        *((own.say(row), functions[row]) for row in ("off_row", "unsaid_row", "no_row") if functions[row]),
        (own.say("kept_row"), _kept(told, shared)),
        (own.say("sign_row"), own.word("signs", told.sign)),
        (
            own.say("contact_row"),
            plain_line(told.contact, most=_LONGEST) if told.contact else own.say("contact_none"),
        ),
        (own.say("then_row"), comma.join(then)),
    ]
    return Entry(title, tuple(rows))


def _operator(operator: str | None, kind: str, say: _Say) -> str:
    if operator == NATURAL_PERSON or kind == OperatorKind.NATURAL_PERSON:
        return say.shared.word("operators", "natural_person")
    return plain_line(operator, most=_LONGEST) if operator else say.own.say("operator_unknown")


def _purposes(purposes: Sequence[str], shared: Words) -> str:
    return shared.say("sentence_comma").join(shared.word("purposes", p) for p in purposes) or shared.say(
        "not_on_record"
    )


def _functions(functions: Sequence[Function], say: _Say) -> str:
    """Their names; those that are fitted with their legal ground, which is said once for functions that share it."""
    comma, by_ground = say.shared.say("sentence_comma"), dict[str, list[str]]()
    for function in functions:
        by_ground.setdefault(_ground(function, say), []).append(say.shared.word("function", function.function))
    told = [
        say.own.say("with_ground", name=comma.join(names), ground=ground) if ground else comma.join(names)
        for ground, names in by_ground.items()
    ]
    return comma.join(told)


def _ground(function: Function, say: _Say) -> str:
    """The legal ground with its reference; "" for a function that is not fitted or of which nobody told."""
    if function.state not in (FunctionState.ON, FunctionState.FITTED_OFF):
        return ""
    unsaid = {None: "ground_unknown", LegalBasis.UNKNOWN.value: "ground_unknown", LegalBasis.NONE.value: "ground_none"}
    basis = function.legal_basis
    ground = say.own.say(unsaid[basis]) if basis in unsaid else say.shared.word("bases", basis)
    return f"{ground}; {plain_line(function.basis_ref, most=_LONGEST)}" if function.basis_ref else ground


def _kept(told: Told, shared: Words) -> str:
    if told.retention_days is None:
        return shared.say("not_on_record")
    if told.retention_days:
        return shared.say("days", count=number_text(told.retention_days))
    records = any(f.function == "recording" and f.state == FunctionState.ON for f in told.functions)
    return shared.say("retention_contradicts") if records else shared.say("no_recording")


def _near(group: UnknownView, say: _Say) -> str:
    operator = _operator(group.operator, OperatorKind.UNKNOWN, say)
    purpose = _purposes(group.purpose, say.shared)
    return say.own.say("near_entry", operator=operator, purpose=purpose, count=number_text(group.cameras))


def place_page(answer: PublicAnswer, asked: Asked, language: Language, *, notice: str, asker: Asker) -> str:
    """The answer as a page that needs no script. notice: "" or that the city is made up."""
    lon, lat = middle(answer.square)
    own = words("public", language)
    place = own.say("place_line", lon=f"{lon:.5f}", lat=f"{lat:.5f}")
    return _page(asked, language, notice=notice, place=place, card=place_card(answer, language, asker=asker))


def asking_page(asked: Asked, language: Language, *, notice: str) -> str:
    """The form by itself, and what the register is."""
    return _page(asked, language, notice=notice)


def refusing_page(asked: Asked, language: Language, *, retry_after_s: int | None = None) -> str:
    """The form with why there is no answer: no place, or too many questions."""
    own = words("public", language)
    failure = own.say("no_place") if retry_after_s is None else own.say("too_many", seconds=retry_after_s)
    return _page(asked, language, failure=failure)


def _page(
    asked: Asked,
    language: Language,
    *,
    notice: str = "",
    place: str = "",
    card: PlaceCard | None = None,
    failure: str = "",
) -> str:
    own = words("public", language)
    other = Language.CHINESE if language is Language.ENGLISH else Language.ENGLISH
    datums = [(name, own.say(f"datums.{name}")) for name in ("wgs84", "cgcs2000", "gcj02", "bd09")]
    return template("who.html.j2").render(
        say=own.say, lang=language, other=other, asked=asked, notice=notice, place=place, card=card, failure=failure,
        datums=datums,
    )  # fmt: skip
