"""The states of an incident, the words of other systems for them, and who may act.

The six of the loop are reported 发现上报, accepted 统一受理, assigned 指挥派遣, answered 处置反馈, verified 任务核实
and closed 评价归档; beside them suspended, and the ends refused, duplicate and void (DOMAIN-service 3).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where an incident stands in its loop."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    SUSPENDED = "suspended"
    ANSWERED = "answered"
    VERIFIED = "verified"
    CLOSED = "closed"
    REFUSED = "refused"
    DUPLICATE = "duplicate"
    VOID = "void"


class Role(StrEnum):
    """What a unit (never a person) does in the loop. SOURCE: the system an incident was imported from."""

    INTAKE = "intake"
    CENTRE = "centre"
    HANDLER = "handler"
    VERIFIER = "verifier"
    SOURCE = "source"


# nothing leads out of these, but a closed incident may be reopened for a while
FINAL = frozenset({State.REFUSED, State.DUPLICATE, State.VOID})
ENDED = FINAL | {State.CLOSED}

# words as they are compared (see `plain_status`); `open` claims no more than that it was reported
_WORDS: dict[State, str] = {
    State.REPORTED: "open|new|reported|submitted|received|unconfirmed|confirmed|gemeld|m|pending|reopened|reopenrequested|"
    "上报|已上报|发现上报|待受理|未受理|待立案|新建",
    State.ACCEPTED: "accepted|acknowledged|investigating|inafwachting|i|受理|已受理|统一受理|立案|已立案|待派遣",
    State.ASSIGNED: "assigned|inprogress|inprocess|planned|scheduled|actionscheduled|actioned|inbehandeling|b|ingepland|"
    "doorgezetnaarextern|forwardtoexternal|指挥派遣|派遣|已派遣|处置中|处理中|待处置|办理中",
    State.SUSPENDED: "suspended|onhold|h|reactiongevraagd|reactiegevraagd|reactionrequested|挂起|缓办|延期中|暂缓",
    State.ANSWERED: "answered|closurerequested|verzoektotafhandeling|doneexternal|externafgehandeld|处置反馈|反馈|已反馈|"
    "已处置|待核查|待核实",
    State.VERIFIED: "verified|任务核实|已核查|已核实|核查通过",
    State.CLOSED: "closed|resolved|completed|done|fixed|fixedcouncil|fixeduser|afgehandeld|o|评价归档|归档|已归档|结案|"
    "已结案|办结|已办结",
    State.REFUSED: "refused|rejected|notresponsible|unabletofix|internalreferral|closedtransferred|transferred|geannuleerd|a|"
    "不予受理|不受理|不予立案|退回",
    State.DUPLICATE: "duplicate|closedduplicate|closedasduplicate|重复|重复案件|重复上报",
    State.VOID: "void|cancelled|canceled|closedcancelled|closedcanceled|hidden|作废|已作废|撤销",
}
_BY_WORD: Mapping[str, State] = MappingProxyType(
    {word: state for state, words in _WORDS.items() for word in words.split("|")}
)


def state_of(status: str) -> State | None:
    """The state that a source's word means, or None when the word is not known.

    Knows our own names, Open311, Signalen (letters and words), FixMyStreet, Boston, Baltimore and Chinese platforms.
    A word never brings a verification: who closes by it is unverified.
    """
    return _BY_WORD.get(plain_status(status))


def plain_status(status: str) -> str:
    """A status as it is compared: NFKC, case folded, letters and digits only."""
    return "".join(c for c in unicodedata.normalize("NFKC", status).casefold() if c.isalnum())
