"""The lots of a notice on notice as eForms XML: terms, process and project of each."""

from __future__ import annotations

from typing import Final

from lxml.etree import _Element as Element

from demo.documents.statements import WITHHELD_UNTIL, Code, CriterionStatement, LotStatement, NoticeStatement, Sum
from demo.documents.xml_tree import extension, leaf, node, spoken

_LIST_OF_TERM: Final = {
    "BT-06": "strategic-procurement",
    "BT-774": "environmental-impact",
    "BT-775": "social-objective",
    "BT-776": "innovative-acquisition",
    "BT-805": "gpp-criteria",
    "BT-754": "accessibility",
}
_HIDDEN_CRITERION: Final = ("awa-cri-typ", "awa-cri-nam", "awa-cri-des")


def write_lots(root: Element, notice: NoticeStatement) -> None:
    """Write every lot, group of lots and planning part."""
    for lot in notice.lots:
        element = node(root, "cac:ProcurementProjectLot")
        leaf(element, "cbc:ID", lot.lot_id, schemeName=lot.scheme)
        _terms(node(element, "cac:TenderingTerms"), lot, asks=notice.form_type == "competition")
        if lot.scheme == "Lot":
            _process(node(element, "cac:TenderingProcess"), lot)
        _project(node(element, "cac:ProcurementProject"), lot, notice)


def privacy(parent: Element, *codes: str) -> None:
    """Say that fields are withheld: which (BT-195), why (BT-196, BT-197) and until when (BT-198)."""
    for code in codes:
        block = node(parent, "efac:FieldsPrivacy")
        leaf(block, "efbc:FieldIdentifierCode", code, listName="non-publication-identifier")
        leaf(block, "cbc:ReasonCode", "fair-comp", listName="non-publication-justification")
        spoken(block, "efbc:ReasonDescription", "Eerlijke mededinging.")
        leaf(block, "efbc:PublicationDate", WITHHELD_UNTIL)


def _terms(terms: Element, lot: LotStatement, *, asks: bool) -> None:
    of_law = [code for code in lot.codes if code.term in ("BT-717", "BT-735", "BT-810")]
    if of_law:
        _laws(extension(terms), of_law)
    leaf(terms, "cbc:FundingProgramCode", "no-eu-funds", listName="eu-funded")
    for code in lot.codes:
        if code.term == "BT-71":
            requirement = node(terms, "cac:TendererQualificationRequest", "cac:SpecificTendererRequirement")
            leaf(requirement, "cbc:TendererRequirementTypeCode", code.code, listName="reserved-procurement")
    for code in lot.codes:
        if code.term == "BT-736":
            execution = node(terms, "cac:ContractExecutionRequirement")
            leaf(execution, "cbc:ExecutionRequirementCode", code.code, listName="reserved-execution")
    for text in lot.terms:
        execution = node(terms, "cac:ContractExecutionRequirement")
        leaf(execution, "cbc:ExecutionRequirementCode", "performance", listName="conditions")
        spoken(execution, "cbc:Description", text)
    if asks:
        execution = node(terms, "cac:ContractExecutionRequirement")
        leaf(execution, "cbc:ExecutionRequirementCode", "required", listName="einvoicing")
    if lot.criteria:
        group = node(terms, "cac:AwardingTerms", "cac:AwardingCriterion")
        for criterion in lot.criteria:
            _criterion(node(group, "cac:SubordinateAwardingCriterion"), criterion)


def _laws(place: Element, codes: list[Code]) -> None:
    lists = {"BT-717": "cvd-scope", "BT-810": "eed-scope"}
    for code in codes:
        if code.term not in lists:
            continue
        strategic = node(place, "efac:StrategicProcurement")
        leaf(strategic, "efbc:ApplicableLegalBasis", code.code, listName=lists[code.term])
        for kind in codes:
            if code.term == "BT-717" and kind.term == "BT-735":
                information = node(strategic, "efac:StrategicProcurementInformation")
                leaf(information, "efbc:ProcurementCategoryCode", kind.code, listName="cvd-contract-type")


