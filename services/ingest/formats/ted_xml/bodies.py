"""Organisations of a notice: the buyers, and who was awarded a contract."""

from __future__ import annotations

from services.ingest.formats.ted_xml import rules
from services.ingest.formats.ted_xml.codes import COUNTRY, LEGAL_TYPE
from services.ingest.formats.ted_xml.forms import Form
from services.ingest.formats.ted_xml.scope import Scope
from services.ingest.formats.ted_xml.values import Reading
from shared.procurement.identifiers import scheme_of
from shared.procurement.notice import Buyer, Organisation

_BUYERS = frozenset({"ADDRESS_CONTRACTING_BODY", "ADDRESS_CONTRACTING_BODY_ADDITIONAL", "CA_CE_CONCESSIONAIRE_PROFILE"})
_ENTITIES = frozenset({"F04", "F05", "F06", "F07"})
_TYPES = ("CA_TYPE", "TYPE_OF_CONTRACTING_AUTHORITY")
_OF_AN_AUTHORITY = ("CA_TYPE", "CA_TYPE_OTHER", "CA_ACTIVITY", "CA_ACTIVITY_OTHER", "TYPE_AND_ACTIVITIES")


class Bodies:
    """The organisations of one notice; the same name, number and country is the same organisation."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._known: dict[tuple[str | None, tuple[tuple[str, str], ...], str | None], Organisation] = {}

    def organisation(self, scope: Scope) -> Organisation:
        """Read an organisation from its name and address."""
        reading = self._reading
        name = reading.text(scope.first("OFFICIALNAME", "ORGANISATION"), "BT-500")
        stated = reading.code(scope.first("COUNTRY"), "BT-514", of="VALUE")
        country = None if stated is None else COUNTRY.get(stated, stated)
        number = reading.code(scope.first("NATIONALID"), "BT-501")
        identifiers = () if number is None else ((scheme_of(number, country), number),)
        key = (name, identifiers, country)
        known = self._known.get(key)
        if known is None:
            size = "sme" if scope.has("SME") else "large" if scope.has("NO_SME") else None
            known = self._known[key] = Organisation(f"ORG-{len(self._known) + 1:04}", name, identifiers, country, size)
        return known

    def buyers(self, notice: Scope, form: Form) -> tuple[Buyer, ...]:
        """Read the buyers; the first of several leads."""
        organisations = dict.fromkeys(self.organisation(each) for each in notice.parts(_BUYERS))
        if not organisations:
            self._reading.add(rules.NO_BUYER, None)
        stated = notice.first(*_TYPES)
        legal_type = None if stated is None else LEGAL_TYPE.get(stated.get("VALUE", ""))
        entity: bool | None = None
        if form.number in _ENTITIES or notice.has("CE_ACTIVITY", "CE_ACTIVITY_OTHER"):
            entity = True
        elif notice.has(*_OF_AN_AUTHORITY):
            entity = False
        several = len(organisations) > 1
        return tuple(
            Buyer(each, (number == 0) if several else None, legal_type, entity)
            for number, each in enumerate(organisations)
        )
