"""The result part of a notice on notice as eForms XML: lot results, tenders, contracts and who tendered."""

from __future__ import annotations

from collections.abc import Iterable

from lxml.etree import _Element as Element

from demo.documents.eforms_lots import privacy
from demo.documents.statements import ContractStatement, NoticeStatement, ResultStatement, Sum, TenderStatement
from demo.documents.xml_tree import leaf, node, spoken
from demo.market.firms import Firm


class Members:
    """The firms of a notice and the references they go by; buyers and the review body come first."""

    def __init__(self, *, first: int) -> None:
        self._first = first
        self._references: dict[Firm, str] = {}

    def reference(self, firm: Firm) -> str:
        return self._references.setdefault(firm, f"ORG-{self._first + len(self._references):04d}")

    def firms(self) -> Iterable[tuple[str, Firm]]:
        return ((reference, firm) for firm, reference in self._references.items())


def write_result(place: Element, notice: NoticeStatement, members: Members) -> None:
    """Write the result; nothing when the notice has none."""
    if not notice.results and not notice.tenders:
        return
    element = node(place, "efac:NoticeResult")
    if notice.total_hidden:
        privacy(element, "not-val")
    if notice.total is not None:
        _amount(element, "cbc:TotalAmount", notice.total, hidden=notice.total_hidden)
    if notice.framework_maximum is not None:
        _amount(element, "efbc:OverallMaximumFrameworkContractsAmount", notice.framework_maximum)
    for result in notice.results:
        _lot_result(node(element, "efac:LotResult"), result)
    for place_in_row, tender in enumerate(notice.tenders, start=1):
        _tender(node(element, "efac:LotTender"), tender, party_id=f"TPA-{place_in_row:04d}")
    for contract in notice.contracts:
        _contract(node(element, "efac:SettledContract"), contract)
    for place_in_row, tender in enumerate(notice.tenders, start=1):
        party = node(element, "efac:TenderingParty")
        leaf(party, "cbc:ID", f"TPA-{place_in_row:04d}", schemeName="tendering-party")
        for firm in tender.firms:
            leaf(node(party, "efac:Tenderer"), "cbc:ID", members.reference(firm), schemeName="organization")


def _lot_result(element: Element, result: ResultStatement) -> None:
    leaf(element, "cbc:ID", result.result_id, schemeName="result")
    leaf(element, "cbc:TenderResultCode", result.status, listName="winner-selection-status")
    if result.reason is not None:
        decision = node(element, "efac:DecisionReason")
        leaf(decision, "efbc:DecisionReasonCode", result.reason, listName="non-award-justification")
    for tender_id in result.tender_ids:
        leaf(node(element, "efac:LotTender"), "cbc:ID", tender_id, schemeName="tender")
    if result.maximum is not None or result.re_estimated is not None:
        values = node(element, "efac:FrameworkAgreementValues")
        if result.maximum is not None:
            _amount(values, "cbc:MaximumValueAmount", result.maximum)
        if result.re_estimated is not None:
            _amount(values, "efbc:ReestimatedValueAmount", result.re_estimated)
    for kind, number in result.submissions:
        statistics = node(element, "efac:ReceivedSubmissionsStatistics")
        if result.hidden:
            privacy(statistics, "rec-sub-cou", "rec-sub-typ")
        leaf(statistics, "efbc:StatisticsCode", kind, listName="received-submission-type")
        leaf(statistics, "efbc:StatisticsNumeric", number)
    for contract_id in result.contract_ids:
        leaf(node(element, "efac:SettledContract"), "cbc:ID", contract_id, schemeName="contract")
    if result.vehicles:
        information = node(element, "efac:StrategicProcurement", "efac:StrategicProcurementInformation")
        leaf(information, "efbc:ProcurementCategoryCode", "veh-acq", listName="cvd-contract-type")
        details = node(information, "efac:ProcurementDetails")
        leaf(details, "efbc:AssetCategoryCode", "m1-m2-n1", listName="vehicle-category")
        for kind, count in result.vehicles:
            vehicles = node(details, "efac:StrategicProcurementStatistics")
            leaf(vehicles, "efbc:StatisticsCode", kind, listName="vehicles")
            leaf(vehicles, "efbc:StatisticsNumeric", str(count))
    leaf(node(element, "efac:TenderLot"), "cbc:ID", result.lot_id, schemeName="Lot")


def _tender(element: Element, tender: TenderStatement, *, party_id: str) -> None:
    if tender.hidden:
        privacy(element, "win-ten-val")
    leaf(element, "cbc:ID", tender.tender_id, schemeName="tender")
    if tender.rank is not None:
        leaf(element, "cbc:RankCode", str(tender.rank))
    leaf(element, "efbc:TenderVariantIndicator", "false")
    if tender.value is not None:
        hidden = tender.hidden or tender.minus_one
        _amount(node(element, "cac:LegalMonetaryTotal"), "cbc:PayableAmount", tender.value, hidden=hidden)
    leaf(node(element, "efac:TenderingParty"), "cbc:ID", party_id, schemeName="tendering-party")
    leaf(node(element, "efac:TenderLot"), "cbc:ID", tender.lot_id, schemeName="Lot")
    leaf(node(element, "efac:TenderReference"), "cbc:ID", f"INS-{tender.tender_id}")


def _contract(element: Element, contract: ContractStatement) -> None:
    leaf(element, "cbc:ID", contract.contract_id, schemeName="contract")
    leaf(element, "cbc:AwardDate", contract.decided_on)
    leaf(element, "cbc:IssueDate", contract.concluded_on)
    spoken(element, "cbc:Title", "Overeenkomst")
    if contract.framework is not None:
        leaf(element, "efbc:ContractFrameworkIndicator", "true" if contract.framework else "false")
    for tender_id in contract.tender_ids:
        leaf(node(element, "efac:LotTender"), "cbc:ID", tender_id, schemeName="tender")


def _amount(parent: Element, name: str, stated: Sum, *, hidden: bool = False) -> None:
    leaf(parent, name, "-1" if hidden else str(stated.value), currencyID=stated.currency)
