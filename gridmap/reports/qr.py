"""A QR code as SVG: what a printed sheet needs to lead to the public record."""

from __future__ import annotations

from itertools import groupby

import segno

from gridmap.errors import BadValue

CHARACTERS_AT_MOST = (
    200  # version 10 at level M: 57 modules and the margin, so 0.4 mm a module at the 27 mm of an A5 sheet
)
QUIET_MODULES = 4  # ISO/IEC 18004, 6.3.8: the margin on each side


def qr_svg(address: str) -> str:
    """The code of an address, error correction M or better, with its quiet zone. Raises BadValue for one that is too long."""
    if len(address) > CHARACTERS_AT_MOST:
        raise BadValue(f"The address has {len(address):,} characters; a code on a sheet holds {CHARACTERS_AT_MOST}.")
    rows = segno.make(address, error="m", micro=False).matrix
    side = len(rows) + 2 * QUIET_MODULES
    dark = "".join(_runs(bytes(row), y + QUIET_MODULES) for y, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges" role="img">'
        f'<rect width="{side}" height="{side}" fill="#ffffff"/><path d="{dark}" fill="#000000"/></svg>'
    )


def _runs(row: bytes, y: int) -> str:
    """The dark modules of one row as path data, those side by side as one box."""
    parts, x = [], QUIET_MODULES
    for is_dark, group in groupby(row):
        long = len(list(group))
        if is_dark:
            parts.append(f"M{x} {y}h{long}v1h-{long}z")
        x += long
    return "".join(parts)
