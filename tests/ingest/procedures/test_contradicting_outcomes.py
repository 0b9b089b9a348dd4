"""Results of one lot that contradict each other: the winner stands, and both places are said."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from shared.procurement.finding import Severity
from tests.ingest.eforms.builders import parsed as parsed_eforms
from tests.ingest.eforms.builders import sample
from tests.ingest.procedures.outcomes import award, by_lot, compiled, findings, of_parsed, release

RESULT = re.compile(r"<efac:LotResult>.*?</efac:LotResult>", re.DOTALL)


def with_second_result(source: str, code: str) -> bytes:
    """An award notice with one more result for the lot of its first result."""
    if source == "given":
        root = os.environ.get("PPDS_TEST_DATA")
        if root is None:
            pytest.skip("PPDS_TEST_DATA does not say where the examples of the SDK are")
        [path] = (Path(root) / "eforms" / "sdk-examples").rglob("can_24_maximal.xml")
        text = path.read_text()
    else:
        text = sample("award").decode()
    first = RESULT.search(text)
    assert first is not None
    lot = re.search(r"<efac:TenderLot>.*?</efac:TenderLot>", first[0], re.DOTALL)
    assert lot is not None
    second = (
        '<efac:LotResult><cbc:ID schemeName="result">RES-9999</cbc:ID>'
        f'<cbc:TenderResultCode listName="winner-selection-status">{code}</cbc:TenderResultCode>{lot[0]}'
        "</efac:LotResult>"
    )
    return text.replace(first[0], first[0] + second, 1).encode()


@pytest.mark.parametrize("code", ["clos-nw", "open-nw"])
@pytest.mark.parametrize("source", ["own", "given"])
def test_two_results_of_a_lot_that_contradict_each_other_are_said_with_both_places(source: str, code: str) -> None:
    parsed = parsed_eforms(with_second_result(source, code))
    assert parsed.notice is not None
    [said] = [finding for finding in parsed.findings if finding.rule == "EF-042"]
    places = {result.result_id: result.place for result in parsed.notice.results}
    won = next(place for name, place in places.items() if name != "RES-9999")
    assert (said.severity, said.location, said.value) == (Severity.WARNING, places["RES-9999"], code)
    assert won in said.nl
    assert won in said.en
    awarded = [lot for lot in of_parsed(parsed).lots if lot.state == "awarded"]
    assert awarded[0].lot_id.startswith(parsed.notice.results[0].lot_id)  # under a system: the lot and the notice
    assert awarded[0].winners


def test_two_results_of_a_lot_that_agree_are_no_contradiction() -> None:
    assert "EF-042" not in [each.rule for each in parsed_eforms(with_second_result("own", "selec-w")).findings]


def test_an_award_beside_an_unsuccessful_one_stands_and_both_places_are_said() -> None:
    made = release(award(1, "1", amount=60_000), award(2, "1", status="unsuccessful", suppliers=[]))
    [said] = [finding for finding in findings(made) if finding.rule == "OC-031"]
    assert (said.location, "/awards/0" in said.en, "/awards/0" in said.nl) == ("/awards/1/status", True, True)
    assert by_lot(compiled(made))["1"].state == "awarded"


@pytest.mark.parametrize("status", ["cancelled", "unsuccessful"])
def test_a_lot_that_came_to_nothing_beside_its_award_is_said(status: str) -> None:
    made = release(award(1, "2", amount=60_000))
    made["tender"]["lots"][1]["status"] = status
    assert [(each.rule, each.location) for each in findings(made)] == [("OC-031", "/tender/lots/1/status")]
    assert by_lot(compiled(made))["2"].state == "awarded"


def test_a_tender_that_came_to_nothing_beside_an_award_is_said() -> None:
    made = release(award(1, "1", amount=60_000))
    made["tender"]["status"] = "unsuccessful"
    assert [(each.rule, each.location) for each in findings(made)] == [("OC-031", "/tender/status")]


def test_an_award_in_place_of_a_cancelled_one_contradicts_nothing() -> None:
    made = release(award(1, "1", status="cancelled"), award(2, "1", amount=60_000))
    assert findings(made) == []
