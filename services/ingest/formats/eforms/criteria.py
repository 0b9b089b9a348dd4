"""Award criteria of a lot, and their texts for the series "signal in text"."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from lxml.etree import _Element as Element

from services.ingest.formats.eforms.fields import PRIVACY, Fields
from services.ingest.formats.eforms.markup.section import EXTENSION, Paths
from shared.procurement.notice import AwardCriterion, SourceText

_FROM_GROUP = Paths()
_WITHHELD = _FROM_GROUP.add(f"{EXTENSION}/{PRIVACY}")
_SUBORDINATE = _FROM_GROUP.add("cac:SubordinateAwardingCriterion", placed=True)

_FROM_CRITERION = Paths(_WITHHELD)
_TYPE = _FROM_CRITERION.add("cbc:AwardingCriterionTypeCode")
_NAME = _FROM_CRITERION.add("cbc:Name", placed=True)
_DESCRIPTION = _FROM_CRITERION.add("cbc:Description", placed=True)
_PARAMETER = _FROM_CRITERION.add(f"{EXTENSION}/efac:AwardCriterionParameter")

_FROM_PARAMETER = Paths(PRIVACY)
_CODE = _FROM_PARAMETER.add("efbc:ParameterCode")
_NUMBER = _FROM_PARAMETER.add("efbc:ParameterNumeric")


def criteria(fields: Fields, groups: Iterable[Element]) -> tuple[list[AwardCriterion], list[SourceText]]:
    """Read award criteria (BT-539, 734, 541, 5421) and their texts (BT-734, BT-540)."""
    read: list[AwardCriterion] = []
    texts: list[SourceText] = []
    for group in groups:
        section = _FROM_GROUP.below(group, fields.reading.places)
        fields.privacy(section, _WITHHELD)
        read.extend(_criterion(fields, element, texts) for element in section.all(_SUBORDINATE))
    return read, texts


def _criterion(fields: Fields, element: Element, texts: list[SourceText]) -> AwardCriterion:
    section = _FROM_CRITERION.below(element, fields.reading.places)
    privacy = fields.privacy(section, _WITHHELD)
    weight, weight_kind = _weight(fields, section.all(_PARAMETER))
    kind = fields.code(section.first(_TYPE), "BT-539", privacy)
    name: str | None = None
    for tag, term in ((_NAME, "BT-734"), (_DESCRIPTION, "BT-540")):
        for written in section.all(tag):
            text = fields.text(written, term, privacy)
            if text is None:
                continue
            texts.append(SourceText(term, text, fields.reading.place(written)))
            if term == "BT-734" and (name is None or written.get("languageID") == fields.reading.language):
                name = text
    return AwardCriterion(kind, name, weight, weight_kind, fields.reading.place(element))


def _weight(fields: Fields, parameters: Iterable[Element]) -> tuple[Decimal | None, str | None]:
    """Weight as sent and its kind (list number-weight); fixed values and thresholds are no weights."""
    weight: Decimal | None = None
    kind: str | None = None
    for parameter in parameters:
        section = _FROM_PARAMETER.below(parameter)
        privacy = fields.privacy(section, PRIVACY)
        code = section.first(_CODE)
        if code is None or code.get("listName") != "number-weight" or weight is not None or kind is not None:
            continue
        kind = fields.code(code, "BT-5421", privacy)
        weight = fields.number(section.first(_NUMBER), "BT-541", privacy)
    return weight, kind
