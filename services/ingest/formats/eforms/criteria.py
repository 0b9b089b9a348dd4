"""Award criteria of a lot, and their texts for the series "signal in text"."""

from __future__ import annotations

from decimal import Decimal

from lxml.etree import _Element as Element

from services.ingest.formats.eforms.fields import Fields
from services.ingest.formats.eforms.markup.xpath import Section, cac, cbc, efac, efbc
from shared.procurement.notice import AwardCriterion, SourceText

_AWARDING = cac("AwardingTerms")
_CRITERION = cac("AwardingCriterion")
_SUBORDINATE = cac("SubordinateAwardingCriterion")
_TYPE = cbc("AwardingCriterionTypeCode")
_NAME = cbc("Name")
_DESCRIPTION = cbc("Description")
_PARAMETER = efac("AwardCriterionParameter")
_PARAMETER_CODE = efbc("ParameterCode")
_PARAMETER_NUMBER = efbc("ParameterNumeric")


def criteria(fields: Fields, terms: Section) -> tuple[list[AwardCriterion], list[SourceText]]:
    """Read award criteria (BT-539, 734, 541, 5421) and their texts (BT-734, BT-540)."""
    read: list[AwardCriterion] = []
    texts: list[SourceText] = []
    for group in terms.each(_AWARDING, _CRITERION):
        section = Section(group)
        fields.privacy(section.extension())
        read.extend(_criterion(fields, element, texts) for element in section.all(_SUBORDINATE))
    return read, texts


def _criterion(fields: Fields, element: Element, texts: list[SourceText]) -> AwardCriterion:
    section = Section(element)
    extension = section.extension()
    privacy = fields.privacy(extension)
    weight, weight_kind = _weight(fields, extension)
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


def _weight(fields: Fields, extension: Section) -> tuple[Decimal | None, str | None]:
    """Weight as sent and its kind (list number-weight); fixed values and thresholds are no weights."""
    weight: Decimal | None = None
    kind: str | None = None
    for parameter in extension.all(_PARAMETER):
        section = Section(parameter)
        privacy = fields.privacy(section)
        code = section.first(_PARAMETER_CODE)
        if code is None or code.get("listName") != "number-weight" or weight is not None or kind is not None:
            continue
        kind = fields.code(code, "BT-5421", privacy)
        weight = fields.number(section.first(_PARAMETER_NUMBER), "BT-541", privacy)
    return weight, kind
