"""Each quality rule passes, fails and does not apply where it should; scores are sums; failures are a feed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from services.ingest.quality.rules.all_rules import BY_CODE
from tests.ingest.own_records.records import sent
from tests.ingest.quality.scenarios import NUMBERS, awarded_on, launched_on, releases_of, supplement_of
from tests.ingest.service.builders import Sender, alpha, ingest_on, ndjson, work_off

ALPHA = "https://identifier.ppds.example/id/test/voorbeeldgemeente-alpha"
YEARS = {"from": "2020-01-01", "until": "2033-12-31"}


@pytest.fixture(scope="module")
def sender(database_module: str) -> Iterator[Sender]:
    with ingest_on(database_module) as http:
        body = Sender(http, alpha(database_module))
        body.sent(ndjson([release for name in NUMBERS for release in releases_of(name)]))
        sent(body, supplement_of("supplemented"))
        work_off(database_module)
        yield body


EXAMPLES: Final[Mapping[str, tuple[str, str, str, str | None]]] = {
    "QUA-101": ("right", "day of contract missing", "no result", None),
    "QUA-102": ("right", "tenders missing", "no result", None),
    "QUA-103": ("right", "size missing", "no result", None),
    "QUA-104": ("right", "estimate missing", "cancelled", None),
    "QUA-105": ("criteria named", "right", "cancelled", None),
    "QUA-106": ("supplemented", "right", "no result", None),
    "QUA-107": ("right", "second buyer unknown", "cancelled", None),
    "QUA-201": ("right", "amount of one digit", "no amount", "777777"),
    "QUA-202": ("right", "250 tenders", "tenders missing", "250"),
    "QUA-203": ("right", "sixty lots", "nature unknown", "60"),
    "QUA-204": ("right", "number of nobody", "foreign supplier", "KvK 12 34"),
    "QUA-205": ("right", "day not believed", "no result", None),
    "QUA-301": ("right", "totals differ", "no result", None),
    "QUA-302": ("criteria named", "themes contradict", "cancelled", None),
    "QUA-303": ("right", "results contradict", "no result", None),
    "QUA-304": ("right", "awarded before launch", "no call", "2025-03-27"),
    "QUA-401": ("right", "announced late", "day of contract missing", "31"),
}
"""By rule: the scenario that passes, that fails and to which it does not apply, and the value shown of the failure."""


def test_every_rule_has_its_examples() -> None:
    assert EXAMPLES.keys() == BY_CODE.keys()


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_rule_passes_fails_and_does_not_apply(sender: Sender, code: str) -> None:
    passing, failing, outside, value = EXAMPLES[code]
    counts = {name: score(sender, code, name) for name in (passing, failing, outside)}
    assert (counts[passing]["applies"], counts[passing]["fails"]) == (counts[passing]["passes"], 0)
    assert counts[passing]["passes"] > 0
    assert counts[failing]["fails"] > 0
    assert counts[outside] == {**counts[outside], "applies": 0, "passes": 0, "fails": 0}

    [failure] = sender.items("/quality/failures", buyer=ALPHA, rule=code, **_day(code, failing))
    assert (failure["rule"], failure["value"]) == (code, value)
    assert failure["says"]["nl"] != failure["says"]["en"]
    assert failure["remedy"]["nl"]
    procedure = sender.get(failure["links"]["procedure"].removeprefix("/v1"))
    assert procedure.json()["ocid"] == f"ocds-voorbeeld-{NUMBERS[failing]:06}"


def test_a_score_is_the_sum_of_what_is_listed(sender: Sender) -> None:
    scores = sender.get("/quality/scores", **YEARS, buyer=ALPHA).json()
    failures = sender.items("/quality/failures", **YEARS, buyer=ALPHA)
    assert Counter(each["rule"] for each in failures) == Counter(
        {each["code"]: each["fails"] for each in scores["items"]}
    )
    assert all(each["applies"] == each["passes"] + each["fails"] for each in scores["items"])
    for dimension in scores["dimensions"]:
        of_it = [each for each in scores["items"] if each["dimension"] == dimension["dimension"]]
        assert dimension["fails"] == sum(each["fails"] for each in of_it)
        assert dimension["applies"] == sum(each["applies"] for each in of_it)
    for each in scores["items"]:
        assert (each["failures"] is None) == (each["fails"] == 0)
        if each["failures"] is not None:
            listed = sender.http.get(each["failures"], headers=sender.headers).json()["items"]
            assert len(listed) == each["fails"]


def test_failures_come_once_page_by_page_in_the_order_of_the_change_log(sender: Sender) -> None:
    whole = sender.items("/quality/failures", **YEARS, buyer=ALPHA)
    paged = sender.items("/quality/failures", **YEARS, buyer=ALPHA, limit=7)
    assert paged == whole
    positions = [each["sincePosition"] for each in whole]
    assert positions == sorted(positions)


def test_what_cannot_be_asked_is_refused_with_its_place(sender: Sender) -> None:
    turned = sender.get("/quality/scores", buyer=ALPHA, **{"from": "2025-12-31", "until": "2025-01-01"})
    assert [each["code"] for each in turned.json()["errors"]] == ["before-from"]
    unknown = sender.get("/quality/failures", **YEARS, buyer=ALPHA, rule="QUA-999")
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (400, "no-such-quality-rule")
    assert sender.get("/quality/failures", **YEARS, buyer="gemeente").status_code == 400
    assert sender.get("/quality/failures", **YEARS, buyer=ALPHA, cursor="bm9vaXQ").status_code == 400


def score(sender: Sender, code: str, scenario: str) -> dict[str, Any]:
    answer = sender.get("/quality/scores", buyer=ALPHA, **_day(code, scenario))
    assert answer.status_code == 200, answer.text
    [scored] = [each for each in answer.json()["items"] if each["code"] == code]
    return scored  # type: ignore[no-any-return]


def _day(code: str, scenario: str) -> dict[str, str]:
    placed = launched_on if BY_CODE[code].placed_by == "launched" else awarded_on
    day = placed(NUMBERS[scenario]).isoformat()
    return {"from": day, "until": day}
