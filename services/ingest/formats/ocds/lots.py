"""Lots of a release (`tender.lots`, and what `tender` itself says of them) in the words of the vocabulary.

A tender without lots is one lot with the id LOT-0000: the id that eForms gives to a procedure that is not divided, so
that the same procedure counts once when it arrives in both formats. Where awards, bids or items of such a tender name
lots, those are its lots.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from services.ingest.formats.ocds import rules
from services.ingest.formats.ocds.ids import element_ids, own_id
from services.ingest.formats.ocds.terms import award_criteria, strategic_codes, sustainability
from services.ingest.formats.ocds.values import (
    Node,
    Reading,
    code,
    codes,
    count,
    cpv_of,
    day,
    flag,
    inner,
    listed,
    money,
    objects,
    text,
)
from services.ingest.formats.parsed import Refused
from shared.procurement.money import Money
from shared.procurement.notice import Lot, LotKind, SourceCode, SourceText
from shared.quick_dataclass import quick_dataclass

UNDIVIDED = "LOT-0000"

_NATURES = {"goods": "supplies", "works": "works", "services": "services"}
_FRAMEWORK_METHODS = {
    "withReopeningCompetition": "fa-w-rc",
    "withoutReopeningCompetition": "fa-wo-rc",
    "withAndWithoutReopeningCompetition": "fa-mix",
}
_DPS_TYPES = {"closed": "dps-list", "open": "dps-nlist"}
_MOST_REFERENCES = 200_000
_MOST_PRODUCTS = 50
"""Product codes kept of one lot."""
_YEAR_DAYS, _MONTH_DAYS, _YEAR_MONTHS = 365, 30, 12
_MEAN_MONTH = Decimal("30.4375")
_HUNDREDTH = Decimal("0.01")


@quick_dataclass(frozen=True, slots=True)
class Lots:
    """The lots of a release, what belongs to which group (BT-330, BT-1375), and the CPV code of the whole."""

    lots: tuple[Lot, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    cpv: str | None = None
    doubled: frozenset[str] = frozenset()  # ids that several lots carry: a reference to one of them names none


def read_lots(release: Node, tender: Node, reading: Reading) -> Lots:
    """Read the lots of a release, groups of lots and planning parts included (they are marked as such)."""
    products = _products(tender, reading)
    lots: dict[str, Lot] = {}
    whole = sustainability(tender, "/tender", reading)
    stated = objects(tender, "lots", "/tender", reading)
    _bounded(len(stated) * len(whole))
    ids = element_ids()
    for place, node in stated:
        lot_id = own_id(ids, (place, node), reading)
        if lot_id is not None:
            cpv = products.get(lot_id)
            lots[lot_id] = _lot(node, place, lot_id, tender=tender, whole=whole, cpv=cpv, reading=reading)
    for lot_id in ids.doubled:  # of which of them an item is, is not said
        lots[lot_id] = replace(lots[lot_id], cpv=None, cpv_additional=())
    general = products.get("")
    if not lots:
        lots = _undivided(release, tender, whole, products, reading)
    groups = []
    for place, node in objects(tender, "lotGroups", "/tender", reading) if "lotGroups" in tender else ():
        group_id = code(node, "id", place, reading)
        if group_id is not None and group_id not in lots:
            title = text(node, "title", place, reading)
            maximum = money(node, "maximumValue", place, reading)
            lots[group_id] = Lot(group_id, place, LotKind.GROUP, title=title, framework_maximum=maximum)
            groups.append((group_id, tuple(codes(node, "relatedLots", place, reading))))
    return Lots(tuple(lots.values()), tuple(groups), general[0] if general else None, ids.doubled)


def nature_of(node: Node, place: str, reading: Reading) -> str | None:
    """Read the main nature (BT-23); OCDS calls supplies `goods`."""
    category = code(node, "mainProcurementCategory", place, reading)
    return None if category is None else _NATURES.get(category, category)


def own_number(node: Node, place: str, reading: Reading) -> str | None:
    """Read the buyer's own number (BT-22): the identifier of scheme `internal`."""
    if "identifiers" not in node:
        return None
    for at, identifier in objects(node, "identifiers", place, reading):
        if identifier.get("scheme") == "internal":
            return code(identifier, "id", at, reading)
    return None


