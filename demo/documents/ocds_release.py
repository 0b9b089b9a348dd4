"""A notice on notice as a release of OCDS 1.1, with the extensions of the OCDS for eForms profile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from demo.documents.ocds_parties import Json, body_id, firm_id, parties_of
from demo.documents.statements import (
    LotStatement,
    NoticeStatement,
    ResultStatement,
    Sum,
    TenderStatement,
)

OCID_PREFIX: Final = "ocds-99demo-"
_NATURES: Final = {"supplies": "goods", "works": "works", "services": "services"}
_METHODS: Final = {"open": "open", "restricted": "selective", "neg-wo-call": "limited"}
_STATUSES: Final = {"selec-w": "active", "open-nw": "pending", "clos-nw": "unsuccessful"}
_MEASURES: Final = {"tenders": "bids", "t-esubm": "electronicBids", "t-sme": "smeBids"}
_DAYS_OF_A_MONTH, _DAYS_OF_A_YEAR = 30, 365


def write_release(notice: NoticeStatement) -> dict[str, Json]:
    """The notice as a release. Its moment is the dispatch of the notice."""
    release: dict[str, Json] = {
        "ocid": notice.ocid,
        "id": notice.release_id,
        "date": f"{notice.dispatched[:10]}T{notice.clock}",
        "tag": list(notice.tags),
        "initiationType": "tender",
        "language": "nl",
        "parties": list(parties_of(notice)),
        "buyer": {"id": body_id(notice.buyers[0]), "name": notice.buyers[0].name},
    }
    if not notice.without_tender:
        release["tender"] = _tender(notice)
    if notice.framework_process:
        release["relatedProcesses"] = [{"id": "1", "relationship": ["framework"], "identifier": f"{OCID_PREFIX}raam"}]
    if notice.previous:
        release["relatedProcesses"] = [
            {"id": str(place), "relationship": ["planning"], "scheme": "eu-oj", "identifier": reference}
            for place, reference in enumerate(notice.previous, start=1)
        ]
    if notice.results:
        release["bids"] = _bids(notice)
        release["awards"] = [_award(result, notice) for result in notice.results]
        release["contracts"] = list(_contracts(notice))
    withheld = [tender.tender_id for tender in notice.tenders if tender.hidden]
    if withheld:
        release["withheldInformation"] = [
            {"id": f"win-ten-val-{tender_id}", "field": "win-ten-val", "name": "Winning Tender Value"}
            for tender_id in withheld
        ]
    return release


def package(releases: Iterable[dict[str, Json]], *, name: str, published: str) -> dict[str, Json]:
    """A release package."""
    return {
        "version": "1.1",
        "uri": f"https://publicatie.voorbeeld.example/{name}",
        "publishedDate": published,
        "publisher": {"name": "Voorbeeld Publicatieplatform"},
        "releases": list(releases),
    }


def money(stated: Sum, *, hidden: bool = False) -> Json:
    """An amount as OCDS writes it."""
    whole = stated.value == stated.value.to_integral_value()
    number: int | float = int(stated.value) if whole else float(stated.value)
    return {"amount": -1 if hidden else number, "currency": stated.currency}


def _tender(notice: NoticeStatement) -> Json:
    description = notice.description
    if notice.contact is not None:
        description = f"{description} Vragen? Mail {notice.contact.email} of bel {notice.contact.telephone}.".strip()
    tender: dict[str, Json] = {
        # The profile puts BT-04 here; other systems a number of their own.
        "id": notice.procedure_id or notice.own_number,
        "title": notice.title,
        "description": description,
        "status": notice.tender_status,
        "procurementMethod": _METHODS.get(notice.procedure_type or "", "open"),
        "legalBasis": {"scheme": "CELEX", "id": notice.legal_basis},
        "items": [*_items(notice)],
        "lots": [_lot(lot) for lot in notice.lots if lot.scheme == "Lot"],
    }
    if notice.own_number is not None:
        tender["identifiers"] = [{"scheme": "internal", "id": notice.own_number}]
    if notice.nature is not None:
        tender["mainProcurementCategory"] = _NATURES[notice.nature]
    if notice.estimate is not None:
        tender["value"] = money(notice.estimate)
    return tender


def _items(notice: NoticeStatement) -> Iterable[Json]:
    if notice.cpv is not None:
        yield {"id": "0", "classification": {"scheme": "CPV", "id": notice.cpv}}
    for place, lot in enumerate(notice.lots, start=1):
        if lot.cpv is not None:
            yield {"id": str(place), "relatedLot": lot.lot_id, "classification": {"scheme": "CPV", "id": lot.cpv}}


def _lot(lot: LotStatement) -> Json:
    said: dict[str, Json] = {"id": lot.lot_id, "title": lot.title}
    if lot.nature is not None:
        said["mainProcurementCategory"] = _NATURES[lot.nature]
    if lot.estimate is not None:
        said["value"] = money(lot.estimate)
    days = _days(lot)
    if days is not None:
        said["contractPeriod"] = {"durationInDays": days}
    said["techniques"] = _techniques(lot)
    said.update(_aims(lot))
    terms: dict[str, Json] = {}
    for code in lot.codes:
        if code.term == "BT-71" and code.code != "none":
            said["otherRequirements"] = {"reservedParticipation": [code.code]}
        elif code.term == "BT-736" and code.code:
            terms["reservedExecution"] = code.code == "true"
    if lot.terms:
        terms["performanceTerms"] = " ".join(lot.terms)
    if terms:
        said["contractTerms"] = terms
    if lot.criteria:
        said["awardCriteria"] = {
            "criteria": [
                {"type": each.kind, "name": each.name, "description": each.description} for each in lot.criteria
            ]
        }
    return said


def _aims(lot: LotStatement) -> dict[str, Json]:
    """What a lot says of sustainability and accessibility: flags, goals and strategies."""
    flags = {"flag": "hasSustainability", "accessible": "hasAccessibilityCriteria"}
    said: dict[str, Json] = {flags[code.term]: code.code == "true" for code in lot.codes if code.term in flags}
    goals = [code.code for code in lot.codes if code.term == "goal"]
    strategies: list[Json] = [code.code for code in lot.codes if code.term == "strategy"]
    if goals:
        said["sustainability"] = [{"goal": goal, "strategies": strategies} for goal in goals]
    elif strategies:
        said["sustainability"] = [{"strategies": strategies}]
    return said


def _days(lot: LotStatement) -> int | None:
    """Converters write years as 365 and months as 30 days."""
    if lot.years is not None:
        return lot.years * _DAYS_OF_A_YEAR
    return None if lot.months is None else lot.months * _DAYS_OF_A_MONTH


def _techniques(lot: LotStatement) -> Json:
    if lot.framework in {None, "none"}:
        return {"hasFrameworkAgreement": False}
    agreement: dict[str, Json] = {"method": "withReopeningCompetition"}
    if lot.framework_maximum is not None:
        agreement["value"] = money(lot.framework_maximum)
    return {"hasFrameworkAgreement": True, "frameworkAgreement": agreement}


def _bids(notice: NoticeStatement) -> Json:
    statistics: list[Json] = []
    for result in notice.results:
        for kind, number in result.submissions:
            if kind in _MEASURES:
                statistics.append(
                    {
                        "id": f"{result.lot_id}-{kind}",
                        "measure": _MEASURES[kind],
                        "value": int(number),
                        "relatedLots": [result.lot_id],
                    }
                )
    if notice.without_bids:
        return {"statistics": statistics}
    return {"statistics": statistics, "details": [_bid(tender) for tender in notice.tenders]}


def _bid(tender: TenderStatement) -> Json:
    bid: dict[str, Json] = {
        "id": tender.tender_id,
        "relatedLots": [tender.lot_id],
        "tenderers": [{"id": firm_id(firm), "name": firm.name} for firm in tender.firms],
    }
    if tender.value is not None:
        bid["value"] = money(tender.value, hidden=tender.hidden or tender.minus_one)
    return bid


def _award(result: ResultStatement, notice: NoticeStatement) -> Json:
    award: dict[str, Json] = {
        "id": f"AWD-{result.result_id}",
        "title": "Gunning",
        "relatedLots": [result.lot_id],
    }
    if result.status is not None:
        award["status"] = _STATUSES[result.status]
    dates = [each.decided_on for each in notice.contracts if set(each.tender_ids) & set(result.tender_ids)]
    if dates and dates[0] is not None:
        award["date"] = f"{dates[0][:10]}T12:00:00+01:00"
    if result.tender_ids:
        firms = {firm for tender in notice.tenders if tender.tender_id in result.tender_ids for firm in tender.firms}
        if notice.without_bids:
            award["value"] = _sum_of(notice, result)
        else:
            award["relatedBids"] = list(result.tender_ids)
        award["suppliers"] = [
            {"id": firm_id(firm), "name": firm.name} for firm in sorted(firms, key=lambda firm: firm.number)
        ]
    if result.maximum is not None:
        award["maximumValue"] = money(result.maximum)
    if result.re_estimated is not None:
        award["estimatedValue"] = money(result.re_estimated)
    return award


def _sum_of(notice: NoticeStatement, result: ResultStatement) -> Json:
    values = [tender.value for tender in notice.tenders if tender.tender_id in result.tender_ids]
    return money(values[0]) if values and values[0] is not None else None


def _contracts(notice: NoticeStatement) -> Iterable[Json]:
    for result in notice.results:
        for contract in notice.contracts:
            if contract.contract_id not in result.contract_ids:
                continue
            said: dict[str, Json] = {
                "id": contract.contract_id,
                "awardID": f"AWD-{result.result_id}",
                "status": "active",
            }
            if not notice.without_bids:
                said["relatedBids"] = list(contract.tender_ids)
            if contract.concluded_on is not None:
                said["dateSigned"] = f"{contract.concluded_on[:10]}T12:00:00+01:00"
            if contract.value is not None:
                said["value"] = money(contract.value)
            yield said
