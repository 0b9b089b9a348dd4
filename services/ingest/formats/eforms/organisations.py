"""Organisations of an eForms notice: buyers, and who a tender names."""

from __future__ import annotations

from collections.abc import Iterable

from lxml.etree import _Element as Element

from services.ingest.formats.doubled_ids import where_they_agree
from services.ingest.formats.eforms import rules
from services.ingest.formats.eforms.fields import Fields, Reading, plain
from services.ingest.formats.eforms.ids import element_ids, own_id
from services.ingest.formats.eforms.markup.section import EXTENSION, Paths, Section
from shared.procurement.identifiers import scheme_of
from shared.procurement.notice import Buyer, Organisation
from shared.quick_dataclass import quick_dataclass

FROM_NOTICE = Paths()
_ORGANISATION = FROM_NOTICE.add(f"{EXTENSION}/efac:Organizations/efac:Organization")
_CONTRACTING_PARTY = FROM_NOTICE.add("cac:ContractingParty")

_FROM_ORGANISATION = Paths()
_ID = _FROM_ORGANISATION.add("efac:Company/cac:PartyIdentification/cbc:ID")
_NAME = _FROM_ORGANISATION.add("efac:Company/cac:PartyName/cbc:Name")
_COMPANY_ID = _FROM_ORGANISATION.add("efac:Company/cac:PartyLegalEntity/cbc:CompanyID")
_COUNTRY = _FROM_ORGANISATION.add("efac:Company/cac:PostalAddress/cac:Country/cbc:IdentificationCode")
_SIZE = _FROM_ORGANISATION.add("efac:Company/efbc:CompanySizeCode")
_TOUCH_POINT = _FROM_ORGANISATION.add("efac:TouchPoint/cac:PartyIdentification/cbc:ID")
_NATURAL_PERSON = _FROM_ORGANISATION.add("efbc:NaturalPersonIndicator")
_LEAD = _FROM_ORGANISATION.add("efbc:GroupLeadIndicator")

_FROM_PARTY = Paths()
_PARTY_ID = _FROM_PARTY.add("cbc:ID")
_TENDERER = _FROM_PARTY.add("efac:Tenderer/cbc:ID")

_FROM_CONTRACTING_PARTY = Paths()
_BUYER = _FROM_CONTRACTING_PARTY.add("cac:Party/cac:PartyIdentification/cbc:ID")
_PARTY_TYPE = _FROM_CONTRACTING_PARTY.add("cac:ContractingPartyType/cbc:PartyTypeCode")

_CONTRACTING_ENTITY = {"cont-ent": True, "not-cont-ent": False}


@quick_dataclass(frozen=True, slots=True)
class Named:
    """An organisation with what only a buyer needs of it: whether it leads the group of buyers (OPP-050)."""

    organisation: Organisation
    lead: bool | None


class Directory:
    """The organisations of one notice, by every reference to them: ORG-0001, and TPO-0001 of their touch points."""

    def __init__(self, root: Section, reading: Reading) -> None:
        self._reading = reading
        self._by_ref: dict[str, Named] = {}
        self._ids = element_ids()
        for number, element in enumerate(root.all(_ORGANISATION), start=1):
            self._add(element, number=number)

    def find(self, reference: Element, term: str) -> Named | None:
        """The organisation that is referred to; None, with a finding, when the notice holds none."""
        ref = plain(reference)
        named = self._by_ref.get(ref or "")
        if named is None:
            self._reading.add(rules.DANGLING_REFERENCE, reference, ref, term=term)
        return named

    def _add(self, element: Element, *, number: int) -> None:
        fields = Fields(self._reading)
        section = _FROM_ORGANISATION.below(element)
        ref = fields.identifier(section.first(_ID), "OPT-200", element, number=number)
        natural = fields.indicator(section.first(_NATURAL_PERSON), "BT-633") is True
        country = fields.code(section.first(_COUNTRY), "BT-514")
        organisation = Organisation(
            ref=ref,
            name=None if natural else fields.in_language(section.all(_NAME), "BT-500"),
            identifiers=tuple(_identifiers(fields, section.all(_COMPANY_ID), country)),
            country=country,
            size=fields.code(section.first(_SIZE), "BT-165"),
            natural_person=natural,
        )
        named = Named(organisation, fields.indicator(section.first(_LEAD), "OPP-050"))
        if own_id(self._ids, ref, element, self._reading) is None:
            return
        if ref in self._by_ref:  # which of them a reference means is not said
            first = self._by_ref[ref]
            named = Named(where_they_agree((first.organisation, organisation)), first.lead or named.lead)
        self._by_ref[ref] = named
        for identifier in section.all(_TOUCH_POINT):
            text = plain(identifier)
            if text is not None:
                self._by_ref.setdefault(text, named)


class Members:
    """Tendering parties and the organisations they consist of."""

    def __init__(self, elements: Iterable[Element], directory: Directory, reading: Reading) -> None:
        self._reading = reading
        self._named: dict[str, Organisation] = {}
        self._parties: dict[str, tuple[str, ...]] = {}
        ids = element_ids()
        for number, element in enumerate(elements, start=1):
            party = _FROM_PARTY.below(element)
            party_id = Fields(reading).identifier(party.first(_PARTY_ID), "OPT-210", element, number=number)
            refs: dict[str, None] = {}
            for reference in party.all(_TENDERER):
                named = directory.find(reference, "OPT-300")
                if named is None:
                    refs[plain(reference) or "?"] = None
                    continue
                refs[named.organisation.ref] = None
                self._named[named.organisation.ref] = named.organisation
            if own_id(ids, party_id, element, reading) is not None:
                doubled = self._parties.get(party_id, tuple(refs)) != tuple(refs)
                self._parties[party_id] = () if doubled else tuple(refs)  # which of them tendered is not said

    def of(self, reference: Element | None) -> tuple[str, ...]:
        """All members of the tendering party that a tender refers to (OPT-310)."""
        party_id = plain(reference)
        if party_id is None:
            return ()
        if party_id not in self._parties:
            self._reading.add(rules.DANGLING_REFERENCE, reference, party_id, term="OPT-310")
        return self._parties.get(party_id, ())

    def organisations(self) -> tuple[Organisation, ...]:
        """Organisations that are a member of a tendering party."""
        return tuple(self._named.values())


def buyers(root: Section, directory: Directory, reading: Reading) -> tuple[Buyer, ...]:
    """Read the buyers in their order; one that is referred to twice (as itself and as a touch point) counts once."""
    by_ref: dict[str, Buyer] = {}
    for element in root.all(_CONTRACTING_PARTY):
        fields = Fields(reading)
        section = _FROM_CONTRACTING_PARTY.below(element)
        legal_type: str | None = None
        entity: bool | None = None
        for code in section.all(_PARTY_TYPE):
            if code.get("listName") == "buyer-contracting-type":
                entity = _CONTRACTING_ENTITY.get(plain(code) or "")
            elif legal_type is None:
                legal_type = fields.code(code, "BT-11")
        for reference in section.all(_BUYER):
            named = directory.find(reference, "OPT-300")
            if named is not None and named.organisation.ref not in by_ref:
                by_ref[named.organisation.ref] = Buyer(named.organisation, named.lead, legal_type, entity)
    if not by_ref:
        reading.add(rules.NO_BUYER, None)
    return tuple(by_ref.values())


def _identifiers(fields: Fields, elements: Iterable[Element], country: str | None) -> Iterable[tuple[str, str]]:
    seen: set[str] = set()
    for element in elements:
        value = fields.code(element, "BT-501")
        if value is not None and value not in seen:
            seen.add(value)
            yield scheme_of(value, country), value