def framework_maximum(node: Node, place: str, reading: Reading) -> Money | None:
    """Read the maximum value of a framework agreement (BT-271)."""
    techniques = node.get("techniques")
    if type(techniques) is not dict or "frameworkAgreement" not in techniques:
        return None
    agreement = inner(techniques, "frameworkAgreement", f"{place}/techniques", reading)
    return money(agreement, "value", f"{place}/techniques/frameworkAgreement", reading)


def _lot(
    node: Node,
    place: str,
    lot_id: str,
    *,
    tender: Node,
    whole: list[SourceCode],
    cpv: list[str] | None,
    reading: Reading,
) -> Lot:
    starts_on, ends_on, months = _period(node, place, tender, reading)
    framework, dps = _techniques(node if "techniques" in node else tender, place, reading)
    terms = node.get("contractTerms")
    terms = inner(node, "contractTerms", place, reading) if terms is not None else {}
    criteria, texts = award_criteria(node, place, reading)
    performance = text(terms, "performanceTerms", f"{place}/contractTerms", reading) if terms else None
    if performance is not None:
        texts.append(SourceText("BT-70", performance, f"{place}/contractTerms/performanceTerms"))
    kind = LotKind.LOT
    if lot_id.startswith(("PAR-", "GLO-")):
        kind = LotKind.PART if lot_id.startswith("PAR-") else LotKind.GROUP
    return Lot(
        lot_id,
        place,
        kind,
        text(node, "title", place, reading),
        None if node is tender else own_number(node, place, reading),
        nature_of(node, place, reading),
        cpv[0] if cpv else None,
        tuple(cpv[1:]) if cpv else (),
        money(node, "value", place, reading),
        framework_maximum(node, place, reading),
        framework,
        dps,
        months,
        starts_on,
        ends_on,
        None,
        tuple(strategic_codes(node, place, terms, whole=whole, reading=reading)),
        tuple(texts),
        tuple(criteria),
    )


def _techniques(node: Node, place: str, reading: Reading) -> tuple[str | None, str | None]:
    """Read BT-765 and BT-766 in the codes of eForms; a method that is not said is `fa-unspecified`."""
    techniques = inner(node, "techniques", place, reading)
    if not techniques:
        return None, None
    at = f"{place}/techniques"
    framework, dps = None, None
    agreement = inner(techniques, "frameworkAgreement", at, reading)
    has = flag(techniques, "hasFrameworkAgreement", at, reading)
    if has or (has is None and agreement):
        method = code(agreement, "method", f"{at}/frameworkAgreement", reading)
        framework = _FRAMEWORK_METHODS.get(method or "", "fa-unspecified")
    elif has is False:
        framework = "none"
    system = inner(techniques, "dynamicPurchasingSystem", at, reading)
    has = flag(techniques, "hasDynamicPurchasingSystem", at, reading)
    if has or (has is None and system):
        kind = code(system, "type", f"{at}/dynamicPurchasingSystem", reading)
        dps = _DPS_TYPES.get(kind or "", "dps-unspecified")
    elif has is False:
        dps = "none"
    return framework, dps


def _period(node: Node, place: str, tender: Node, reading: Reading) -> tuple[date | None, date | None, Decimal | None]:
    """Read start, end and months of the contract; the period of the tender holds for lots that state none."""
    if "contractPeriod" not in node:
        node, place = tender, "/tender"
        if "contractPeriod" not in node:
            return None, None, None
    period = inner(node, "contractPeriod", place, reading)
    at = f"{place}/contractPeriod"
    starts_on = day(period, "startDate", at, reading)
    ends_on = day(period, "endDate", at, reading)
    days = count(period, "durationInDays", at, reading)
    if days:
        return starts_on, ends_on, _months_of(days)
    if starts_on is not None and ends_on is not None and starts_on <= ends_on:
        return starts_on, ends_on, _months_between(starts_on, ends_on)
    return starts_on, ends_on, None


