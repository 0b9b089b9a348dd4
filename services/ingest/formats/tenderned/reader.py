"""A publication of TenderNed in JSON, read as a notice.

Source: the public publication service of TenderNed (`/v2/publicaties/{publicatieId}`), as public programs use it;
it was not tried on the live service. Its JSON names no lots, winners, tenders and amounts: those are unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final

import orjson

from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.tenderned import rules
from services.ingest.formats.tenderned.people import erase, without_contacts_in
from shared.procurement.days import is_placeholder, months_between
from shared.procurement.erased import Erased
from shared.procurement.finding import Finding, Rule
from shared.procurement.notice import Buyer, Lot, LotKind, LotResult, Notice, Organisation, Stage
from shared.shown_text import readable

NAME: Final = "tenderned"
"""How notices of this format are named in the vocabulary and the API."""

_ONE_LOT: Final = "LOT-0000"
_STAGES: Final = {
    "VAK": Stage.PLANNING,
    "MAC": Stage.PLANNING,
    "AAO": Stage.CALL,
    "REC": Stage.CALL,
    "AGO": Stage.RESULT,
    "VBE": Stage.RESULT,
    "AAW": Stage.MODIFICATION,
}
_PROCEDURES: Final = {"OPE": "open", "NOP": "restricted", "CCD": "comp-dial", "OZB": "neg-wo-call"}
_NATURES: Final = {"L": "supplies", "D": "services", "W": "works"}
_CPV: Final = re.compile(r"(\d{8})(?:-\d)?", re.ASCII)
_DAY: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?:T.*)?", re.ASCII)
_NUMBER: Final = re.compile(r"[\w-]{1,40}")


class _Fields:
    """The fields of one publication, read leniently, and what is found on the way."""

    def __init__(self, publication: Mapping[str, Any], limits: Limits) -> None:
        self.publication = publication
        self.findings: list[Finding] = []
        self._limits = limits

    def add(self, rule: Rule, field: str, value: object = None) -> None:
        if len(self.findings) < self._limits.max_findings:
            self.findings.append(rule.at(f"/{field}", None if value is None else str(value), field=field))

    def text(self, field: str) -> str | None:
        value = self.publication.get(field)
        if value is None:
            return None
        if not isinstance(value, str | int) or isinstance(value, bool) or len(str(value)) > self._limits.max_text:
            self.add(rules.UNREADABLE, field)
            return None
        return readable(" ".join(str(value).split())) or None

    def code(self, field: str, known: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a value of the mapping
        """What a code means; None when it is absent or not known."""
        value = self.publication.get(field)
        stated = value.get("code") if isinstance(value, dict) else value
        if stated is None:
            return None
        if not isinstance(stated, str) or stated not in known:
            self.add(rules.UNKNOWN_CODE, field, str(stated)[: self._limits.max_code])
            return None
        return known[stated]

    def day(self, field: str) -> date | None:
        """The day as written."""
        value = self.text(field)
        match = _DAY.fullmatch(value) if value is not None else None
        try:
            day = date.fromisoformat(match[1]) if match is not None else None
        except ValueError:
            day = None
        if value is not None and (day is None or is_placeholder(day)):
            self.add(rules.UNREADABLE, field, value)
            return None
        return day

    def objects(self, field: str) -> list[dict[str, Any]]:
        value = self.publication.get(field)
        return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []

    def cpv(self) -> tuple[str | None, tuple[str, ...]]:
        """The main CPV code and the others."""
        main: str | None = None
        more: dict[str, None] = {}
        for each in self.objects("cpvCodes"):
            match = _CPV.fullmatch(each["code"].strip()) if isinstance(each.get("code"), str) else None
            if match is None:
                self.add(rules.UNREADABLE, "cpvCodes")
            elif each.get("isHoofdOpdracht") is True and main is None:
                main = match[1]
            else:
                more[match[1]] = None
        return main, tuple(more)


def read(publication: dict[str, Any], *, limits: Limits, erased: Erased, place: str) -> Parsed:
    """Read one publication, without whoever was erased. Never raises for what a sender can send."""
    erase(publication, erased)
    clean = without_contacts_in(publication)
    kept = orjson.dumps(clean)
    fields = _Fields(clean, limits)
    number = fields.text("publicatieId")
    if number is None or not _NUMBER.fullmatch(number):
        return Parsed(None, kept, (rules.NO_ID.at(place),), None)
    notice = _notice(fields, number)
    return Parsed(notice, kept, tuple(fields.findings), notice.notice_id)


def named(number: str) -> str:
    """The id of the notice with this number at TenderNed."""
    return f"{NAME}-{number}"


def _notice(fields: _Fields, number: str) -> Notice:
    stage = fields.code("aankondigingCode", _STAGES) or fields.code("typePublicatie", _STAGES) or Stage.UNKNOWN
    day = fields.day("publicatieDatum")
    buyer = fields.text("opdrachtgeverNaam") or fields.text("aanbestedendeDienstNaam")
    if buyer is None:
        fields.add(rules.NO_BUYER, "opdrachtgeverNaam")
    cpv, more = fields.cpv()
    nature = fields.code("typeOpdrachtCode", _NATURES) or fields.code("typeOpdracht", _NATURES)
    starts_on, ends_on = fields.day("aanvangOpdrachtDatum"), fields.day("voltooiingOpdrachtDatum")
    months = None if starts_on is None or ends_on is None or ends_on < starts_on else months_between(starts_on, ends_on)
    title = fields.text("aanbestedingNaam")
    lot = Lot(
        _ONE_LOT,
        "/",
        LotKind.PART if stage is Stage.PLANNING else LotKind.LOT,
        title=title,
        nature=nature,
        cpv=cpv,
        cpv_additional=more,
        duration_months=months,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    fields.add(rules.SAYS_LITTLE, "")
    return Notice(
        source=NAME,
        notice_id=named(number),
        version="01",
        stage=stage,
        dispatched_at=None if day is None else datetime.combine(day, time(), tzinfo=UTC),
        dispatched_on=day,
        language="NLD",
        previous=_earlier(fields, number),
        own_number=fields.text("referentieNummer"),
        procedure_type=fields.code("procedureCode", _PROCEDURES) or fields.code("procedure", _PROCEDURES),
        title=title,
        nature=nature,
        cpv=cpv,
        buyers=() if buyer is None else (Buyer(Organisation("ORG-0001", buyer, (), "NLD")),),
        lots=(lot,),
        results=_results(fields, stage),
    )


def _earlier(fields: _Fields, number: str) -> tuple[str, ...]:
    """Earlier publications of the same procurement, of those that TenderNed names beside this one."""
    others = (str(each.get("publicatieId")) for each in fields.objects("gerelateerdePublicaties"))
    own = int(number) if number.isdecimal() else 0
    return tuple(dict.fromkeys(named(each) for each in others if each.isdecimal() and int(each) < own))


def _results(fields: _Fields, stage: Stage) -> tuple[LotResult, ...]:
    if fields.publication.get("isVroegtijdigBeeindigd") is True:
        return (LotResult("RES-0001", _ONE_LOT, "/isVroegtijdigBeeindigd", status="clos-nw"),)
    if stage is Stage.RESULT and fields.publication.get("isGegund") is True:
        return (LotResult("RES-0001", _ONE_LOT, "/isGegund", status="selec-w"),)
    return ()
