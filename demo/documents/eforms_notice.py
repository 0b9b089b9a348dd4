"""A notice on notice as eForms XML: header, buyers, organisations, procedure and change.

Element structure as in published notices of SDK 1.7 to 1.13 (fields and paths: eForms SDK, OP-TED, CC BY 4.0).
"""

from __future__ import annotations

from lxml.etree import _Element as Element

from demo.documents.eforms_lots import write_lots
from demo.documents.eforms_result import Members, write_result
from demo.documents.statements import BuyerStatement, NoticeStatement, Sum
from demo.documents.xml_tree import document, extension, leaf, node, root_of, spoken
from demo.market.firms import Firm, Person


def write_eforms(notice: NoticeStatement) -> bytes:
    """The notice as an XML document."""
    root = root_of(notice.root)
    members = Members(first=len(notice.buyers) + 2)
    _extension(extension(root), notice, members)
    leaf(root, "cbc:UBLVersionID", "2.3")
    leaf(root, "cbc:CustomizationID", notice.sdk)
    leaf(root, "cbc:ID", notice.notice_id, schemeName="notice-id")
    leaf(root, "cbc:ContractFolderID", notice.procedure_id)
    leaf(root, "cbc:IssueDate", notice.dispatched)
    leaf(root, "cbc:IssueTime", notice.clock)
    leaf(root, "cbc:VersionID", notice.version)
    leaf(root, "cbc:RegulatoryDomain", notice.legal_basis)
    leaf(root, "cbc:NoticeTypeCode", notice.notice_type, listName=notice.form_type)
    leaf(root, "cbc:NoticeLanguageCode", "NLD")
    for place, buyer in enumerate(notice.buyers, start=1):
        _contracting_party(node(root, "cac:ContractingParty"), buyer, place)
    _procedure_terms(root, notice)
    _process(node(root, "cac:TenderingProcess"), notice)
    _project(node(root, "cac:ProcurementProject"), notice)
    if notice.results:
        # OPT-999: a dummy date that stands in every real result notice and means nothing.
        leaf(node(root, "cac:TenderResult"), "cbc:AwardDate", "2000-01-01Z")
    write_lots(root, notice)
    return document(root)


def write_registration(notice_id: str, *, subtype: str, dispatched: str) -> bytes:
    """A business registration (X01, X02): it comes through the same door and is no procurement."""
    root = root_of("BusinessRegistrationInformationNotice")
    leaf(node(extension(root), "efac:NoticeSubType"), "cbc:SubTypeCode", subtype, listName="notice-subtype")
    leaf(root, "cbc:UBLVersionID", "2.3")
    leaf(root, "cbc:CustomizationID", "eforms-sdk-1.10")
    leaf(root, "cbc:ID", notice_id, schemeName="notice-id")
    leaf(root, "cbc:IssueDate", dispatched)
    leaf(root, "cbc:IssueTime", "09:00:00+01:00")
    leaf(root, "cbc:VersionID", "01")
    leaf(root, "cbc:NoticeTypeCode", "brin-eeig" if subtype == "X01" else "brin-ecs", listName="bri")
    leaf(root, "cbc:NoticeLanguageCode", "NLD")
    return document(root)


def amount(parent: Element, name: str, stated: Sum | None) -> None:
    """An amount with its currency."""
    if stated is not None:
        leaf(parent, name, str(stated.value), currencyID=stated.currency)


def _extension(place: Element, notice: NoticeStatement, members: Members) -> None:
    leaf(place, "efbc:TransmissionDate", notice.dispatched)
    if notice.changes is not None or notice.change_reason is not None:
        changes = node(place, "efac:Changes")
        leaf(changes, "efbc:ChangedNoticeIdentifier", notice.changes)
        spoken(node(changes, "efac:Change"), "efbc:ChangeDescription", "Zie de aangepaste aankondiging.")
        leaf(
            node(changes, "efac:ChangeReason"),
            "cbc:ReasonCode",
            notice.change_reason,
            listName="change-corrig-justification",
        )
    if notice.modifies is not None:
        modification = node(place, "efac:ContractModification")
        leaf(modification, "efbc:ChangedNoticeIdentifier", notice.modifies, schemeName="ojs-notice-id")
        leaf(
            node(modification, "efac:ChangeReason"),
            "cbc:ReasonCode",
            "mod-rev",
            listName="modification-justification",
        )
    write_result(place, notice, members)
    leaf(node(place, "efac:NoticeSubType"), "cbc:SubTypeCode", notice.subtype, listName="notice-subtype")
    _organisations(node(place, "efac:Organizations"), notice, members)
    if notice.publication is not None:
        publication = node(place, "efac:Publication")
        leaf(publication, "efbc:NoticePublicationID", notice.publication, schemeName="ojs-notice-id")