def _months_of(days: int) -> Decimal:
    """Turn days into months. Converters write years as 365 and months as 30 days: those come back whole."""
    if days % _YEAR_DAYS == 0:
        return Decimal(days // _YEAR_DAYS * _YEAR_MONTHS)
    if days % _MONTH_DAYS == 0:
        return Decimal(days // _MONTH_DAYS)
    return (days / _MEAN_MONTH).quantize(_HUNDREDTH)


def _months_between(first: date, last: date) -> Decimal:
    """Count the months from the first day up to and including the last."""
    end = last + timedelta(days=1)
    months = (end.year - first.year) * _YEAR_MONTHS + end.month - first.month
    return (months + Decimal(end.day - first.day) / _MONTH_DAYS).quantize(_HUNDREDTH)


def _products(tender: Node, reading: Reading) -> dict[str, list[str]]:
    """Gather CPV codes by lot, main first; under "" those of items that name no lot."""
    products: dict[str, list[str]] = {}
    if "items" not in tender:
        return products
    for place, item in objects(tender, "items", "/tender", reading):
        lot_id = code(item, "relatedLot", place, reading) or ""
        into = products.setdefault(lot_id, [])
        for classification in (item.get("classification"), *listed(item.get("additionalClassifications"))):
            cpv = cpv_of(classification)
            if cpv is not None and len(into) < _MOST_PRODUCTS and cpv not in into:
                into.append(cpv)
    return products


def _undivided(
    release: Node, tender: Node, whole: list[SourceCode], products: dict[str, list[str]], reading: Reading
) -> dict[str, Lot]:
    """Give the lots of a tender that lists none: those that awards, bids or items relate to, else the one lot."""
    if not tender and not listed(release.get("awards")):
        return {}
    named = _named(release, tender, reading)
    own = tender.get("id")
    if not named:
        part = type(own) is str and own.startswith("PAR-") and len(own) <= reading.max_code
        named = [str(own)] if part else [UNDIVIDED]
    lot = _lot(
        tender,
        "/tender" if tender else "",
        named[0],
        tender=tender,
        whole=whole,
        cpv=products.get(named[0]) or products.get(""),
        reading=reading,
    )
    if len(named) == 1:
        return {lot.lot_id: lot}
    _bounded(len(named) * (len(lot.codes) + len(lot.texts) + len(lot.criteria) + len(lot.cpv_additional)))
    # The value is that of all lots together: of none of them alone.
    lot = replace(lot, estimated_value=None, framework_maximum=None)
    lots = {}
    for lot_id in named:
        cpv = products.get(lot_id) or products.get("", [])
        lots[lot_id] = replace(lot, lot_id=lot_id, cpv=cpv[0] if cpv else None, cpv_additional=tuple(cpv[1:]))
    return lots


def _bounded(references: int) -> None:
    """Refuse a release of few bytes in which what is said once is said of very many lots."""
    if references > _MOST_REFERENCES:
        raise Refused(rules.TOO_LARGE.at("/tender"))


def _named(release: Node, tender: Node, reading: Reading) -> list[str]:
    named: dict[str, None] = {}
    bids = release.get("bids")
    for nodes in (release.get("awards"), bids.get("details") if type(bids) is dict else None, tender.get("items")):
        for node in listed(nodes):
            if type(node) is dict:
                for lot_id in (*listed(node.get("relatedLots")), node.get("relatedLot")):
                    if type(lot_id) is str and 0 < len(lot_id) <= reading.max_code:
                        named[lot_id.strip()] = None
    return list(named)
