"""Every real notice and every example of the SDK is read, and says what plain XPath says."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from shared.procurement.finding import Severity
from shared.procurement.notice import LotKind, Notice, winners
from tests.ingest.eforms.builders import notice, parsed, real_files, texts

REGISTRATIONS = {"X01_EEIG.xml", "X02_registration.xml"}
LISTS = {
    "BT-06": "strategic-procurement",
    "BT-774": "environmental-impact",
    "BT-775": "social-objective",
    "BT-776": "innovative-acquisition",
    "BT-805": "gpp-criteria",
    "BT-754": "accessibility",
}
LOT = "/*/cac:ProcurementProjectLot"
RESULT = "//efac:NoticeResult"


def everything() -> Iterator[tuple[Path, bytes]]:
    for folder in ("notices", "sdk-examples"):
        for path in real_files(folder):
            if path.name not in REGISTRATIONS:
                yield path, path.read_bytes()


def codes_by_term(read: Notice) -> Counter[tuple[str, str]]:
    return Counter((code.term, code.code) for lot in read.lots for code in lot.codes)


def codes_by_xpath(root: etree._Element) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for term, name in LISTS.items():
        path = f"{LOT}/cac:ProcurementProject/cac:ProcurementAdditionalType/cbc:ProcurementTypeCode[@listName='{name}']"
        found.update((term, code) for code in texts(root, path))
    terms = f"{LOT}/cac:TenderingTerms"
    extension = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"
    strategic = f"{terms}/{extension}/efac:StrategicProcurement"
    specific = "cac:TendererQualificationRequest/cac:SpecificTendererRequirement"
    execution = "cac:ContractExecutionRequirement/cbc:ExecutionRequirementCode"
    category = "efac:StrategicProcurementInformation/efbc:ProcurementCategoryCode"
    others = {
        "BT-71": f"{terms}/{specific}/cbc:TendererRequirementTypeCode[@listName='reserved-procurement']",
        "BT-736": f"{terms}/{execution}[@listName='reserved-execution']",
        "BT-717": f"{strategic}/efbc:ApplicableLegalBasis[@listName='cvd-scope']",
        "BT-810": f"{strategic}/efbc:ApplicableLegalBasis[@listName='eed-scope']",
        "BT-735": f"{strategic}/{category}[@listName='cvd-contract-type']",
    }
    for term, path in others.items():
        found.update((term, code) for code in texts(root, path))
    return found


def winners_by_xpath(root: etree._Element) -> set[str]:
    if texts(root, f"{RESULT}/efac:SettledContract"):
        named = set(texts(root, f"{RESULT}/efac:SettledContract/efac:LotTender/cbc:ID"))
    else:
        named = set(texts(root, f"{RESULT}/efac:LotResult[cbc:TenderResultCode = 'selec-w']/efac:LotTender/cbc:ID"))
    return named & set(texts(root, f"{RESULT}/efac:LotTender/cbc:ID"))


def test_all_are_accepted_without_an_error() -> None:
    read = [parsed(body) for _, body in everything()]
    assert len(read) == 178
    assert all(result.notice is not None for result in read)
    assert not [finding for result in read for finding in result.findings if finding.severity is Severity.ERROR]


def test_a_business_registration_is_accepted_as_no_procurement() -> None:
    registrations = [path for path in real_files("sdk-examples") if path.name in REGISTRATIONS]
    assert len(registrations) == len(REGISTRATIONS)
    for path in registrations:
        result = parsed(path.read_bytes())
        assert result.notice is None
        assert [(finding.rule, finding.severity) for finding in result.findings] == [("EF-010", Severity.INFO)]
        assert result.kept


def test_lots_results_and_winners_are_as_many_as_plain_xpath_counts() -> None:
    totals: Counter[str] = Counter()
    for path, body in everything():
        read, root = notice(body), etree.fromstring(body)
        kinds = Counter(lot.kind for lot in read.lots)
        for kind, scheme in ((LotKind.LOT, "Lot"), (LotKind.GROUP, "LotsGroup"), (LotKind.PART, "Part")):
            assert kinds[kind] == len(texts(root, f"{LOT}/cbc:ID[@schemeName='{scheme}']")), path.name
        assert len(read.results) == len(texts(root, f"{RESULT}/efac:LotResult")), path.name
        tenders = {tender.tender_id for tender in read.tenders}  # one for several lots stands there for each of them
        assert len(tenders) == len(texts(root, f"{RESULT}/efac:LotTender")), path.name
        assert len(read.contracts) == len(texts(root, f"{RESULT}/efac:SettledContract")), path.name
        assert {tender.tender_id for tender in winners(read)} == winners_by_xpath(root), path.name
        totals.update(lots=kinds[LotKind.LOT], results=len(read.results), winners=len(winners(read)))
    assert min(totals.values()) > 0


def test_each_strategic_code_is_found_as_often_as_plain_xpath_finds_it() -> None:
    total: Counter[tuple[str, str]] = Counter()
    for path, body in everything():
        expected = codes_by_xpath(etree.fromstring(body))
        assert codes_by_term(notice(body)) == expected, path.name
        total += expected
    assert {term for term, _ in total} == {*LISTS, "BT-71", "BT-736", "BT-717", "BT-810", "BT-735"}


def test_every_code_stands_where_its_place_says() -> None:
    for path, body in everything():
        if path.name == "cn_24_maximal_100_lots.xml":  # the same lot a hundred times
            continue
        result = parsed(body)
        kept = etree.fromstring(result.kept)
        assert result.notice is not None
        for lot in result.notice.lots:
            for code in lot.codes:
                assert texts(kept, code.place) == [code.code], path.name


def test_amounts_dates_and_numbers_are_those_of_the_source() -> None:
    for path, body in everything():
        if path.name.startswith("can_25_withheld"):
            continue
        read, root = notice(body), etree.fromstring(body)
        values = [str(tender.value.value) for tender in read.tenders if tender.value is not None]
        assert sorted(map(float, values)) == sorted(
            map(float, texts(root, f"{RESULT}/efac:LotTender//cbc:PayableAmount"))
        )
        counts = [count.number or 0 for result in read.results for count in result.submissions]
        stated = (
            f"{RESULT}/efac:LotResult/efac:ReceivedSubmissionsStatistics[efbc:StatisticsCode]/efbc:StatisticsNumeric"
        )
        assert sorted(counts) == sorted(map(int, texts(root, stated))), path.name
        assert str(read.dispatched_on) == texts(root, "/*/cbc:IssueDate")[0][:10]
        decided = [str(contract.awarded_on) for contract in read.contracts if contract.awarded_on]
        assert decided == [text[:10] for text in texts(root, f"{RESULT}/efac:SettledContract/cbc:AwardDate")]
        vehicles = [pair for result in read.results for pair in result.vehicles]
        assert len(vehicles) == len(texts(root, f"{RESULT}/efac:LotResult//efbc:StatisticsCode[@listName='vehicles']"))


def test_the_index_of_the_real_notices_says_the_same() -> None:
    folder = real_files("notices")[0].parent
    with (folder.parent / "index.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 100
    numbers = ("06", "774", "775", "776", "805", "754", "71", "736")
    columns = {f"bt{number}": {f"BT-{number}"} for number in numbers}
    columns["cvd"] = {"BT-717", "BT-810"}  # the index counts every law that applies under it
    for row in rows:
        read = notice((folder.parent / row["file"]).read_bytes())
        for column, terms in columns.items():
            stated = [code.code for lot in read.lots for code in lot.codes if code.term in terms]
            assert Counter(stated) == Counter(row[column].split(";") if row[column] else []), (row["file"], column)
        assert (read.notice_id, read.version, read.subtype) == (row["notice_id"], row["version"], row["subtype"])
        assert (read.procedure_id or "", read.notice_type) == (row["procedure_id"], row["notice_type"])
        assert f"eforms-sdk-{read.sdk}" == row["sdk"]
        lots = sum(lot.kind is LotKind.LOT for lot in read.lots)
        counted = (lots, len(read.results), len(read.contracts))
        assert counted == (int(row["lots"]), int(row["lot_results"]), int(row["contracts"])), row["file"]
        assert sum(len(result.vehicles) for result in read.results) == int(row["vehicles"])


def test_reading_the_kept_copy_gives_the_same_and_changes_nothing_more() -> None:
    for path, body in everything():
        result = parsed(body)
        again = parsed(result.kept)
        assert again.kept == result.kept, path.name
        assert again.notice == result.notice, path.name


def test_reading_is_the_same_each_time() -> None:
    for _, body in everything():
        assert parsed(body) == parsed(body)


def test_no_contact_of_a_real_notice_is_left() -> None:
    contacts = (
        "//cac:Contact/*[self::cbc:ElectronicMail or self::cbc:Telephone or self::cbc:Telefax]",
        "//efac:UltimateBeneficialOwner/cbc:FamilyName",
        "//cac:TechnicalCommitteePerson/cbc:FamilyName",
    )
    seen = 0
    for path, body in everything():
        kept = etree.fromstring(parsed(body).kept)
        for contact in contacts:
            seen += len(texts(etree.fromstring(body), contact))
            assert not any(texts(kept, contact)), path.name
    assert seen > 1000
