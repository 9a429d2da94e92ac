"""What comes back from an impact assessment: that it exists, where, and when; nothing of what it says.

Statuses as in CNIL's PIA tool (LINCnil/pia, model of a PIA). Only a validated one is an assessment; one that is still written,
refused or put away is not, and the register keeps what it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from gridmap.errors import Conflict


class PiaStatus(IntEnum):
    """The tool's own numbers."""

    DOING = 0
    REFUSED = 1
    SIMPLE_VALIDATION = 2
    SIGNED_VALIDATION = 3
    ARCHIVED = 4


@dataclass(frozen=True, slots=True)
class ReturnedPia:
    """The three things that are taken back."""

    pia_id: int
    status: PiaStatus
    on: date


def curated_values(pia: ReturnedPia) -> dict[str, str]:
    """The fields dpia_ref and dpia_on that a validated assessment sets. Raises Conflict for one that is not validated."""
    if pia.status not in (PiaStatus.SIMPLE_VALIDATION, PiaStatus.SIGNED_VALIDATION):
        word = pia.status.name.lower()
        raise Conflict(
            f"Assessment {pia.pia_id} has the status {word}; only a validated one (simple_validation, signed_validation) "
            "is set as the camera's impact assessment. Nothing was changed."
        )
    return {"dpia_ref": f"CNIL PIA {pia.pia_id}, {pia.status.name.lower()}", "dpia_on": pia.on.isoformat()}
