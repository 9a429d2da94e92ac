"""Telling a person from an organisation, so that no person enters the register.

The register names operators and contacts, and both must be organisations. These tests err on the side of the person:
what looks like one is not stored, and the issue that says so does not repeat it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

NATURAL_PERSON = "natural person"
"""What stands as operator of a camera that a person runs: counted as such, without the person."""

_CATEGORY_WORDS = """
natural person|private individual|private person|individual|resident|household|particulier|privatperson|privat
privé|个人|自然人|居民|业主|住户|个体
"""
_CATEGORY = frozenset(_CATEGORY_WORDS.strip().replace("\n", "|").split("|"))
_TITLE = re.compile(
    r"(?:^|\s)(?:mr|mrs|ms|miss|dr|dhr|mevr|mw|herr|frau|mme|mlle|monsieur|madame)\b\.?\s|(?:先生|女士|小姐|同志)$",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:council|city|county|borough|police|university|college|school|hospital|department|dept|office|authority|"
    r"agency|ltd|limited|inc|corp|company|co|plc|llc|bv|nv|gmbh|ag|sa|sarl|kg|ev|gemeente|stadt|ville|mairie|commune|"
    r"preventie|stichting|vereniging|club|centre|center|bank|shop|store|hotel|restaurant|bar|cafe|trust|group|services?|"
    r"transport|rail|port|airport|museum|markt|market|association|society|church|team|desk|unit|board|ministry|"
    r"prefecture|amt|behörde|dienst|survey|security)\b|&|\b(?:b\.v|n\.v|s\.a|e\.v)\b",
    re.IGNORECASE,
)
_CHINESE_ORGANISATION = re.compile(
    r"局|处|所|公司|队|院|校|厅|委|办|中心|部|科|站|社|店|馆|厂|园|会|府|行|集团|机关|单位|学|区|市|县|镇|乡|村|路|街|城|库|场"
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑罗梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_GIVEN_TEXT = """
aaron adam alan albert alex alexander ali alice amy andrea andreas andrew angela anja anna anne anton barbara ben
benjamin bernd birgit brian carl carlos carol caroline catherine charles chris christian christine claire claudia
daniel david deborah dennis diana dieter donald edward elena elizabeth emily emma eric erik eva fatima felix
francois frank franz frederic gary george gerard gerhard greta hans harry heike heinz helen henk henry ines ingrid
isabelle jack jacques jake james jan jane jason jean jeff jennifer jens jessica joan johan johannes john jonas jorge
jose joseph josh juan julia julie juliette jurgen kai karen karin karl kate katja kevin klaus lars laura lena lisa
louis louise luca lucas luis luke manfred marc marco maria marie mark markus martin mary matthew max michael michel
miguel mike mohamed mohammed monika nathalie nicole nick nicolas nina olaf oliver omar pascal patricia patrick paul
pedro peter petra philip philippe pierre pieter rachel ralf ray rebecca richard robert roger ruth ryan sabine sam
samuel sandra sara sarah sebastian simon sofia sophie stefan stephen steve steven susan sven sylvia thomas tim tom
tony ursula uwe victor walter werner willem william wolfgang yusuf yvonne
"""
_GIVEN = frozenset(_GIVEN_TEXT.split())
_EMAIL = re.compile(r"([^@\s]+)@([^@\s]+\.[^@\s]+)")
_EMAIL_INSIDE = re.compile(r"[^@\s<>(),;]+@[^@\s<>(),;]+\.[a-z]{2,}", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s@]+|www\.[^\s@]+", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s().\-/]{6,}")
_MOBILE = re.compile(
    r"(?:(?:\+|00)?86)?1[3-9]\d{9}|(?:0|(?:\+|00)31)6\d{8}|(?:0|(?:\+|00)44)7\d{9}|(?:0|(?:\+|00)49)1[567]\d{8,9}|"
    r"(?:0|(?:\+|00)33)[67]\d{8}|(?:0|(?:\+|00)41)7[5-9]\d{7}|(?:0|(?:\+|00)32)4\d{8}|(?:0|(?:\+|00)82)10\d{7,8}"
)
_FUNCTION_TEXT = """
info contact privacy dpo fg cctv camera cameras cameratoezicht video security beveiliging meldpunt klacht complaints
enquiries office secretariat mail post postmaster service services support helpdesk helpline desk gemeente stadt
city council police polizei datenschutz datenschutzbeauftragter avg gdpr foi transparency data registry register
verkeer traffic parking parkeren transport webmaster press public hotline admin administration dpd dsb cnil
protection dataprotection officer team center centre
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_TEXT.split())


@lru_cache(maxsize=16384)
def looks_like_person(text: str) -> bool:
    """Whether an operator's name is a natural person's, or the word for one."""
    name = unicodedata.normalize("NFKC", text).strip()
    if name.casefold() in _CATEGORY or name.casefold() == NATURAL_PERSON or _TITLE.search(name):
        return True
    if has_person_marks(name):
        return True
    if 2 <= len(name) <= 3 and name[0] in _SURNAMES and all("\u4e00" <= c <= "\u9fff" for c in name):
        return not _CHINESE_ORGANISATION.search(name)
    words = re.findall(r"[^\W\d_]+\.?", name)
    if not 2 <= len(words) <= 4 or _ORGANISATION.search(name) or re.search(r"\d", name):
        return False
    return _bare(words[0]) in _GIVEN or bool(re.fullmatch(r"[A-Z]\.", words[0]))


@lru_cache(maxsize=16384)
def has_person_marks(text: str) -> bool:
    """Whether a text holds a mailbox or a mobile telephone number."""
    return bool(_EMAIL_INSIDE.search(text)) or any(is_mobile(number) for number in _PHONE.findall(text))


def is_mobile(number: str) -> bool:
    """Whether a telephone number is one of a mobile, by the number plans of CN, NL, UK, DE, FR, CH, BE, KR."""
    return bool(_MOBILE.fullmatch(re.sub(r"[\s().\-/]", "", number)))


@lru_cache(maxsize=16384)
def is_public_contact(text: str) -> bool:
    """Whether a contact is an organisation's: a function mailbox, an office telephone, a web page, an office's name."""
    contact = unicodedata.normalize("NFKC", text).strip().removeprefix("mailto:").removeprefix("tel:")
    if match := _EMAIL.fullmatch(contact):
        words = set(re.split(r"[.\-_+]", match[1].casefold()))
        return bool(words & _FUNCTION_WORDS) and not words & _GIVEN
    if _WEB.fullmatch(contact):
        return True
    if _PHONE.fullmatch(contact):
        return not is_mobile(contact)
    if has_person_marks(contact) or looks_like_person(contact):
        return False
    return bool(_ORGANISATION.search(contact) or _CHINESE_ORGANISATION.search(contact))


def _bare(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold().rstrip("."))
    return "".join(c for c in folded if not unicodedata.combining(c))
