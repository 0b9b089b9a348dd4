"""When two records are the same procurement (counting rule C4)."""

from __future__ import annotations

import dataclasses
import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.procedures.rules.identity import (
    Identity,
    identity_of,
    keys_of,
    procedure_uuid,
    reference_key,
    resolve,
)
from shared.procurement.notice import Notice, Stage
from tests.ingest.procedures.builders import BUYER, call, result

A, B, C = (f"{letter * 8}-0000-4000-8000-00000000000{number}" for number, letter in enumerate("abc", start=1))


def procedures(*notices: Notice) -> list[str]:
    return [entry.procedure for entry in resolve([identity_of(notice) for notice in notices])]


def test_notices_with_the_same_procedure_identifier_are_one_procurement() -> None:
    groups = procedures(call(procedure_id=A), result(procedure_id=A.upper()))
    assert groups == [f"bt04:{A}", f"bt04:{A}"]


def test_a_release_with_the_procedure_identifier_joins_the_notices() -> None:
    release = call("ocds-x|1", source="ocds", ocid="ocds-x", procedure_id=A)
    weak_release = call("ocds-x|2", source="ocds", ocid="ocds-x", procedure_id=None)
    assert set(procedures(call(procedure_id=A), release, weak_release)) == {f"bt04:{A}"}


def test_one_process_with_two_identifiers_is_not_merged_and_says_so() -> None:
    first = call("ocds-x|1", source="ocds", ocid="ocds-x", procedure_id=A)
    second = call("ocds-x|2", source="ocds", ocid="ocds-x", procedure_id=B)
    weak = call("ocds-x|3", source="ocds", ocid="ocds-x", procedure_id=None)
    resolutions = resolve([identity_of(notice) for notice in (first, second, weak)])
    assert resolutions[2].procedure == "ocid:ocds-x"
    assert resolutions[2].conflict == (f"bt04:{A}", f"bt04:{B}")


def test_a_notice_without_identifier_follows_its_previous_notice() -> None:
    first = call(A, procedure_id=B, publication_number="00012345-2025")
    by_id = result(C, procedure_id=None, previous=(f"{A}-01",))
    by_number = result("d" * 8 + "-0000-4000-8000-000000000004", procedure_id=None, previous=("12345-2025",))
    assert set(procedures(first, by_id, by_number)) == {f"bt04:{B}"}


def test_a_chain_is_followed_to_its_end() -> None:
    names = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(500)]
    chain = [call(names[0], procedure_id=None)]
    chain += [call(name, procedure_id=None, previous=(before,)) for before, name in itertools.pairwise(names)]
    assert set(procedures(*chain)) == {f"notice:{names[0]}"}


def test_references_in_a_ring_end_in_its_smallest_notice() -> None:
    ring = [call(A, procedure_id=None, previous=(B,)), call(B, procedure_id=None, previous=(A,))]
    follower = call(C, procedure_id=None, previous=(B,))
    assert set(procedures(*ring, follower)) == {f"notice:{A}"}


def test_a_reference_to_a_notice_not_seen_leaves_a_procedure_of_its_own() -> None:
    assert procedures(call(A, procedure_id=None, previous=(B,))) == [f"notice:{A}"]


def test_same_buyer_and_same_own_number_are_one_procurement() -> None:
    strong = call(A, procedure_id=C, own_number="INK-1")
    weak = result(B, procedure_id=None, own_number=" INK-1 ")
    assert set(procedures(strong, weak)) == {f"bt04:{C}"}
    assert procedures(weak)[0].startswith("own:kvk=99000001:")


def test_two_rules_that_point_apart_do_not_merge() -> None:
    by_chain = call(A, procedure_id=A)
    by_number = call(B, procedure_id=B, own_number="INK-1")
    conflicting = result(C, procedure_id=None, previous=(A,), own_number="INK-1")
    resolutions = resolve([identity_of(notice) for notice in (by_chain, by_number, conflicting)])
    assert resolutions[2].procedure == f"notice:{C}"
    assert resolutions[2].conflict == (f"bt04:{A}", f"bt04:{B}")


def test_a_stated_identifier_wins_from_a_reference_that_points_elsewhere() -> None:
    resolutions = resolve(
        [identity_of(notice) for notice in (call(A, procedure_id=A), result(B, procedure_id=B, previous=(A,)))]
    )
    assert resolutions[1].procedure == f"bt04:{B}"
    assert resolutions[1].conflict == (f"bt04:{A}",)


def test_a_buyer_without_identifier_gives_no_own_key() -> None:
    nameless = dataclasses.replace(BUYER, organisation=dataclasses.replace(BUYER.organisation, identifiers=()))
    assert identity_of(call(own_number="INK-1", buyers=(nameless,))).own is None


def test_references_are_written_in_one_form() -> None:
    assert reference_key(f" {A.upper()}-03 ") == f"notice:{A}"
    assert reference_key("00634805-2022") == "pub:634805-2022"
    assert reference_key("ocds-x-1") == "ocid:ocds-x-1"


def test_locks_are_asked_in_one_order() -> None:
    keys = keys_of([identity_of(call(A)), identity_of(call(B, previous=(C,)))])
    assert keys == sorted(set(keys))
    assert f"notice:{C}" in keys


def test_the_id_of_a_procedure_follows_from_its_key() -> None:
    assert procedure_uuid(f"bt04:{A}") == procedure_uuid(f"bt04:{A}")


identities = st.lists(
    st.builds(
        lambda name, strong, own, refers: Identity(
            unit=f"notice:{name}",
            strong=f"bt04:{strong}" if strong else None,
            own=f"own:{own}" if own else None,
            names=(f"notice:{name}",),
            refers_to=tuple(f"notice:{reference}" for reference in refers),
        ),
        st.integers(0, 12),
        st.sampled_from([None, None, None, "x", "y"]),
        st.sampled_from([None, None, "p", "q"]),
        st.lists(st.integers(0, 12), max_size=2),
    ),
    max_size=14,
)


@given(identities, st.randoms(use_true_random=False))
def test_the_order_of_arrival_plays_no_part(found: list[Identity], chance: random.Random) -> None:
    expected = dict(zip(found, resolve(found), strict=True))
    shuffled = found.copy()
    chance.shuffle(shuffled)
    assert dict(zip(shuffled, resolve(shuffled), strict=True)) == expected


def test_stage_plays_no_part_in_identity() -> None:
    assert identity_of(call(A, stage=Stage.PLANNING)) == identity_of(call(A))


def test_a_call_without_identifier_belongs_to_the_result_that_names_it() -> None:
    weak = call(A, procedure_id=None)
    strong = result(B, procedure_id=C, previous=(A,))
    assert set(procedures(weak, strong)) == {f"bt04:{C}"}
    other = result("d" * 8 + "-0000-4000-8000-000000000004", procedure_id=A, previous=(A,))
    assert procedures(weak, strong, other)[0] == f"notice:{A}"
