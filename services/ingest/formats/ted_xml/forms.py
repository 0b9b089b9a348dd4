"""The standard forms of TED from before eForms: what each is, and which form a file holds.

Sources: TED XML schemas R2.0.7, R2.0.8 and R2.0.9; mapping of the standard forms to notice types and subtypes of eForms
(Regulation (EU) 2019/1780, annex; ted-xml-data-converter of the Publications Office).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml.etree import _Element as Element

from services.ingest.formats.ted_xml.scope import local
from shared.procurement.notice import Stage

_NAMESPACE: Final = re.compile(
    r"(?:http://publications\.europa\.eu/TED_schema/Export(?:/R2\.0\.[5-9][\w.]*)?"
    r"|(?:http://publications\.europa\.eu/resource/schema/)?ted/R2\.0\.[5-9](?:\.S\d\d)?/publication)?"
)
_NEWER: Final = re.compile(r"(?:F|T)(\d\d)_\d{4}")


@dataclass(frozen=True, slots=True)
class Form:
    """A standard form: its number, what it does in a procedure, its notice type (BT-02) and subtypes by directive.

    The subtypes stand for 2014/24 and 2004/18, 2014/25 and 2004/17, 2009/81, 2014/23; "" where there is none.
    """

    number: str
    stage: Stage
    notice_type: str
    subtypes: tuple[str, str, str, str]


_FORMS: Final = {
    form.number: form
    for form in (
        Form("F01", Stage.PLANNING, "pin-only", ("4", "5", "6", "")),
        Form("F02", Stage.CALL, "cn-standard", ("16", "17", "18", "19")),
        Form("F03", Stage.RESULT, "can-standard", ("29", "30", "31", "32")),
        Form("F04", Stage.PLANNING, "pin-only", ("", "5", "", "")),
        Form("F05", Stage.CALL, "cn-standard", ("", "17", "", "")),
        Form("F06", Stage.RESULT, "can-standard", ("", "30", "", "")),
        Form("F07", Stage.QUALIFICATION, "qu-sy", ("", "15", "", "")),
        Form("F08", Stage.PLANNING, "pin-buyer", ("1", "2", "3", "")),
        Form("F09", Stage.CALL, "cn-standard", ("16", "17", "", "")),
        Form("F10", Stage.CALL, "cn-standard", ("19", "19", "", "19")),
        Form("F11", Stage.SUBCONTRACT, "subco", ("", "", "", "")),
        Form("F12", Stage.CALL, "cn-desg", ("23", "24", "", "")),
        Form("F13", Stage.RESULT, "can-desg", ("36", "37", "", "")),
        Form("F14", Stage.UNKNOWN, "corr", ("", "", "", "")),
        Form("F15", Stage.DIRECT_AWARD, "veat", ("25", "26", "27", "28")),
        Form("F16", Stage.PLANNING, "pin-only", ("", "", "6", "")),
        Form("F17", Stage.CALL, "cn-standard", ("", "", "18", "")),
        Form("F18", Stage.RESULT, "can-standard", ("", "", "31", "")),
        Form("F19", Stage.SUBCONTRACT, "subco", ("", "", "22", "")),
        Form("F20", Stage.MODIFICATION, "can-modif", ("38", "39", "", "40")),
        Form("F21", Stage.CALL, "cn-social", ("20", "21", "", "")),
        Form("F22", Stage.CALL, "cn-social", ("", "21", "", "")),
        Form("F23", Stage.CALL, "cn-standard", ("", "", "", "19")),
        Form("F24", Stage.CALL, "cn-standard", ("", "", "", "19")),
        Form("F25", Stage.RESULT, "can-standard", ("", "", "", "32")),
    )
}
_OLDER: Final = {
    "PRIOR_INFORMATION": "F01", "CONTRACT": "F02", "CONTRACT_AWARD": "F03", "PERIODIC_INDICATIVE_UTILITIES": "F04",
    "CONTRACT_UTILITIES": "F05", "CONTRACT_AWARD_UTILITIES": "F06", "QUALIFICATION_SYSTEM_UTILITIES": "F07",
    "BUYER_PROFILE": "F08", "SIMPLIFIED_CONTRACT": "F09", "CONCESSION": "F10", "CONTRACT_CONCESSIONAIRE": "F11",
    "DESIGN_CONTEST": "F12", "RESULT_DESIGN_CONTEST": "F13", "ADDITIONAL_INFORMATION_CORRIGENDUM": "F14",
    "VOLUNTARY_EX_ANTE_TRANSPARENCY_NOTICE": "F15", "PRIOR_INFORMATION_DEFENCE": "F16", "CONTRACT_DEFENCE": "F17",
    "CONTRACT_AWARD_DEFENCE": "F18", "CONTRACT_CONCESSIONAIRE_DEFENCE": "F19",
}  # fmt: skip
# What a form says of itself (@TYPE of NOTICE) goes before what it mostly is.
_BY_TYPE: Final = {
    "PRI_ONLY": (Stage.PLANNING, "pin-only", None),
    "PER_ONLY": (Stage.PLANNING, "pin-only", None),
    "PRI_REDUCING_TIME_LIMITS": (Stage.PLANNING, "pin-rtl", ("7", "8", "9", "")),
    "PER_REDUCING_TIME_LIMITS": (Stage.PLANNING, "pin-rtl", ("7", "8", "9", "")),
    "PRI_CALL_COMPETITION": (Stage.CALL, "pin-cfc-standard", ("10", "11", "", "")),
    "PER_CALL_COMPETITION": (Stage.CALL, "pin-cfc-standard", ("10", "11", "", "")),
    "QSU_ONLY": (Stage.QUALIFICATION, "qu-sy", ("", "15", "", "")),
    "QSU_CALL_COMPETITION": (Stage.QUALIFICATION, "qu-sy", ("", "15", "", "")),
    "AWARD_CONTRACT": (Stage.RESULT, "can-social", ("33", "34", "", "35")),
    "CONCESSION_AWARD_CONTRACT": (Stage.RESULT, "can-social", ("33", "34", "", "35")),
}
_SOCIAL: Final = {
    "pin-only": ("pin-only", ("4", "5", "", "")),
    "pin-cfc-standard": ("pin-cfc-social", ("12", "13", "", "14")),
}
_DIRECTIVES: Final = {
    "32014L0024": 0, "32004L0018": 0, "32014L0025": 1, "32004L0017": 1, "32009L0081": 2, "32014L0023": 3, "other": 0,
}  # fmt: skip
_DIRECTIVE: Final = re.compile(r"(\d{4})/(\d{1,4})/(?:EC|EU|CE|UE)")
_OF_SOCIAL_SERVICES: Final = frozenset({"F21", "F22", "F23"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """The form of a notice, its element in the language it was written in, and whether it stands in others too."""

    form: Form
    element: Element
    language: str | None
    several: bool


def is_namespace(uri: str) -> bool:
    """Whether this is a namespace that TED used, or none."""
    return _NAMESPACE.fullmatch(uri) is not None


def form_elements(section: Element) -> list[Element]:
    """The forms in FORM_SECTION, one for each language."""
    return [each for each in section if each.get("CATEGORY") or _number(each) is not None]


def choose(elements: list[Element], originals: frozenset[str]) -> Chosen | None:
    """The original of a form that stands in one or more languages; None when it is of no known kind."""
    written = [each for each in elements if each.get("CATEGORY", "ORIGINAL") == "ORIGINAL"] or elements
    element = next((each for each in written if each.get("LG") in originals), written[0])
    number = _number(element)
    if number is None or number not in _FORMS:
        return None
    return Chosen(_FORMS[number], element, element.get("LG"), len(elements) > 1)


def shown(element: Element) -> str:
    """How to name a form: `F02_2014`, `OTH_NOT`."""
    return local(element.tag)


def _number(element: Element) -> str | None:
    name = local(element.tag)
    match = _NEWER.fullmatch(name)
    return f"F{match[1]}" if match is not None else _OLDER.get(name)


def celex(stated: str | None) -> str | None:
    """The directive as eForms names it (BT-01): `2004/18/EC` is 32004L0018."""
    if stated is None:
        return None
    match = _DIRECTIVE.fullmatch(stated.strip())
    return stated if match is None else f"3{match[1]}L{match[2]:0>4}"


def what(form: Form, kind: str | None, legal_basis: str | None) -> tuple[Stage, str, str | None]:
    """Stage, notice type and subtype of a form, by what it says of itself and the directive it falls under."""
    stage, notice_type, subtypes = form.stage, form.notice_type, form.subtypes
    if kind in _BY_TYPE:
        stage, notice_type, others = _BY_TYPE[kind]
        subtypes = others or subtypes
    if form.number in _OF_SOCIAL_SERVICES and notice_type in _SOCIAL:
        notice_type, subtypes = _SOCIAL[notice_type]
    at = _DIRECTIVES.get(legal_basis or "")
    stated = [each for each in subtypes if each]
    subtype = subtypes[at] if at is not None else stated[0] if len(set(stated)) == 1 else ""
    return stage, notice_type, subtype or None
