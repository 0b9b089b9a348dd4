"""Loads of many small notices and releases of fictitious bodies, with every way in which they find each other.

Nothing here decides what they lead to: two loads of the same documents are compared with each other.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from tests.services import RunningServices

BODIES = (
    ("Voorbeeldgemeente Eindeveld", "municipality"),
    ("Voorbeeldgemeente Zandhoek", "municipality"),
    ("Voorbeeldprovincie Verland", "province"),
    ("Voorbeeldwaterschap De Dijk", "water-authority"),
    ("Voorbeeldministerie van Papier", "ministry"),
    ("Voorbeeldregio Samen", "joint-arrangement"),
    ("Voorbeeldcollege Fictief", "public-law-body"),
    ("Voorbeeldnet Vervoer", "special-sector-company"),
)
THEMES = (
    ("environmental-impact", "clim-mitig"),
    ("environmental-impact", "circ-econ"),
    ("environmental-impact", "biodiv-eco"),
    ("social-objective", "work-cond"),
    ("social-objective", "opp"),
    ("social-objective", "acc-all"),
    ("strategic-procurement", "none"),
    ("gpp-criteria", "national"),
)
CPV = ("45233120", "30213100", "55520000", "34100000", "79993000", "90910000", "72000000", "33140000")
_NAMES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in (
        ("cac", "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"),
        ("cbc", "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"),
        ("ext", "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"),
        ("efext", "http://data.europa.eu/p27/eforms-ubl-extensions/1"),
        ("efac", "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1"),
        ("efbc", "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1"),
    )
)


@dataclass(frozen=True)
class Load:
    """Documents of a load: notices by file name, and releases."""

    notices: dict[str, bytes]
    releases: list[dict[str, Any]]

    def __len__(self) -> int:
        return len(self.notices) + len(self.releases)


def oin(number: int) -> str:
    return f"0000009977{number:07}000"


def register(services: RunningServices) -> list[str]:
    """Put the bodies of the loads into the register; gives their keys."""
    return [
        services.add_party(name, kind=kind, oin=oin(number), demo=True) for number, (name, kind) in enumerate(BODIES)
    ]


def load(procurements: int, *, seed: int) -> Load:
    """So many procurements, each of two to four documents in one format or in both."""
    chance = Random(seed)  # noqa: S311 - chance for a load, no secret
    notices: dict[str, bytes] = {}
    releases: list[dict[str, Any]] = []
    for number in range(procurements):
        one = _Procurement(number, chance)
        kind = number % 4
        if kind != 3:
            notices |= one.notices()
        if kind in (2, 3):
            releases += one.releases()
    return Load(notices, releases)


class _Procurement:
    """One procurement: a call, sometimes corrected, and its result."""

    def __init__(self, number: int, chance: Random) -> None:
        self.number = number
        self.chance = chance
        self.body = chance.randrange(len(BODIES))
        self.folder = str(UUID(int=chance.getrandbits(128), version=4))
        self.call = str(UUID(int=chance.getrandbits(128), version=4))
        self.result = str(UUID(int=chance.getrandbits(128), version=4))
        self.month = 1 + chance.randrange(9)
        self.cpv = chance.choice(CPV)
        self.lots = 1 + chance.randrange(3)
        self.themes = [chance.sample(THEMES, chance.randrange(3)) for _ in range(self.lots)]
        self.named = chance.random() < 0.7  # else BT-04 is missing and references must do
        self.won = [chance.random() < 0.85 for _ in range(self.lots)]
        self.amounts = [chance.randrange(20, 900) * 1000 for _ in range(self.lots)]
        self.tenders = [chance.randrange(1, 6) for _ in range(self.lots)]

    @property
    def number_of_its_own(self) -> str:
        return f"INK-{self.number:05}"

    def notices(self) -> dict[str, bytes]:
        found = {f"{self.number:05}-call.xml": self._notice("ContractNotice", self.call, "01")}
        if self.number % 5 == 0:
            self.themes = [themes or [THEMES[4]] for themes in self.themes]
            found[f"{self.number:05}-call-2.xml"] = self._notice("ContractNotice", self.call, "02")
        if self.number % 7:
            found[f"{self.number:05}-result.xml"] = self._notice("ContractAwardNotice", self.result, "01")
        return found

    def _notice(self, root: str, notice_id: str, version: str) -> bytes:
        result = root == "ContractAwardNotice"
        folder = f"<cbc:ContractFolderID>{self.folder}</cbc:ContractFolderID>" if self.named else ""
        month = self.month + (3 if result else 0)
        form = "result" if result else "competition"
        reference = (
            f'<cac:NoticeDocumentReference><cbc:ID schemeName="notice-id-ref">{self.call}-01</cbc:ID>'
            "</cac:NoticeDocumentReference>"
            if result
            else ""
        )
        lots = "".join(self._lot(number, result=result) for number in range(self.lots))
        return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" {_NAMES}><ext:UBLExtensions><ext:UBLExtension>
<ext:ExtensionContent><efext:EformsExtension>{self._result() if result else ""}<efac:NoticeSubType>
<cbc:SubTypeCode listName="notice-subtype">{29 if result else 16}</cbc:SubTypeCode></efac:NoticeSubType>
<efac:Organizations>{self._organisation("ORG-0001", BODIES[self.body][0], oin(self.body))}
{self._organisation("ORG-0002", "Voorbeeldbedrijf Een B.V.", "12345678", size="small")}
{self._organisation("ORG-0003", "Voorbeeldbedrijf Twee B.V.", "87654321", size="large")}</efac:Organizations>
</efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>
<cbc:CustomizationID>eforms-sdk-1.13</cbc:CustomizationID><cbc:ID schemeName="notice-id">{notice_id}</cbc:ID>{folder}
<cbc:IssueDate>2025-{month:02}-1{version[1]}+01:00</cbc:IssueDate><cbc:IssueTime>09:00:00+01:00</cbc:IssueTime>
<cbc:VersionID>{version}</cbc:VersionID><cbc:RegulatoryDomain>32014L0024</cbc:RegulatoryDomain>
<cbc:NoticeTypeCode listName="{form}">{"can" if result else "cn"}-standard</cbc:NoticeTypeCode>
<cbc:NoticeLanguageCode>NLD</cbc:NoticeLanguageCode><cac:ContractingParty><cac:Party><cac:PartyIdentification>
<cbc:ID schemeName="organization">ORG-0001</cbc:ID></cac:PartyIdentification></cac:Party></cac:ContractingParty>
<cac:TenderingProcess><cbc:ProcedureCode listName="procurement-procedure-type">open</cbc:ProcedureCode>{reference}
</cac:TenderingProcess><cac:ProcurementProject><cbc:ID schemeName="InternalID">{self.number_of_its_own}</cbc:ID>
<cbc:Name languageID="NLD">Opdracht {self.number}</cbc:Name>
<cbc:ProcurementTypeCode listName="contract-nature">services</cbc:ProcurementTypeCode><cac:MainCommodityClassification>
<cbc:ItemClassificationCode listName="cpv">{self.cpv}</cbc:ItemClassificationCode></cac:MainCommodityClassification>
</cac:ProcurementProject>{lots}</{root}>""".encode()

    def _lot(self, number: int, *, result: bool) -> str:
        themes = "".join(
            f'<cac:ProcurementAdditionalType><cbc:ProcurementTypeCode listName="{name}">{code}'
            "</cbc:ProcurementTypeCode></cac:ProcurementAdditionalType>"
            for name, code in ([] if result else self.themes[number])
        )
        return (
            f'<cac:ProcurementProjectLot><cbc:ID schemeName="Lot">LOT-{number + 1:04}</cbc:ID><cac:TenderingTerms/>'
            "<cac:TenderingProcess><cac:ContractingSystem>"
            "<cbc:ContractingSystemTypeCode listName='framework-agreement'>none"
            "</cbc:ContractingSystemTypeCode></cac:ContractingSystem></cac:TenderingProcess><cac:ProcurementProject>"
            f'<cbc:Name languageID="NLD">Perceel {number + 1}</cbc:Name><cbc:ProcurementTypeCode '
            f'listName="contract-nature">services</cbc:ProcurementTypeCode>{themes}</cac:ProcurementProject>'
            "</cac:ProcurementProjectLot>"
        )

    def _result(self) -> str:
        results, tenders, contracts = [], [], []
        for number in range(self.lots):
            n = f"{number + 1:04}"
            status = "selec-w" if self.won[number] else "clos-nw"
            of_lot = f'<efac:TenderLot><cbc:ID schemeName="Lot">LOT-{n}</cbc:ID></efac:TenderLot>'
            tender = f'<efac:LotTender><cbc:ID schemeName="tender">TEN-{n}</cbc:ID></efac:LotTender>'
            settled = f'<efac:SettledContract><cbc:ID schemeName="contract">CON-{n}</cbc:ID></efac:SettledContract>'
            results.append(
                f'<efac:LotResult><cbc:ID schemeName="result">RES-{n}</cbc:ID><cbc:TenderResultCode '
                f'listName="winner-selection-status">{status}</cbc:TenderResultCode>'
                f"{tender if self.won[number] else ''}"
                "<efac:ReceivedSubmissionsStatistics><efbc:StatisticsCode listName='received-submission-type'>tenders"
                f"</efbc:StatisticsCode><efbc:StatisticsNumeric>{self.tenders[number]}</efbc:StatisticsNumeric>"
                f"</efac:ReceivedSubmissionsStatistics>{settled if self.won[number] else ''}{of_lot}</efac:LotResult>"
            )
            if self.won[number]:
                tenders.append(
                    f'<efac:LotTender><cbc:ID schemeName="tender">TEN-{n}</cbc:ID><cac:LegalMonetaryTotal>'
                    f'<cbc:PayableAmount currencyID="EUR">{self.amounts[number]}</cbc:PayableAmount>'
                    "</cac:LegalMonetaryTotal><efac:TenderingParty><cbc:ID schemeName='tendering-party'>"
                    f"TPA-0001</cbc:ID></efac:TenderingParty>{of_lot}</efac:LotTender>"
                )
                contracts.append(
                    f'<efac:SettledContract><cbc:ID schemeName="contract">CON-{n}</cbc:ID>'
                    f"<cbc:AwardDate>2025-{self.month + 2:02}-20+01:00</cbc:AwardDate>{tender}</efac:SettledContract>"
                )
        party = (
            '<efac:TenderingParty><cbc:ID schemeName="tendering-party">TPA-0001</cbc:ID><efac:Tenderer>'
            f'<cbc:ID schemeName="organization">ORG-000{2 + self.number % 2}</cbc:ID></efac:Tenderer>'
            "</efac:TenderingParty>"
        )
        return f"<efac:NoticeResult>{''.join([*results, *tenders, *contracts])}{party}</efac:NoticeResult>"

    def _organisation(self, ref: str, name: str, identifier: str, *, size: str | None = None) -> str:
        stated = (
            f'<efbc:CompanySizeCode listName="economic-operator-size">{size}</efbc:CompanySizeCode>' if size else ""
        )
        return (
            f"<efac:Organization><efac:Company>{stated}<cac:PartyIdentification>"
            f'<cbc:ID schemeName="organization">{ref}</cbc:ID></cac:PartyIdentification><cac:PartyName>'
            f'<cbc:Name languageID="NLD">{name}</cbc:Name></cac:PartyName><cac:PartyLegalEntity>'
            f"<cbc:CompanyID>{identifier}</cbc:CompanyID></cac:PartyLegalEntity></efac:Company></efac:Organization>"
        )

    def releases(self) -> list[dict[str, Any]]:
        """Releases of the same procurement; some name its BT-04, the others only buyer and own number."""
        lots = [{"id": f"LOT-{number + 1:04}", "title": f"Perceel {number + 1}"} for number in range(self.lots)]
        tender = {
            "id": self.folder if self.named else self.number_of_its_own,
            "title": f"Opdracht {self.number}",
            "status": "active",
            "mainProcurementCategory": "services",
            "procurementMethod": "open",
            "classification": {"scheme": "CPV", "id": self.cpv},
            "lots": [{**lot, "hasSustainability": bool(themes)} for lot, themes in zip(lots, self.themes, strict=True)],
        }
        awards = [
            {
                "id": f"AWD-{number}",
                "status": "active" if self.won[number] else "unsuccessful",
                "date": f"2025-{self.month + 2:02}-20T00:00:00Z",
                "relatedLots": [lots[number]["id"]],
                "value": {"amount": self.amounts[number], "currency": "EUR"},
                "suppliers": [{"id": "s1", "name": "Voorbeeldbedrijf Een B.V."}],
            }
            for number in range(self.lots)
        ]
        first = self._release("tender", self.month, tender=tender)
        if self.number % 3 == 0:
            return [first]
        return [first, self._release("award", self.month + 3, tender=tender, awards=awards)]

    def _release(self, tag: str, month: int, **content: object) -> dict[str, Any]:
        buyer = {"id": "b1", "name": BODIES[self.body][0]}
        return {
            "ocid": f"ocds-veel-{self.number:06}",
            "id": f"{self.number}-{tag}",
            "date": f"2025-{month:02}-10T09:00:00Z",
            "tag": [tag],
            "initiationType": "tender",
            "parties": [
                {**buyer, "identifier": {"scheme": "NL-OIN", "id": oin(self.body)}, "roles": ["buyer"]},
                {"id": "s1", "name": "Voorbeeldbedrijf Een B.V.", "roles": ["supplier"]},
            ],
            "buyer": buyer,
            **content,
        }


def lines(releases: Sequence[dict[str, Any]]) -> bytes:
    """Newline-delimited releases."""
    return b"".join(json.dumps(release).encode() + b"\n" for release in releases)
