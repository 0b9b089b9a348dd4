"""The merge routine of OCDS 1.1."""

from __future__ import annotations

import copy
import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.formats.ocds.merge import merge_releases
from services.ingest.formats.ocds.reader import release_notice
from shared.procurement.notice import Stage
from tests.ingest.ocds.builders import release


def step(day: int, **content: object) -> dict[str, Any]:
    return {"ocid": "ocds-x-1", "id": f"r{day}", "date": f"2025-01-{day:02}T00:00:00Z", "tag": ["tender"], **content}


def test_the_latest_value_wins_and_silence_changes_nothing() -> None:
    merged = merge_releases([step(2, tender={"title": "Nieuw"}), step(1, tender={"title": "Oud", "status": "active"})])
    assert merged["tender"] == {"title": "Nieuw", "status": "active"}


def test_a_merged_release_is_dated_and_named_as_a_compiled_one() -> None:
    merged = merge_releases([step(1), step(3), step(2)])
    assert merged["tag"] == ["compiled"]
    assert merged["date"] == "2025-01-03T00:00:00Z"
    assert merged["id"] == "ocds-x-1-2025-01-03T00:00:00Z"


def test_null_removes_and_is_not_kept_itself() -> None:
    merged = merge_releases(
        [
            step(1, tender={"title": "Oud", "value": {"amount": 1}}),
            step(2, tender={"title": None, "value": None, "x": None}),
        ]
    )
    assert merged["tender"] == {}


def test_lists_of_objects_merge_by_id() -> None:
    merged = merge_releases(
        [
            step(1, awards=[{"id": "A", "status": "pending", "title": "T"}, {"id": 2, "status": "active"}]),
            step(2, awards=[{"id": "A", "status": "active"}, {"id": "2", "status": "cancelled"}, {"id": "C"}]),
            step(3, awards=[]),
        ]
    )
    assert merged["awards"] == [
        {"id": "A", "status": "active", "title": "T"},
        {"id": "2", "status": "cancelled"},
        {"id": "C"},
    ]


def test_lists_of_codes_and_lists_without_ids_are_replaced_whole() -> None:
    merged = merge_releases(
        [
            step(
                1,
                tender={"submissionMethod": ["a", "b"], "lots": [{"id": "1", "sustainability": [{"goal": "social"}]}]},
            ),
            step(
                2, tender={"submissionMethod": ["c"], "lots": [{"id": "1", "sustainability": [{"goal": "economic"}]}]}
            ),
        ]
    )
    assert merged["tender"]["submissionMethod"] == ["c"]  # type: ignore[index, call-overload]
    assert merged["tender"]["lots"] == [{"id": "1", "sustainability": [{"goal": "economic"}]}]  # type: ignore[index, call-overload]


def test_classifications_and_identifiers_are_replaced_whole_although_they_have_ids() -> None:
    first = {"id": "1", "additionalIdentifiers": [{"scheme": "NL-KVK", "id": "1"}, {"scheme": "NL-OIN", "id": "2"}]}
    second = {"id": "1", "additionalIdentifiers": [{"scheme": "NL-RSIN", "id": "1"}]}
    merged = merge_releases([step(1, parties=[first]), step(2, parties=[second])])
    assert merged["parties"] == [second]


def test_moments_are_compared_not_their_spelling() -> None:
    early = step(1, title="vroeg") | {"date": "2025-01-01T10:00:00+02:00"}
    late = step(1, title="laat") | {"date": "2025-01-01T09:00:00Z", "id": "a"}
    assert merge_releases([late, early])["title"] == "laat"


def test_equal_dates_are_ordered_by_id_then_by_content() -> None:
    same = [step(1, title=title) | {"id": "r"} for title in ("b", "a", "c")]
    assert {str(merge_releases(random.sample(same, 3))["title"]) for _ in range(20)} == {"c"}


def test_the_releases_themselves_stay_as_they_are() -> None:
    given_releases = [release(), release(id="later", date="2025-06-01T00:00:00Z")]
    before = copy.deepcopy(given_releases)
    merged = merge_releases(given_releases)
    merged["tender"]["lots"][0]["title"] = "anders"  # type: ignore[index, call-overload]
    assert given_releases == before


def test_a_merged_release_reads_as_a_notice_of_the_furthest_stage() -> None:
    call = release(id="call", date="2025-01-01T00:00:00Z", tag=["tender"])
    del call["awards"], call["contracts"], call["bids"]
    result = release()
    del result["tender"]["lots"], result["tender"]["items"]
    notice, findings = release_notice(merge_releases([result, call]))
    assert findings == []
    assert notice.stage is Stage.RESULT
    assert notice.lots[0].cpv == "90910000"
    assert notice.results[0].status == "selec-w"


def test_nothing_merges_into_nothing() -> None:
    assert merge_releases([]) == {}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "a", "roles"]), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(st.lists(st.dictionaries(st.sampled_from(["date", "id", "a", "b"]), json_values), max_size=5), st.randoms())
def test_any_releases_merge_the_same_in_any_order(releases: list[dict[str, Any]], chance: random.Random) -> None:
    shuffled = releases[:]
    chance.shuffle(shuffled)
    assert merge_releases(shuffled) == merge_releases(releases)
