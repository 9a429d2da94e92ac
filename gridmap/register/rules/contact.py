"""Public contacts of a camera: how to reach the organisation that answers for it, and never a person."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from gridmap.grids.rules.person import has_person_marks, is_mobile, looks_like_person
from gridmap.grids.rules.person_words import ALSO_SURNAMES, CHINESE_ORGANISATION, GIVEN, ORGANISATION
from gridmap.grids.rules.remembered import remembered
from gridmap.grids.rules.video_address import leads_to_pictures

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WEB = re.compile(r"https?://[^\s@]+|www\.[^\s@]+", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s().\-/]{6,}")
_FUNCTION_TEXT = """
info contact privacy dpo fg cctv camera cameras cameratoezicht video security beveiliging meldpunt klacht complaints
enquiries office secretariat mail post postmaster service services support helpdesk helpline desk gemeente stadt
city council police polizei datenschutz datenschutzbeauftragter avg gdpr foi transparency data registry register
verkeer traffic parking parkeren transport webmaster press public hotline admin administration dpd dsb cnil
protection dataprotection officer team center centre
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_TEXT.split())


class ContactKind(StrEnum):
    """How somebody is reached; the names are those of DTPR's actions."""

    EMAIL = "email"
    URL = "url"
    PHONE = "phone"


_KINDS = ((ContactKind.EMAIL, _EMAIL), (ContactKind.URL, _WEB), (ContactKind.PHONE, _PHONE))


def kind_of(text: str) -> tuple[ContactKind, str] | None:
    """What a contact is and the bare address or number; None for any other text, such as an office's name."""
    contact = unicodedata.normalize("NFKC", text).strip().removeprefix("mailto:").removeprefix("tel:")
    return next(((kind, contact) for kind, pattern in _KINDS if pattern.fullmatch(contact)), None)


@remembered
def is_public_contact(text: str) -> bool:
    """Whether a contact is an organisation's: a function mailbox, an office telephone, a web page, an office's name."""
    contact = unicodedata.normalize("NFKC", text).strip().removeprefix("mailto:").removeprefix("tel:")
    if leads_to_pictures(contact, links="allowed"):
        return False
    found = kind_of(contact)
    if found is not None:
        return _is_office(*found)
    if has_person_marks(contact) or looks_like_person(contact):
        return False
    telling = " ".join(word for word in contact.split() if word.casefold().strip(".,;") not in ALSO_SURNAMES)
    return bool(ORGANISATION.search(telling) or CHINESE_ORGANISATION.search(contact))


def _is_office(kind: ContactKind, address: str) -> bool:
    if kind is ContactKind.EMAIL:
        words = set(re.split(r"[.\-_+]", address.partition("@")[0].casefold()))
        return bool(words & _FUNCTION_WORDS) and not words & GIVEN
    return kind is ContactKind.URL or not is_mobile(address)