def _criterion(element: Element, criterion: CriterionStatement) -> None:
    if criterion.weight is not None or criterion.hidden:
        place = extension(element)
        parameter = node(place, "efac:AwardCriterionParameter")
        if criterion.hidden:
            privacy(parameter, "awa-cri-wei", "awa-cri-num")
        kind = "unpublished" if criterion.hidden else "per-exa"
        number = "-1" if criterion.hidden else str(criterion.weight)
        leaf(parameter, "efbc:ParameterCode", kind, listName="number-weight")
        leaf(parameter, "efbc:ParameterNumeric", number)
        if criterion.hidden:
            privacy(place, *_HIDDEN_CRITERION)
    shown = "unpublished" if criterion.hidden else None
    leaf(element, "cbc:AwardingCriterionTypeCode", shown or criterion.kind, listName="award-criterion-type")
    spoken(element, "cbc:Name", shown or criterion.name)
    spoken(element, "cbc:Description", shown or criterion.description)


def _process(process: Element, lot: LotStatement) -> None:
    if lot.relaunch:
        leaf(extension(process), "efbc:ProcedureRelaunchIndicator", "true")
    for reference in lot.plans:
        leaf(node(process, "cac:NoticeDocumentReference"), "cbc:ID", reference, schemeName="notice-id-ref")
    for name, code in (("framework-agreement", lot.framework), ("dps-usage", lot.dps)):
        if code is not None:
            leaf(node(process, "cac:ContractingSystem"), "cbc:ContractingSystemTypeCode", code, listName=name)


def _project(project: Element, lot: LotStatement, notice: NoticeStatement) -> None:
    leaf(project, "cbc:ID", lot.own_number, schemeName="InternalID")
    spoken(project, "cbc:Name", lot.title)
    spoken(project, "cbc:Description", f"{lot.title}, zoals in de stukken beschreven.")
    leaf(project, "cbc:ProcurementTypeCode", lot.nature, listName="contract-nature")
    if notice.contact is not None:
        spoken(project, "cbc:Note", f"Contact: {notice.contact.email}, telefoon {notice.contact.telephone}.")
    for code in lot.codes:
        if code.term in _LIST_OF_TERM:
            kind = node(project, "cac:ProcurementAdditionalType")
            leaf(kind, "cbc:ProcurementTypeCode", code.code, listName=_LIST_OF_TERM[code.term])
    if lot.estimate is not None or lot.framework_maximum is not None:
        total = node(project, "cac:RequestedTenderTotal")
        if lot.framework_maximum is not None:
            _amount(extension(total), "efbc:FrameworkMaximumAmount", lot.framework_maximum)
        if lot.estimate is not None:
            _amount(total, "cbc:EstimatedOverallContractAmount", lot.estimate)
    if lot.cpv is not None:
        leaf(node(project, "cac:MainCommodityClassification"), "cbc:ItemClassificationCode", lot.cpv, listName="cpv")
    for cpv in lot.more_cpv:
        more = node(project, "cac:AdditionalCommodityClassification")
        leaf(more, "cbc:ItemClassificationCode", cpv, listName="cpv")
    _period(project, lot)


def _period(project: Element, lot: LotStatement) -> None:
    if lot.months is None and lot.years is None and lot.period is None:
        return
    period = node(project, "cac:PlannedPeriod")
    if lot.period is not None:
        leaf(period, "cbc:StartDate", lot.period[0])
        leaf(period, "cbc:EndDate", lot.period[1])
    elif lot.years is not None:
        leaf(period, "cbc:DurationMeasure", str(lot.years), unitCode="YEAR")
    else:
        leaf(period, "cbc:DurationMeasure", str(lot.months), unitCode="MONTH")


def _amount(parent: Element, name: str, stated: Sum) -> None:
    leaf(parent, name, str(stated.value), currencyID=stated.currency)
