"""A procedure as RDF in the words of the eProcurement Ontology (ePO 4.1), written as Turtle without a graph in between.

One procedure is one piece of text that stands by itself after the prefixes, so that a year is streamed. Codes are those
of the authority tables of the EU where the data space keeps the code of the notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final
from urllib.parse import quote

from services.ingest.open_data.rules.ocds.parties import Parties
from services.ingest.open_data.rules.ocds.values import number
from services.ingest.open_data.rules.rows import Json, LotRow, Published, WinnerRow

MEDIA_TYPE: Final = "text/turtle"
ONTOLOGY: Final = "http://data.europa.eu/a4g/ontology#"
VERSION: Final = "4.1.0"
PREFIXES: Final = f"""@prefix epo: <{ONTOLOGY}> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix at: <http://publications.europa.eu/resource/authority/> .
@prefix cpv: <http://data.europa.eu/cpv/cpv/> .
"""
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
_CURRENCY: Final = f"<{_AUTHORITY}currency/EUR>"
_STATUS: Final = {"awarded": "selec-w", "cancelled": "clos-nw", "running": "open-nw"}
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_GREEN: Final = ("climate", "circular", "pollution_biodiversity")
_SOCIAL: Final = ("human_rights_labour", "diversity_inclusion", "social_return")


def turtle_of(published: Published, *, base: str) -> str:
    """A procedure with its lots, outcomes, winners and buyers; `base` is the address of the list of procedures."""
    return "".join(_Written(published, base).statements())


class _Written:
    """One procedure while it is written."""

    __slots__ = ("_parties", "_published", "_this")

    def __init__(self, published: Published, base: str) -> None:
        self._published = published
        self._parties = Parties(published)
        self._this = f"{base}/{published.procedure.id}"

    def statements(self) -> Iterator[str]:
        """The subjects, one after the other."""
        procedure, lots = self._published.procedure, self._published.lots
        yield _subject(
            self._named(),
            "epo:Procedure",
            ("dcterms:title", _text(procedure.title)),
            ("adms:identifier", self._identifier("id", procedure.procedure_id)),
            ("epo:hasProcedureType", _coded("procurement-procedure-type", procedure.procedure_type)),
            ("epo:hasLegalBasis", _coded("legal-basis", procedure.legal_basis)),
            ("epo:hasEstimatedValue", self._named("estimated") if procedure.estimated_value is not None else None),
            ("epo:hasPurpose", self._named("purpose") if procedure.cpv or procedure.nature else None),
            ("epo:isJointProcurement", _boolean(len(self._parties.buyers) > 1)),
            *(("epo:involvesBuyer", self._named("buyer", each["id"])) for each in self._parties.buyers),
            *(("epo:hasProcurementScopeDividedIntoLot", self._named("lot", lot.lot_id)) for lot in lots),
        )
        yield from self._identified("id", procedure.procedure_id)
        yield from self._amount(self._named("estimated"), procedure.estimated_value)
        yield from self._purpose(self._named("purpose"), procedure.cpv, procedure.nature)
        for lot in lots:
            yield from self._lot(lot)
        for winner in self._published.winners:
            yield from self._winner(winner)
        for buyer in self._parties.buyers:
            yield _subject(
                self._named("buyer", buyer["id"]), "epo:Buyer", ("epo:playedBy", self._named("party", buyer["id"]))
            )
        for party in self._parties.listed:
            yield from self._party(party)

    def _lot(self, lot: LotRow) -> Iterator[str]:
        this, outcome = self._named("lot", lot.lot_id), self._named("outcome", lot.lot_id)
        green = any(getattr(lot, theme) == "yes" for theme in _GREEN)
        social = any(getattr(lot, theme) == "yes" for theme in _SOCIAL)
        yield _subject(
            this,
            "epo:Lot",
            ("dcterms:title", _text(lot.title)),
            ("adms:identifier", self._identifier(f"lot/{lot.lot_id}/id", lot.lot_id)),
            ("epo:hasEstimatedValue", self._named("lot", lot.lot_id, "estimated") if lot.estimated_value else None),
            ("epo:hasPurpose", self._named("lot", lot.lot_id, "purpose") if lot.cpv or lot.nature else None),
            ("epo:fulfillsStrategicProcurement", self._named("lot", lot.lot_id, "green") if green else None),
            ("epo:fulfillsStrategicProcurement", self._named("lot", lot.lot_id, "social") if social else None),
        )
        yield from self._identified(f"lot/{lot.lot_id}/id", lot.lot_id)
        yield from self._amount(self._named("lot", lot.lot_id, "estimated"), lot.estimated_value or None)
        yield from self._purpose(self._named("lot", lot.lot_id, "purpose"), lot.cpv, lot.nature)
        if green:
            yield _subject(self._named("lot", lot.lot_id, "green"), "epo:GreenProcurement")
        if social:
            yield _subject(self._named("lot", lot.lot_id, "social"), "epo:SocialProcurement")
        if lot.state is None or (lot.state == "running" and lot.awarded_value is None):
            return
        received = lot.tenders_received is not None
        yield _subject(
            outcome,
            "epo:LotAwardOutcome",
            ("epo:describesLot", this),
            ("epo:hasAwardStatus", _coded("winner-selection-status", _STATUS.get(lot.state))),
            ("epo:hasAwardedValue", self._named("outcome", lot.lot_id, "value") if lot.awarded_value else None),
            *(
                ("epo:comprisesTenderAwardOutcome", self._named("award", lot.lot_id, winner.tender_id))
                for winner in self._published.winners
                if winner.lot_id == lot.lot_id
            ),
        )
        yield from self._amount(self._named("outcome", lot.lot_id, "value"), lot.awarded_value or None)
        if lot.awarded_on is not None:
            yield _subject(
                self._named("decision", lot.lot_id),
                "epo:AwardDecision",
                ("epo:hasAwardDecisionDate", _moment(lot.awarded_on)),
                ("epo:comprisesAwardOutcome", outcome),
            )
        if received:
            yield _subject(
                self._named("received", lot.lot_id),
                "epo:SubmissionStatisticalInformation",
                ("epo:concernsSubmissionsForLot", this),
                ("epo:hasReceivedTenders", str(lot.tenders_received)),
            )

    def _winner(self, winner: WinnerRow) -> Iterator[str]:
        members = self._parties.suppliers(winner.suppliers)
        this = self._named("award", winner.lot_id, winner.tender_id)
        role = self._named("winner", winner.lot_id, winner.tender_id)
        value = self._named("award", winner.lot_id, winner.tender_id, "value")
        yield _subject(
            this,
            "epo:TenderAwardOutcome",
            ("epo:indicatesAwardToWinner", role),
            ("epo:hasAwardedValue", value if winner.value is not None else None),
        )
        yield from self._amount(value, winner.value)
        yield _subject(
            role, "epo:Winner", *(("epo:playedBy", self._named("party", member["id"])) for member in members)
        )

    def _party(self, party: Json) -> Iterator[str]:
        identifier = party.get("identifier") or {}
        key = f"party/{party['id']}/id"
        yield _subject(
            self._named("party", party["id"]),
            "org:Organization",
            ("epo:hasLegalName", _text(party.get("name"))),
            ("adms:identifier", self._identifier(key, identifier.get("id"))),
        )
        yield from self._identified(key, identifier.get("id"), scheme=identifier.get("scheme"))

    def _purpose(self, this: str, cpv: str | None, nature: str | None) -> Iterator[str]:
        if cpv or nature:
            yield _subject(
                this,
                "epo:Purpose",
                ("epo:hasMainClassification", f"cpv:{cpv}" if cpv and cpv.isdigit() else None),
                ("epo:hasContractNatureType", _coded("contract-nature", nature)),
            )

    def _amount(self, this: str, value: float | None) -> Iterator[str]:
        if value is not None:
            amount = f'"{number(value)}"^^xsd:decimal'
            yield _subject(this, "epo:MonetaryValue", ("epo:hasAmountValue", amount), ("epo:hasCurrency", _CURRENCY))

    def _identifier(self, key: str, value: object) -> str | None:
        return self._named(*key.split("/")) if value else None

    def _identified(self, key: str, value: str | None, *, scheme: str | None = None) -> Iterator[str]:
        if value:
            yield _subject(
                self._named(*key.split("/")),
                "adms:Identifier",
                ("skos:notation", _text(str(value))),
                ("adms:schemaAgency", _text(scheme)),
            )

    def _named(self, *parts: str) -> str:
        """The address of a part of the procedure: below its own, behind the mark of a fragment."""
        if not parts:
            return f"<{self._this}>"
        return f"<{self._this}#{'/'.join(quote(part, safe='') for part in parts)}>"


def _subject(this: str, kind: str, *stated: tuple[str, str | None]) -> str:
    said = "".join(f" ;\n  {name} {value}" for name, value in stated if value is not None)
    return f"{this} a {kind}{said} .\n"


def _text(value: str | None) -> str | None:
    return None if not value else f'"{value.translate(_ESCAPES)}"'


def _boolean(value: bool) -> str:  # noqa: FBT001 - it is what it writes
    return "true" if value else "false"


def _moment(day: date) -> str:
    return f'"{day.isoformat()}T00:00:00Z"^^xsd:dateTime'


def _coded(table: str, code: str | None) -> str | None:
    return None if not code else f"<{_AUTHORITY}{table}/{quote(code, safe='')}>"
