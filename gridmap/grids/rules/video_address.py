"""The way to the pictures: stream and network addresses, credentials and device codes of a video platform.

SCOPE: none of it is stored, whatever column it comes in. A link to a document is none of it where a link belongs.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from typing import Literal

from gridmap.grids.rules.remembered import remembered

_SCHEME = re.compile(r"(?<![a-z0-9])([a-z][a-z0-9+.\-]{1,20}):(?://|\\\\)\S*", re.IGNORECASE)
# each part between blanks, slashes and @ is read once, however long the text is
_CREDENTIALS = re.compile(r"(?<![^\s/@]):*[^\s:/@]+:[^\s/@]*@[\w\[]|\bsips?:[^\s@]{1,255}@", re.IGNORECASE)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IPV4 = re.compile(rf"(?<!\d)(?<!\d\.)(?:{_OCTET}(?:\.{_OCTET}){{3}}|[012]\d\d(?:\.[012]\d\d){{3}})(?!\.?\d)", re.ASCII)
_COLONS = re.compile(r"(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])", re.IGNORECASE | re.ASCII)
_MAC = re.compile(
    r"(?<![\w:\-])[0-9a-f]{2}([:\-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![\w:\-])|"
    r"(?<![\w.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])",
    re.IGNORECASE | re.ASCII,
)
_TWENTY_DIGITS = re.compile(r"(?<!\d)\d(?:[ -]?\d){19}(?!\d)", re.ASCII)
_PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]")
_LINK = re.compile(r"https?://(?P<host>[a-z0-9\-]+(?:\.[a-z0-9\-]+)+)(?:[/?#]\S*)?", re.IGNORECASE | re.ASCII)
_STREAM_FILE = re.compile(r"\.(?:m3u8?|flv|mjpe?g|mjpg|sdp|mpd|ism|ts|mp4|webm|cgi)(?:$|[?#/&])", re.IGNORECASE)
_INNER_HOST = re.compile(r"(?:^|\.)(?:local|lan|internal|intranet|localdomain|home|arpa)$", re.IGNORECASE)


@remembered
def leads_to_pictures(text: str, *, links: Literal["refused", "allowed"] = "refused") -> bool:
    """Whether a text holds an address of a stream or a network, credentials, or a device's code.

    links: whether it may hold http(s) links: with a public host name, and without port, credentials or a stream's file.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = list(_SCHEME.finditer(plain))
    if found and (links == "refused" or not all(_is_document(match[0]) for match in found)):
        return True
    rest = _SCHEME.sub(" ", plain).replace("mailto:", "")
    return bool(_CREDENTIALS.search(rest)) or has_network_address(plain) or has_device_code(rest)


def has_network_address(text: str) -> bool:
    """Whether a text holds an IPv4, IPv6 or MAC address. Section numbers of four parts look like IPv4 and count."""
    if _IPV4.search(text):
        return True
    has_letter = any(re.search("[a-f:.]", match[0].casefold()) for match in _MAC.finditer(text))
    return has_letter or any(_is_ipv6(match[0]) for match in _COLONS.finditer(text))


def has_device_code(text: str) -> bool:
    """Whether a text holds a code of GB/T 28181: centre (8 digits), industry (2), type (3), network (1), number (6).

    Types 111 to 217 are devices and servers; industries 12 to 39 are reserved, so numbers that hold a day (20240131 …)
    and the 20-digit codes of special grids are none.
    """
    return any(_is_device(re.sub(r"[ -]", "", found)) for found in _TWENTY_DIGITS.findall(text))


def _is_document(link: str) -> bool:
    match = _LINK.fullmatch(link.rstrip(").,;\"'"))
    if match is None or _INNER_HOST.search(match["host"]) or _IPV4.search(match["host"]):
        return False
    return not _STREAM_FILE.search(link)


def _is_ipv6(text: str) -> bool:
    """`::` and times of day are none; `a::1` may be an id."""
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    groups = [group for group in text.split(":") if group]
    return len(groups) >= 4 or any(len(group) >= 3 for group in groups)


def _is_device(code: str) -> bool:
    industry, kind = int(code[8:10]), int(code[10:13])
    return bool(_PROVINCES.match(code)) and 111 <= kind <= 217 and not 12 <= industry <= 39
