"""What a notice states, counted directly on its XML: a second reading that shares no code with ingest.

Paths are those of the eForms SDK (fields.json of 1.3 to 1.15.1); every version of the SDK finds its codes at them.
"""

from collections import Counter
from dataclasses import dataclass

from lxml import etree

_U = "urn:oasis:names:specification:ubl:schema:xsd:"
_E = "http://data.europa.eu/p27/eforms-ubl-extension"
_NAMES = {
    "cac": f"{_U}CommonAggregateComponents-2",
    "cbc": f"{_U}CommonBasicComponents-2",
    "ext": f"{_U}CommonExtensionComponents-2",
    "efac": f"{_E}-aggregate-components/1",
    "efbc": f"{_E}-basic-components/1",
    "efext": f"{_E}s/1",
}
_TYPES = "cac:ProcurementProject/cac:ProcurementAdditionalType/cbc:ProcurementTypeCode"
_STRATEGIC = "cac:TenderingTerms/ext:UBLExtensions//efac:StrategicProcurement"
_PATHS = {
    "BT-06": f"{_TYPES}[@listName='strategic-procurement']",
    "BT-774": f"{_TYPES}[@listName='environmental-impact']",
    "BT-775": f"{_TYPES}[@listName='social-objective' or @listName='social-procurement']",
    "BT-776": f"{_TYPES}[@listName='innovative-acquisition']",
    "BT-805": f"{_TYPES}[@listName='gpp-criteria']",
    "BT-754": f"{_TYPES}[@listName='accessibility']",
    "BT-71": "cac:TenderingTerms//cbc:TendererRequirementTypeCode[@listName='reserved-procurement']",
    "BT-736": "cac:TenderingTerms//cbc:ExecutionRequirementCode[@listName='reserved-execution']",
    "BT-717": f"{_STRATEGIC}/efbc:ApplicableLegalBasis[@listName='cvd-scope']",
    "BT-810": f"{_STRATEGIC}/efbc:ApplicableLegalBasis[@listName='eed-scope']",
    "BT-735": f"{_STRATEGIC}//efbc:ProcurementCategoryCode[@listName='cvd-contract-type']",
}
"""Fields that say something about a theme or beside one, from within a lot, a group of lots or a planning part."""

_RESULT = "/*/ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension/efac:NoticeResult"


@dataclass(frozen=True)
class Counted:
    """Figures of one notice. A code is counted as (term, code, lot)."""

    notice_id: str
    version: str
    procedure_id: str | None
    lots: int
    winners: int
    codes: Counter[tuple[str, str, str]]


def count(body: bytes) -> Counted:
    """Count one notice."""
    root = etree.fromstring(body)
    return Counted(
        notice_id=_texts(root, "/*/cbc:ID[@schemeName='notice-id']")[0],
        version=_texts(root, "/*/cbc:VersionID")[0],
        procedure_id=next(iter(_texts(root, "/*/cbc:ContractFolderID")), None),
        lots=len(_found(root, "/*/cac:ProcurementProjectLot[cbc:ID/@schemeName='Lot']")),
        winners=_winners(root),
        codes=_codes(root),
    )


def _winners(root: etree._Element) -> int:
    """Tenders that a contract names; in a notice without contracts those of a lot result with a winner."""
    contracts = _found(root, f"{_RESULT}/efac:SettledContract")
    if contracts:
        named = _texts(root, f"{_RESULT}/efac:SettledContract/efac:LotTender/cbc:ID")
    else:
        named = _texts(root, f"{_RESULT}/efac:LotResult[cbc:TenderResultCode='selec-w']/efac:LotTender/cbc:ID")
    return sum(1 for tender in _texts(root, f"{_RESULT}/efac:LotTender/cbc:ID") if tender in set(named))


def _codes(root: etree._Element) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for lot in _found(root, "/*/cac:ProcurementProjectLot"):
        lot_id = _texts(lot, "cbc:ID")[0]
        for term, path in _PATHS.items():
            found.update((term, code, lot_id) for code in _texts(lot, path))
    return found


def _found(of: etree._Element, path: str) -> list[etree._Element]:
    elements = of.xpath(path, namespaces=_NAMES)
    assert isinstance(elements, list)
    return [each for each in elements if isinstance(each, etree._Element)]


def _texts(of: etree._Element, path: str) -> list[str]:
    return [(each.text or "").strip() for each in _found(of, path)]
