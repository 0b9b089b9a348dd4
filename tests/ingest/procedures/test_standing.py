"""Who speaks for a procedure: what one body sends changes nothing of another's, unless a right says otherwise."""

from collections.abc import Sequence
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.procedures.rules.identity import Identity, Resolution
from services.ingest.procedures.rules.standing import Claim, Sent, Standing, settle

OURS, THEIRS, THIRD = "party:ours", "party:theirs", "party:third"
KEYS = ("1", "2", "3")


def own(body: str, identity: Identity, *co_buyers: str) -> Claim:
    return Claim(identity, Sent(Standing.OWN, body, body), (body, *co_buyers))


def harvested(identity: Identity, *buyers: str) -> Claim:
    return Claim(identity, Sent(Standing.HARVESTED, None, "party:harvester"), buyers)


def told(teller: str, identity: Identity, *buyers: str) -> Claim:
    return Claim(identity, Sent(Standing.TOLD, teller, teller), buyers)


def named(name: str, *, strong: str | None = None, refers_to: Sequence[str] = ()) -> Identity:
    unit = f"notice:{name}"
    return Identity(unit, strong=strong, names=(unit,), refers_to=tuple(f"notice:{other}" for other in refers_to))


def places(*claims: Claim) -> list[str]:
    return [place.procedure for place in settle(claims)]


def test_a_notice_with_the_identifier_of_anothers_procedure_is_kept_apart_and_both_are_told() -> None:
    ours, theirs = settle([own(OURS, named("a", strong="bt04:x")), own(THEIRS, named("b", strong="bt04:x"))])
    assert ours.procedure != theirs.procedure
    assert (ours.beside, theirs.beside) == ((theirs.procedure,), (ours.procedure,))


def test_a_higher_version_by_another_body_replaces_nothing() -> None:
    ours, theirs = places(own(OURS, named("a")), own(THEIRS, named("a")))
    assert ours != theirs


def test_a_reference_to_anothers_notice_does_not_draw_it_in() -> None:
    alone = places(own(OURS, named("a")))
    assert places(own(OURS, named("a")), own(THEIRS, named("b", strong="bt04:x", refers_to="a")))[:1] == alone


def test_what_was_harvested_joins_the_procedure_of_the_body_that_it_names() -> None:
    ours, both, theirs = places(
        own(OURS, named("a", strong="bt04:x")),
        harvested(named("b", strong="bt04:x"), OURS),
        harvested(named("c", strong="bt04:x"), THEIRS),
    )
    assert ours == both != theirs


def test_a_harvested_notice_that_names_two_bodies_joins_the_one_it_names_first() -> None:
    ours, theirs, joint = places(
        own(OURS, named("a", strong="bt04:x")),
        own(THEIRS, named("b", strong="bt04:x")),
        harvested(named("c", strong="bt04:x"), THEIRS, OURS),
    )
    assert ours != theirs == joint


def test_harvesters_alone_meet_on_their_keys_as_they_always_did() -> None:
    assert len(set(places(*(harvested(named(name, strong="bt04:x"), OURS) for name in "abc")))) == 1


def test_what_a_co_buyer_tells_stands_apart_and_speaks_as_long_as_nobody_does_by_right() -> None:
    (alone,) = settle([told(THEIRS, named("a", strong="bt04:x"), OURS, THEIRS)])
    assert alone.speaks
    ours, beside = settle(
        [own(OURS, named("b", strong="bt04:x")), told(THEIRS, named("a", strong="bt04:x"), OURS, THEIRS)]
    )
    assert not beside.speaks
    assert ours.procedure != beside.procedure == alone.procedure
    assert ours.beside == (beside.procedure,)


def test_what_a_co_buyer_tells_joins_the_procedure_that_names_it() -> None:
    ours, theirs = settle(
        [own(OURS, named("b", strong="bt04:x"), THEIRS), told(THEIRS, named("a", strong="bt04:x"), OURS, THEIRS)]
    )
    assert (ours.procedure, ours.beside, theirs.speaks) == (theirs.procedure, (), True)


def test_the_procedure_of_a_body_keeps_its_name_whoever_comes_along() -> None:
    alone = places(own(OURS, named("a", strong="bt04:x")))
    crowd = [own(THEIRS, named("b", strong="bt04:x")), harvested(named("c", strong="bt04:x"), OURS)]
    assert places(own(OURS, named("a", strong="bt04:x")), *crowd)[:1] == alone


IDENTITIES = st.builds(
    lambda name, strong, refers_to: named(name, strong=strong, refers_to=refers_to),
    st.sampled_from(KEYS),
    st.sampled_from((None, None, "bt04:x", "bt04:y")),
    st.lists(st.sampled_from(KEYS), max_size=2),
)
OWN_OF_OURS = st.builds(lambda identity: own(OURS, identity), IDENTITIES)
OF_THEIRS = st.one_of(
    st.builds(lambda identity: own(THEIRS, identity, OURS), IDENTITIES),
    st.builds(lambda identity: own(THEIRS, identity), IDENTITIES),
    st.builds(lambda identity: told(THEIRS, identity, OURS, THEIRS), IDENTITIES),
    st.builds(lambda identity: told(THEIRS, identity, THIRD, THEIRS), IDENTITIES),
)
ABOUT_OURS = st.builds(lambda identity: harvested(identity, OURS), IDENTITIES)


def without_neighbours(place: Resolution) -> tuple[str, tuple[str, ...], bool]:
    return place.procedure, place.conflict, place.speaks


@given(st.lists(OWN_OF_OURS, min_size=1, max_size=5), st.lists(ABOUT_OURS, max_size=3), st.lists(OF_THEIRS, max_size=5))
def test_whatever_another_body_sends_ours_stands_as_if_it_had_sent_nothing(
    ours: list[Claim], about_ours: list[Claim], theirs: list[Claim]
) -> None:
    by_right = [*ours, *about_ours]
    together = settle([*by_right, *theirs])
    assert [*map(without_neighbours, settle(by_right))] == [*map(without_neighbours, together[: len(by_right)])]
    taken = {place.procedure for place in together[: len(by_right)]}
    assert not any(place.procedure in taken for place in together[len(by_right) :])


@given(st.lists(st.one_of(OWN_OF_OURS, ABOUT_OURS, OF_THEIRS), min_size=2, max_size=4))
def test_the_order_in_which_they_came_makes_no_difference(claims: list[Claim]) -> None:
    expected = sorted(zip(map(repr, claims), settle(claims), strict=True), key=repr)
    for order in permutations(claims):
        assert sorted(zip(map(repr, order), settle(order), strict=True), key=repr) == expected
