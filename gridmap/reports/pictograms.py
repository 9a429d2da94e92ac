"""Pictograms of a camera and its functions, drawn here as SVG: no package carries DTPR's, and nothing is downloaded or copied.

48 by 48 units, strokes of the current colour, no text but a question mark. A frame tells the state: whole (in use), dashed (fitted,
switched off), dotted with a question mark (not on record), so that no state is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridmap.register.rules.vocabulary import FunctionState

_STROKE = 'fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"'

SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "camera": '<path d="M8 17l25-6 4 12-25 6zM20 27v8h-9M37 15l5-1 2 6-5 1"/>',
        "recording": '<circle cx="24" cy="24" r="13"/><circle cx="24" cy="24" r="6" fill="currentColor" stroke="none"/>',
        "live_view": '<path d="M7 24c5-8 11-12 17-12s12 4 17 12c-5 8-11 12-17 12S12 32 7 24z"/><circle cx="24" cy="24" r="5"/>',
        "audio": '<rect x="19" y="8" width="10" height="19" rx="5"/><path d="M13 23c0 7 5 11 11 11s11-4 11-11M24 34v6M18 40h12"/>',
        "number_plates": '<rect x="7" y="16" width="34" height="16" rx="3"/><path d="M13 21v6M18 21v6M23 21v6M29 24h7"/>',
        "face_recognition": '<path d="M8 15V8h7M33 8h7v7M40 33v7h-7M15 40H8v-7"/><circle cx="24" cy="22" r="8"/>'
        '<path d="M21 21v1M27 21v1M21 26c2 2 4 2 6 0M15 37c2-5 5-7 9-7s7 2 9 7"/>',
        "other_biometric": '<path d="M14 38c3-5 3-9 3-13 0-5 3-8 7-8s7 3 7 8c0 4 0 8-1 13M24 24c0 6-1 10-3 15'
        'M10 31c1-3 1-5 1-7 0-8 5-13 13-13s13 5 13 13c0 2 0 4-.5 7"/>',
        "behaviour_analysis": '<circle cx="17" cy="11" r="4"/><path d="M17 16v11l-5 11M17 27l6 10M10 23l7-5 8 4M29 13h11M31 20h9M33 27h7"/>',
        "counting": '<path d="M11 12v24M18 12v24M25 12v24M32 12v24M7 32l29-16"/>',
        "thermal": '<path d="M18 27V11a4 4 0 0 1 8 0v16a8 8 0 1 1-8 0zM22 18v15M32 12h7M32 18h5M32 24h7"/>',
    }
)
"""Paths by function, and `camera`."""

_FRAMES: Mapping[str, str] = MappingProxyType(
    {
        FunctionState.ON: "",
        FunctionState.FITTED_OFF: ' stroke-dasharray="6 4"',
        FunctionState.UNKNOWN: ' stroke-dasharray="1.5 4"',
    }
)
_QUESTION = '<circle cx="42" cy="42" r="8" fill="#ffffff" stroke-width="2"/><path d="M39.5 40.4c0-3.6 5-3.6 5-.4 0 2-2.4 2-2.4 4M42.1 46.6v.2"/>'


def pictogram(function: str, state: str) -> str:
    """The SVG of a function in use, fitted and switched off, or not on record. Raises KeyError for *no*, which has no picture."""
    question = _QUESTION if state == FunctionState.UNKNOWN else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 56 56" aria-hidden="true" {_STROKE}>'
        f'<rect x="-1" y="-1" width="50" height="50" rx="9"{_FRAMES[FunctionState(state)]}/>{SHAPES[function]}{question}</svg>'
    )


def camera_picture() -> str:
    """The camera alone, without a frame."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" aria-hidden="true" {_STROKE}>{SHAPES["camera"]}</svg>'