def _organisations(place: Element, notice: NoticeStatement, members: Members) -> None:
    for number, buyer in enumerate(notice.buyers, start=1):
        organisation = node(place, "efac:Organization")
        if buyer.lead is not None:
            leaf(organisation, "efbc:GroupLeadIndicator", "true" if buyer.lead else "false")
        company = node(organisation, "efac:Company")
        _company(company, f"ORG-{number:04d}", buyer.name, buyer.identifier, contact=notice.contact)
        if notice.contact is not None and number == 1:
            touch_point = node(organisation, "efac:TouchPoint")
            leaf(node(touch_point, "cac:PartyIdentification"), "cbc:ID", "TPO-0001", schemeName="touchpoint")
            spoken(node(touch_point, "cac:PartyName"), "cbc:Name", "Afdeling Inkoop")
            _contact(touch_point, notice.contact)
    review = node(node(place, "efac:Organization"), "efac:Company")
    _company(review, f"ORG-{len(notice.buyers) + 1:04d}", "Voorbeeldrechtbank", "99009999", contact=notice.contact)
    for reference, firm in members.firms():
        _firm(node(place, "efac:Organization"), reference, firm, notice)
    if notice.owner is not None and any(not firm.person for _, firm in members.firms()):
        owner = node(place, "efac:UltimateBeneficialOwner")
        leaf(owner, "cbc:ID", "UBO-0001", schemeName="ubo")
        leaf(owner, "cbc:FamilyName", notice.owner.last)
        leaf(owner, "cbc:FirstName", notice.owner.first)
        _contact(owner, notice.owner)
        leaf(node(owner, "efac:Nationality"), "cbc:NationalityID", "NLD")


def _firm(organisation: Element, reference: str, firm: Firm, notice: NoticeStatement) -> None:
    leaf(organisation, "efbc:ListedOnRegulatedMarketIndicator", "false")
    leaf(organisation, "efbc:NaturalPersonIndicator", "true" if firm.person else "false")
    if notice.owner is not None and not firm.person:
        leaf(node(organisation, "efac:UltimateBeneficialOwner"), "cbc:ID", "UBO-0001", schemeName="ubo")
    company = node(organisation, "efac:Company")
    leaf(company, "efbc:CompanySizeCode", firm.size, listName="economic-operator-size")
    _company(company, reference, firm.name, firm.kvk, country=firm.country, contact=notice.contact)


def _company(
    company: Element, reference: str, name: str, identifier: str, *, contact: Person | None, country: str = "NLD"
) -> None:
    leaf(node(company, "cac:PartyIdentification"), "cbc:ID", reference, schemeName="organization")
    spoken(node(company, "cac:PartyName"), "cbc:Name", name)
    address = node(company, "cac:PostalAddress")
    leaf(address, "cbc:CityName", "Proefstad")
    leaf(address, "cbc:PostalZone", "0000 AA")
    leaf(node(address, "cac:Country"), "cbc:IdentificationCode", country, listName="country")
    leaf(node(company, "cac:PartyLegalEntity"), "cbc:CompanyID", identifier)
    if contact is not None:
        _contact(company, contact)


def _contact(parent: Element, person: Person) -> None:
    contact = node(parent, "cac:Contact")
    leaf(contact, "cbc:Name", person.name)
    leaf(contact, "cbc:Telephone", person.telephone)
    leaf(contact, "cbc:Telefax", person.telephone)
    leaf(contact, "cbc:ElectronicMail", person.email)


def _contracting_party(party: Element, buyer: BuyerStatement, place: int) -> None:
    leaf(party, "cbc:BuyerProfileURI", "https://inkoop.voorbeeld.example/")
    leaf(node(party, "cac:ContractingPartyType"), "cbc:PartyTypeCode", buyer.legal_type, listName="buyer-legal-type")
    leaf(node(party, "cac:ContractingActivity"), "cbc:ActivityTypeCode", "gen-pub", listName="authority-activity")
    identification = node(party, "cac:Party", "cac:PartyIdentification")
    leaf(identification, "cbc:ID", f"ORG-{place:04d}", schemeName="organization")


def _procedure_terms(root: Element, notice: NoticeStatement) -> None:
    if not notice.groups:
        return
    distribution = node(root, "cac:TenderingTerms", "cac:LotDistribution")
    for group_id, lot_ids in notice.groups:
        group = node(distribution, "cac:LotsGroup")
        leaf(group, "cbc:LotsGroupID", group_id)
        for lot_id in lot_ids:
            leaf(node(group, "cac:ProcurementProjectLotReference"), "cbc:ID", lot_id, schemeName="Lot")


def _process(process: Element, notice: NoticeStatement) -> None:
    spoken(process, "cbc:Description", "De procedure verloopt volgens de aanbestedingsstukken.")
    leaf(process, "cbc:ProcedureCode", notice.procedure_type, listName="procurement-procedure-type")
    for reference in notice.previous:
        # References go by publication number or by notice id with its version.
        scheme = "notice-id-ref" if reference.count("-") > 1 else "ojs-notice-id"
        leaf(node(process, "cac:NoticeDocumentReference"), "cbc:ID", reference, schemeName=scheme)
    if notice.procedure_type == "neg-wo-call":
        justification = node(process, "cac:ProcessJustification")
        leaf(justification, "cbc:ProcessReasonCode", "technical", listName="direct-award-justification")


def _project(project: Element, notice: NoticeStatement) -> None:
    leaf(project, "cbc:ID", notice.own_number, schemeName="InternalID")
    spoken(project, "cbc:Name", notice.title)
    description = notice.description
    if notice.contact is not None:
        description = f"{description} Vragen? Mail {notice.contact.email} of bel {notice.contact.telephone}.".strip()
    spoken(project, "cbc:Description", description)
    leaf(project, "cbc:ProcurementTypeCode", notice.nature, listName="contract-nature")
    if notice.estimate is not None:
        amount(node(project, "cac:RequestedTenderTotal"), "cbc:EstimatedOverallContractAmount", notice.estimate)
    if notice.cpv is not None:
        leaf(node(project, "cac:MainCommodityClassification"), "cbc:ItemClassificationCode", notice.cpv, listName="cpv")
