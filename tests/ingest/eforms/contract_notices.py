"""Notices of one contract as XML: its award, a change of it, its completion, and fields withheld in the clear."""

from tests.ingest.eforms.builders import changed

PROCEDURE = "11111111-2222-4333-8444-555555555555"
LOT = "LOT-0001"
SUPPLIER = "87654321"
_INDICATOR = "<efbc:ContractFrameworkIndicator>true</efbc:ContractFrameworkIndicator>"
_REFERENCE = "<efac:ContractReference><cbc:ID>{number}</cbc:ID></efac:ContractReference>"
_OWN_ID = "eeeeeeee-2222-4333-8444-555555555555</cbc:ID>"
_PAYABLE = '<cbc:PayableAmount currencyID="EUR">500000.00</cbc:PayableAmount>'
_ID_OF_TENDER = '<cbc:ID schemeName="tender">TEN-0001</cbc:ID>\n              <cbc:RankCode>'
_EMPTY_MODIFICATION = (
    "<efac:ContractModification>\n"
    "            <efbc:ChangedNoticeIdentifier>dddddddd-2222-4333-8444-555555555555-01</efbc:ChangedNoticeIdentifier>\n"
    "          </efac:ContractModification>"
)
_PRIVACY = (
    "<efac:FieldsPrivacy>"
    '<efbc:FieldIdentifierCode listName="non-publication-identifier">win-ten-val</efbc:FieldIdentifierCode>'
    "<efbc:PublicationDate>{until}</efbc:PublicationDate></efac:FieldsPrivacy>"
)


def award(
    oin: str,
    *,
    number: str = "CON-2026-1",
    value: str = "500000.00",
    withheld_until: str | None = None,
    version: int = 1,
) -> bytes:
    """An award of the first lot, signed on 20 January 2026."""
    private = "" if withheld_until is None else _PRIVACY.format(until=withheld_until)
    return _of(
        oin,
        (_INDICATOR, _REFERENCE.format(number=number)),
        (_EMPTY_MODIFICATION, ""),
        (_PAYABLE, _PAYABLE.replace("500000.00", value)),
        (_ID_OF_TENDER, _ID_OF_TENDER.replace("\n", private + "\n", 1)),
        ("<cbc:VersionID>01<", f"<cbc:VersionID>{version:02}<"),
    )


def modification(
    oin: str, *, notice: int = 1, number: str = "CON-2026-1", value: str = "560000", issued: str = "2026-06-01+02:00"
) -> bytes:
    """A change of that contract, told of in June 2026."""
    told = (
        "<efac:ContractModification>"
        "<efbc:ChangedNoticeIdentifier>eeeeeeee-2222-4333-8444-555555555555-01</efbc:ChangedNoticeIdentifier>"
        "<efbc:ModifiedContractIdentifier>CON-0001</efbc:ModifiedContractIdentifier>"
        '<efac:Change><efbc:ChangeDescription languageID="NLD">Meer bestelwagens</efbc:ChangeDescription></efac:Change>'
        '<efac:ChangeReason><cbc:ReasonCode listName="modification-justification">add-wss</cbc:ReasonCode>'
        '<efbc:ReasonDescription languageID="NLD">De wijk groeide</efbc:ReasonDescription></efac:ChangeReason>'
        "</efac:ContractModification>"
    )
    return _of(
        oin,
        (_INDICATOR, _REFERENCE.format(number=number)),
        (_EMPTY_MODIFICATION, told),
        (_PAYABLE, _PAYABLE.replace("500000.00", value)),
        (">29<", ">38<"),
        ('listName="result">can-standard', 'listName="cont-modif">can-modif'),
        (_OWN_ID, f"ffffffff-2222-4333-8444-{notice:012}</cbc:ID>"),
        ("2026-01-01+01:00</cbc:IssueDate>", f"{issued}</cbc:IssueDate>"),
    )


def completion(oin: str, *, number: str = "CON-2026-1") -> bytes:
    """Its completion, told of on 1 March 2028."""
    paid = (
        '<efac:AggregatedAmounts><cbc:PaidAmount currencyID="EUR">555000</cbc:PaidAmount>'
        '<efbc:PenaltiesAmount currencyID="EUR">0</efbc:PenaltiesAmount></efac:AggregatedAmounts>'
    )
    return _of(
        oin,
        (_INDICATOR, _REFERENCE.format(number=number)),
        (_EMPTY_MODIFICATION, ""),
        (_PAYABLE, _PAYABLE.replace("500000.00", "560000")),
        ("</cac:LegalMonetaryTotal>", f"</cac:LegalMonetaryTotal>{paid}"),
        (">29<", ">E5<"),
        ('listName="result">can-standard', 'listName="completion">compl'),
        (_OWN_ID, "cccccccc-2222-4333-8444-000000000001</cbc:ID>"),
        ("2026-01-01+01:00</cbc:IssueDate>", "2028-03-01+01:00</cbc:IssueDate>"),
    )


def _of(oin: str, *replacements: tuple[str, str]) -> bytes:
    return changed("award", ("00000099000000001000", oin), *replacements)
