"""Who speaks for a procedure: what one body sends changes nothing of another's, unless a right says otherwise."""

from collections.abc import Sequence
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.procedures.rules.identity import Identity, Resolution
from services.ingest.procedures.rules.settling import settle
from services.ingest.procedures.rules.standing import Claim, Sent, Standing

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


GONE, AGES_AGO = "party:gone", "party:ages-ago"
WENT_OVER = {AGES_AGO: GONE, GONE: OURS}
"""Ours took over one body, which had taken over another."""


def of_line(*claims: Claim) -> list[str]:
    return [place.procedure for place in settle(claims, WENT_OVER)]


def test_who_took_over_a_body_goes_on_with_its_procedures_under_their_address() -> None:
    [before] = places(own(GONE, named("a", strong="bt04:x")))
    call, award = of_line(own(GONE, named("a", strong="bt04:x")), own(OURS, named("b", strong="bt04:x")))
    assert call == award == before


def test_the_first_of_a_line_names_the_procedure_whichever_of_them_spoke_last() -> None:
    claims = [own(body, named(name, strong="bt04:x")) for body, name in ((OURS, "c"), (AGES_AGO, "a"), (GONE, "b"))]
    assert set(of_line(*claims)) == set(places(own(AGES_AGO, named("a", strong="bt04:x"))))


def test_without_a_succession_in_the_register_they_are_two_bodies() -> None:
    ours, theirs = places(own(GONE, named("a", strong="bt04:x")), own(OURS, named("b", strong="bt04:x")))
    assert ours != theirs


def test_what_is_harvested_of_the_successor_joins_the_procedure_of_the_predecessor() -> None:
    call, award = of_line(own(GONE, named("a", strong="bt04:x")), harvested(named("b", strong="bt04:x"), OURS))
    assert call == award


def test_a_co_buyer_is_known_by_the_body_that_it_went_over_into() -> None:
    theirs, ours = of_line(
        own(THEIRS, named("b", strong="bt04:x"), GONE), told(OURS, named("a", strong="bt04:x"), THEIRS, OURS)
    )
    assert theirs == ours


def test_a_body_of_another_line_stays_outside() -> None:
    alone = of_line(own(GONE, named("a", strong="bt04:x")), own(OURS, named("b", strong="bt04:x")))
    assert (
        of_line(
            own(GONE, named("a", strong="bt04:x")),
            own(OURS, named("b", strong="bt04:x")),
            own(THEIRS, named("c", strong="bt04:x")),
        )[:2]
        == alone
    )


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
OF_OUR_LINE = st.builds(own, st.sampled_from((OURS, GONE, AGES_AGO)), IDENTITIES)
ABOUT_OUR_LINE = st.builds(harvested, IDENTITIES, st.sampled_from((OURS, GONE, AGES_AGO)))


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


@given(
    st.lists(OF_OUR_LINE, min_size=1, max_size=5), st.lists(ABOUT_OUR_LINE, max_size=3), st.lists(OF_THEIRS, max_size=5)
)
def test_whatever_another_body_sends_a_line_of_successors_stands_as_if_it_had_sent_nothing(
    ours: list[Claim], about_ours: list[Claim], theirs: list[Claim]
) -> None:
    by_right = [*ours, *about_ours]
    together = settle([*by_right, *theirs], WENT_OVER)
    alone = settle(by_right, WENT_OVER)
    assert [*map(without_neighbours, alone)] == [*map(without_neighbours, together[: len(by_right)])]
    taken = {place.procedure for place in together[: len(by_right)]}
    assert not any(place.procedure in taken for place in together[len(by_right) :])


@given(st.lists(st.one_of(OF_OUR_LINE, ABOUT_OUR_LINE, OF_THEIRS), min_size=2, max_size=4))
def test_the_order_in_which_they_came_makes_no_difference_in_a_line_of_successors(claims: list[Claim]) -> None:
    expected = sorted(zip(map(repr, claims), settle(claims, WENT_OVER), strict=True), key=repr)
    for order in permutations(claims):
        assert sorted(zip(map(repr, order), settle(order, WENT_OVER), strict=True), key=repr) == expected


@given(st.lists(OF_OUR_LINE, min_size=1, max_size=6))
def test_a_line_of_successors_groups_its_own_notices_as_one_body_does(claims: list[Claim]) -> None:
    def groups(settled: list[Resolution]) -> list[list[bool]]:
        return [[other.procedure == place.procedure for other in settled] for place in settled]

    as_one = [own(OURS, claim.identity) for claim in claims]
    assert groups(settle(claims, WENT_OVER)) == groups(settle(as_one))
