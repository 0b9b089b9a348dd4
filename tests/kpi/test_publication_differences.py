"""What differs between two publications of a year, with its cause, and when a figure is published anew."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from services.kpi.publications.rules.causes import How, Moved, cause_of
from services.kpi.publications.rules.revision import has_moved
from tests.kpi.office import Office, publishing_office

YEAR = {"from": "2024-01", "until": "2024-12"}
CODE = "ALG-P13"
SHARE = "DIV-P01"
OF_COUNTRY = (SHARE, "national", "awarded")


@pytest.fixture(scope="module")
def office(database_module: str) -> Iterator[Office]:
    with publishing_office(database_module) as made:
        yield made


def test_each_figure_that_differs_from_the_publication_before_has_its_cause(office: Office) -> None:
    asked = {"against": "2024-first", "limit": "1000"}
    found = office.anybody.get("/publications/2024-final/differences", params=asked)
    assert found.status_code == 200, found.text
    items = found.json()["items"]
    assert items
    before, after = (
        {figure_key(each): each for each in json.loads(office.file(name, "figures.json"))["items"]}
        for name in ("2024-first", "2024-final")
    )
    stated = ("value", "reason", "counts")
    differ = {
        key
        for key in {*before, *after}
        if [before.get(key, {}).get(name) for name in stated] != [after.get(key, {}).get(name) for name in stated]
    }
    assert {(each["indicator"], each["countedOn"], each["level"], each["place"]) for each in items} == {
        key[:4] for key in differ
    }
    causes = {cause["cause"] for each in items for cause in each["causes"]}
    assert causes <= {"late-data", "correction"}
    assert causes
    first, *_ = office.anybody.get("/publications/2024-final/differences", params={**asked, "limit": "1"}).json()[
        "items"
    ]
    assert first == items[0]
    other = office.anybody.get("/publications/2024-final/differences", params={"against": "2021-first"})
    assert [each["code"] for each in other.json()["errors"]] == ["publication-other-year"]


def figure_key(figure: dict[str, Any]) -> tuple[str, ...]:
    place = str(figure.get("tier") or figure.get("organisation") or "")
    groups = (str(figure.get(name, "")) for name in ("theme", "method"))
    return figure["indicator"], figure["countedOn"], figure["level"], place, *groups


@pytest.mark.parametrize(
    ("cause", "how", "linked", "called"),
    [
        ("submission", "new", False, "late-data"),
        ("submission", "came", False, "late-data"),
        ("submission", "changed", False, "correction"),
        ("submission", "gone", False, "correction"),
        ("register", "changed", True, "linked-buyer"),
        ("register", "changed", False, "list"),
        ("erasure", "changed", False, "erasure"),
        ("disclosure", "changed", False, "disclosure"),
    ],
)
def test_a_movement_of_rows_is_called_by_its_cause(cause: str, how: How, linked: bool, called: str) -> None:
    assert cause_of(Moved("b", "central", cause, how, linked, inside=True)) == called


def test_a_final_figure_is_corrected_only_when_it_moved_or_the_error_was_ours(office: Office) -> None:
    refused = office.draw_up("final").json()
    assert refused["state"] == "failed"
    assert [(each["code"], each["location"]) for each in refused["failure"]] == [
        ("publication-small-move", "/ownError")
    ]
    drawn = office.draw_up("final", ownError=True)
    assert (drawn.json()["name"], drawn.json()["state"]) == ("2024-final-2", "draft")
    assert office.decide("2024-final-2", "withdrawal").status_code == 200


@pytest.mark.parametrize(
    ("kind", "before", "after", "moved"),
    [
        ("share", 0.5, 0.504, False),
        ("share", 0.5, 0.505, True),
        ("share", None, 0.5, True),
        ("share", None, None, False),
        ("sum", 1000.0, 1009.99, False),
        ("sum", 1000.0, 1010.0, True),
        ("count", 0, 1, True),
    ],
)
def test_a_move_is_half_a_point_of_a_share_or_one_per_cent(
    kind: str, before: float | None, after: float | None, moved: bool
) -> None:
    assert has_moved(kind, before, after) == moved
