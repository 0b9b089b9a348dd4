"""What only fills a field is no answer: amounts of 0 and 1, days such as 1970-01-01."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from services.ingest.formats.eforms.fields import read_date
from shared.procurement.finding import Severity
from tests.ingest.eforms.builders import changed
from tests.ingest.eforms.builders import parsed as parsed_eforms
from tests.ingest.procedures.outcomes import Release, award, by_lot, compiled, findings, given, release

PLACEHOLDERS = [
    "0001-01-01",
    "1899-12-30",
    "1900-01-01",
    "1970-01-01",
    "2000-01-01",
    "2099-12-31",
    "9999-12-31",
]


def with_amount_of_1(source: str) -> list[Release]:
    if source == "given":
        return given("placeholder-amount.json")
    return [release(award(1, "1", amount=1), award(2, "2", amount=40_000))]


@pytest.mark.parametrize("source", ["own", "given"])
def test_an_amount_of_1_is_said_to_be_a_placeholder_and_counts_as_unknown(source: str) -> None:
    releases = with_amount_of_1(source)
    [said] = [finding for finding in findings(*releases) if finding.rule == "OC-029"]
    assert (said.severity, said.location, said.value) == (Severity.INFO, "/awards/0/value/amount", "1")
    procedure = compiled(*releases)
    assert [lot.awarded_value for lot in procedure.lots] == [None, Decimal(40_000)]
    assert [lot.state for lot in procedure.lots] == ["awarded", "awarded"]
    assert procedure.awarded_value is None


@pytest.mark.parametrize("amount", [0, 1, 0.01, 1.0])
@pytest.mark.parametrize("place", ["award", "contract", "lot", "tender", "bid"])
def test_a_placeholder_is_said_wherever_an_amount_stands(amount: float, place: str) -> None:
    value = {"amount": amount, "currency": "EUR"}
    made = release(award(1, "1", amount=60_000))
    where = {
        "award": (made["awards"][0], "/awards/0"),
        "contract": (made.setdefault("contracts", [{"id": "C1", "awardID": "A1"}])[0], "/contracts/0"),
        "lot": (made["tender"]["lots"][0], "/tender/lots/0"),
        "tender": (made["tender"], "/tender"),
        "bid": (made.setdefault("bids", {"details": [{"id": "B1"}]})["details"][0], "/bids/details/0"),
    }
    node, pointer = where[place]
    node["value"] = value
    if place == "bid":
        node["relatedLots"] = ["1"]
    assert ("OC-029", f"{pointer}/value/amount") in [(each.rule, each.location) for each in findings(made)]


def test_an_amount_above_1_is_no_placeholder() -> None:
    assert "OC-029" not in [each.rule for each in findings(release(award(1, "1", amount=1.01)))]


@pytest.mark.parametrize(("amount", "rules"), [("0", ["EF-035"]), ("1.00", ["EF-035"]), ("2", [])])
def test_a_placeholder_in_eforms_is_said_too(amount: str, rules: list[str]) -> None:
    body = changed("call", ('<cbc:EstimatedOverallContractAmount currencyID="EUR">600000<', f"{_ESTIMATE}{amount}<"))
    assert [finding.rule for finding in parsed_eforms(body).findings] == rules


_ESTIMATE = '<cbc:EstimatedOverallContractAmount currencyID="EUR">'


@pytest.mark.parametrize("day", PLACEHOLDERS)
def test_a_placeholder_is_no_day_of_decision(day: str) -> None:
    """The lot stands on the day of the first result that names a winner, as without a decision date (C5)."""
    made = release(award(1, "1", amount=60_000, date=f"{day}T00:00:00Z"), award(2, "2", amount=40_000))
    [said] = [finding for finding in findings(made) if finding.rule == "OC-030"]
    assert (said.severity, said.location) == (Severity.WARNING, "/awards/0/date")
    lots = by_lot(compiled(made))
    assert lots["1"].dimensions.awarded_on == date(2025, 3, 1)
    assert lots["2"].dimensions.awarded_on == date(2025, 2, 20)


@pytest.mark.parametrize("day", PLACEHOLDERS)
def test_a_placeholder_is_no_day_in_eforms(day: str) -> None:
    written = f"{day}Z"
    assert read_date(written) is not None
    body = changed("award", ("<cbc:AwardDate>2025-12-31-03:00<", f"<cbc:AwardDate>{written}<"))
    parsed = parsed_eforms(body)
    assert [(each.rule, each.severity, each.value) for each in parsed.findings] == [
        ("EF-036", Severity.WARNING, written)
    ]
    assert parsed.notice is not None
    assert parsed.notice.contracts[0].awarded_on is None


def test_a_release_dated_with_a_placeholder_has_no_day() -> None:
    made = release(award(1, "1", amount=60_000), date="1970-01-01T00:00:00Z")
    procedure = compiled(made)
    assert [each.location for each in findings(made) if each.rule == "OC-030"] == ["/date"]
    assert procedure.dimensions.launched_on is None
