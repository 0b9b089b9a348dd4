"""Bad input leads to a finding that names the place: never to an exception, never to a hang."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.ingest.formats.ocds.reader import read_line, read_release
from services.ingest.formats.ocds.stream import read_raw, releases
from services.ingest.formats.parsed import Limits
from shared.procurement.finding import Severity
from shared.procurement.money import Money
from tests.ingest.ocds.builders import release
from tests.ingest.ocds.test_stream import stream_of


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00",
        b"nul",
        b'{"ocid": "x"',
        b'{"ocid": "\xff"}',
        b'{"ocid": "\\ud800", "id": "1"}',
        b'{"ocid": "x", "id": "1", "a": NaN}',
        b'{"ocid": "x", "id": "1", "a": Infinity}',
        b'{"ocid": "x", "id": "1", "a": 1e9999, "b": NaN}',
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"a":' * 900 + b"1e9999" + b"}" * 900,
        b'{"a":' * 400 + b"1" + b"}" * 400,
        b'{"a":' * 220 + b"1" + b"}" * 220,
        b"[]",
        b'"x"',
        b"{}",
        b'{"ocid": 5, "id": "1"}',
        b'{"ocid": "", "id": "1"}',
        b'{"ocid": "x"}',
        b'{"ocid": "x", "id": null}',
        b'{"ocid": "x", "id": ["1"]}',
        b'{"ocid": "' + b"x" * 5000 + b'", "id": "1"}',
    ],
)
def test_what_cannot_be_read_is_refused_with_one_error_and_its_place(body: bytes) -> None:
    parsed = read_line(body, place="line 5")
    assert parsed.notice is None
    assert [finding.severity for finding in parsed.findings] == [Severity.ERROR]
    assert parsed.findings[0].location


@pytest.mark.parametrize("depth", [250, 10_000])
@pytest.mark.parametrize("size", [0, 3 * 2**20])
def test_deep_nesting_in_a_package_refuses_that_release(depth: int, size: int) -> None:
    deep = b'{"ocid": "x", "id": "1", "a": ' + b'{"a":' * depth + b"1" + b"}" * depth + b"}"
    good = orjson.dumps(release())
    body = b'{"releases": [' + good + b"," + deep + b"," + good + b"]}" + b" " * size
    read = [read_raw(raw) for raw in releases(stream_of(iter([body])))]
    assert any(parsed.notice is not None for parsed in read) or depth > 1000
    assert any(finding.severity is Severity.ERROR for parsed in read for finding in parsed.findings)


def test_numbers_beyond_a_double_are_unknown_and_the_rest_is_read() -> None:
    body = orjson.dumps(release()).replace(b'"value":{"amount":1200000,', b'"value":{"amount":1' + b"0" * 400 + b",", 1)
    parsed = read_line(body, place="line 1")
    assert parsed.notice is not None
    assert parsed.notice.estimated_value is None
    assert "OC-027" in [finding.rule for finding in parsed.findings]
    assert b"0" * 100 not in parsed.kept


@pytest.mark.parametrize("amount", [-5, -0.01, 10**15, 1e300, "x", "1e9", True, [1], {"a": 1}, 18446744073709551615])
def test_amounts_no_procurement_can_have_are_unknown_with_a_finding(amount: object) -> None:
    made = release()
    made["tender"]["value"] = {"amount": amount, "currency": "EUR"}
    parsed = read_line(orjson.dumps(made), place="")
    assert parsed.notice is not None
    if amount == "1e9":
        assert parsed.notice.estimated_value == Money(Decimal("1e9"), "EUR")
        return
    assert parsed.notice.estimated_value is None
    assert [(finding.rule, finding.location) for finding in parsed.findings] == [("OC-011", "/tender/value/amount")]


@pytest.mark.parametrize("currency", [None, "", "euro", 5, "€€€"])
def test_an_amount_without_a_currency_is_unknown(currency: object) -> None:
    made = release()
    made["tender"]["value"] = {"amount": 5, "currency": currency}
    parsed = read_line(orjson.dumps(made), place="")
    assert [finding.rule for finding in parsed.findings] == ["OC-012"]


def test_of_a_key_that_occurs_twice_the_last_counts() -> None:
    body = orjson.dumps(release()).replace(b'"ocid":', b'"ocid":"eerder","ocid":', 1)
    parsed = read_line(body, place="")
    assert parsed.notice is not None
    assert parsed.notice.ocid == "ocds-voorbeeld-0001"


def test_nul_characters_are_removed_from_texts_and_keys_with_a_finding() -> None:
    made = release(extra={"a\x00b": "c\x00d"})
    made["tender"]["title"] = "Schoon\x00maak"
    parsed = read_line(orjson.dumps(made), place="line 2")
    assert parsed.notice is not None
    assert parsed.notice.title == "Schoonmaak"
    assert [(finding.rule, finding.location) for finding in parsed.findings] == [("OC-015", "line 2")]
    assert b"u0000" not in parsed.kept


def test_a_text_that_merely_spells_the_escape_stays() -> None:
    made = release()
    made["tender"]["title"] = "pad\\u0000naam"
    parsed = read_line(orjson.dumps(made), place="")
    assert parsed.notice is not None
    assert parsed.notice.title == "pad\\u0000naam"
    assert parsed.findings == ()


def test_a_text_beyond_the_limit_is_cut_with_a_finding() -> None:
    made = release()
    made["tender"]["title"] = "x" * 5000
    parsed = read_line(orjson.dumps(made), place="", limits=Limits(max_text=1000))
    assert parsed.notice is not None
    assert parsed.notice.title == "x" * 1000
    assert [(finding.rule, finding.location) for finding in parsed.findings] == [("OC-024", "/tender/title")]


@pytest.mark.parametrize("value", [5, "x", [], [[]], [5], {}, {"a": {}}, True, None])
@pytest.mark.parametrize(
    "path",
    [
        "date",
        "tag",
        "tender",
        "parties",
        "buyer",
        "awards",
        "bids",
        "contracts",
        "relatedProcesses",
        "withheldInformation",
    ]
    + [f"tender/{key}" for key in ("id", "lots", "items", "value", "status", "legalBasis", "techniques", "lotGroups")]
    + [f"tender/lots/0/{key}" for key in ("id", "sustainability", "awardCriteria", "contractPeriod", "contractTerms")]
    + [f"awards/0/{key}" for key in ("id", "status", "suppliers", "relatedLots", "relatedBids", "items", "date")]
    + [f"bids/{key}" for key in ("statistics", "details")]
    + [
        f"parties/0/{key}"
        for key in ("id", "roles", "identifier", "additionalIdentifiers", "address", "details", "name")
    ],
)
def test_another_type_anywhere_is_a_finding_at_most(path: str, value: object) -> None:
    made: Any = release()
    *steps, last = path.split("/")
    node = made
    for each in steps:
        node = node[int(each)] if isinstance(node, list) else node[each]
    node[last] = value
    parsed = read_line(orjson.dumps(made), place="line 1")
    assert parsed.notice is not None
    assert all(finding.severity is not Severity.ERROR for finding in parsed.findings)


def test_findings_of_one_release_are_bounded() -> None:
    made = release(parties=[5] * 10_000)
    parsed = read_line(orjson.dumps(made), place="", limits=Limits(max_findings=50))
    assert len(parsed.findings) == 51
    assert parsed.findings[-1].rule == "OC-099"


@pytest.mark.parametrize("shape", ["bids and lots", "contracts", "codes"])
def test_references_that_multiply_are_refused_in_little_time(shape: str) -> None:
    lots = [{"id": f"L{number}"} for number in range(3000)]
    made = release(tender={"lots": lots, "sustainability": [{"goal": "social"}] * 3000 if shape == "codes" else []})
    bids = [{"id": f"B{number}"} for number in range(3000)]
    if shape != "codes":
        made["bids"] = {"details": bids}
        made["awards"] = [
            {
                "id": "A",
                "status": "active",
                "suppliers": [{"id": "x"}],
                "relatedBids": [bid["id"] for bid in bids] if shape == "bids and lots" else [],
                "relatedLots": [lot["id"] for lot in lots],
            }
        ]
        made["contracts"] = [{"id": f"C{number}", "awardID": "A"} for number in range(3000)]
    started = time.process_time()
    parsed = read_line(orjson.dumps(made), place="line 1")
    assert time.process_time() - started < 5
    assert parsed.notice is None
    assert [finding.rule for finding in parsed.findings][-1] == "OC-007"


words = st.sampled_from(
    [
        "ocid",
        "id",
        "tag",
        "date",
        "tender",
        "lots",
        "awards",
        "bids",
        "details",
        "statistics",
        "contracts",
        "parties",
        "buyer",
        "name",
        "roles",
        "identifier",
        "scheme",
        "value",
        "amount",
        "currency",
        "relatedLots",
        "relatedLot",
        "suppliers",
        "status",
        "items",
        "classification",
        "sustainability",
        "goal",
        "strategies",
        "hasSustainability",
        "contractPeriod",
        "durationInDays",
        "awardCriteria",
        "criteria",
        "numbers",
        "weight",
        "techniques",
        "active",
        "award",
        "CPV",
        "withheldInformation",
        "field",
        "relatedProcesses",
        "relationship",
        "awardID",
        "relatedBids",
        "measure",
        "bids",
        "contactPoint",
        "legalName",
        "selfEmployed",
        "scale",
        "additionalIdentifiers",
        "lotGroups",
        "LOT-0001",
        "startDate",
        "endDate",
        "quantity",
        "releases",
        "records",
    ]
)
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | words
    | st.text()
    | st.dates().map(str)
    | st.datetimes().map(lambda moment: moment.isoformat()),
    lambda inner: st.lists(inner) | st.dictionaries(words | st.text(), inner),
    max_leaves=60,
)
top = st.dictionaries(words, anything).map(lambda made: {"ocid": "ocds-x", "id": "1", **made})


# Drawing a release waits for whatever else the machine does: that its draws are slow says nothing about what is read.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(top)
def test_any_release_is_read_or_refused(made: dict[str, Any]) -> None:
    parsed = read_release(made, place="line 1")
    assert parsed.notice is not None or any(finding.severity is Severity.ERROR for finding in parsed.findings)


@given(st.binary() | anything.map(lambda made: orjson.dumps(made, default=str) if _fits(made) else b""))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    read = [read_raw(raw) for raw in releases(stream_of(iter([body])))]
    assert read
    for parsed in read:
        assert parsed.notice is not None or any(finding.severity is Severity.ERROR for finding in parsed.findings)


def _fits(made: object) -> bool:
    try:
        orjson.dumps(made)
    except (TypeError, ValueError):
        return False
    return True
