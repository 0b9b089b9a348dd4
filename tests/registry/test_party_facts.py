from datetime import date

import pytest

from services.registry.parties.rules.facts import (
    Neighbours,
    PartyFacts,
    StatedIdentifier,
    StatedListing,
    StatedMembership,
    StatedName,
    faults_of,
    faulty_identifier,
)
from services.registry.parties.rules.records import Identifier
from services.registry.periods.rules import Period

URI = "urn:self"
JANUARY, JUNE, JULY = date(2026, 1, 1), date(2026, 6, 1), date(2026, 7, 1)
NOBODY = Neighbours({}, {}, {})


def named(name: str = "Voorbeeldstad", *, since: date | None = None, until: date | None = None) -> StatedName:
    return StatedName(name, None, None, Period(since, until))


def kvk(value: str = "90000001", *, since: date | None = None, until: date | None = None) -> StatedIdentifier:
    return StatedIdentifier(Identifier("kvk", value), Period(since, until))


def facts(**others: object) -> PartyFacts:
    plain: dict[str, object] = {
        "kind": "municipality",
        "tier": "municipality",
        "names": (named(),),
        "identifiers": (),
        "parent": None,
        "province": None,
        "memberships": (),
        "annex_i": (),
        "valid_from": None,
    }
    return PartyFacts(**{**plain, **others})  # type: ignore[arg-type]


def faults(stated: PartyFacts, neighbours: Neighbours = NOBODY, *, test_body: bool = False) -> set[tuple[str, str]]:
    findings = faults_of(stated, neighbours, uri=URI, test_body=test_body)
    return {(finding.location, finding.rule) for finding in findings}


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("oin", "00000001003214345000"),
        ("kvk", "50200097"),
        ("rsin", "003214345"),
        ("tooi", "https://identifier.overheid.nl/tooi/id/gemeente/gm9998"),
        ("roo", "123"),
    ],
)
def test_a_well_formed_identifier_passes(scheme: str, value: str) -> None:
    assert faulty_identifier(Identifier(scheme, value)) is None


@pytest.mark.parametrize(
    ("scheme", "value", "reason"),
    [
        ("oin", "0000000100321434500", "20 digits"),
        ("oin", "000000010032143450000", "20 digits"),
        ("oin", "00000005003214345000", "does not start with"),
        ("oin", "0000000100321434500X", "20 digits"),
        ("oin", " 00000001003214345000", "blanks"),
        ("oin", "٠٠٠٠٠٠٠١٠٠٣٢١٤٣٤٥٠٠٠", "20 digits"),
        ("kvk", "5020009", "8 digits"),
        ("kvk", "502000971", "8 digits"),
        ("kvk", "5020009O", "8 digits"),
        ("kvk", "00000000", "zeros"),
        ("kvk", "5020009\uff17", "8 digits"),
        ("kvk", "50200097\u00a0", "blanks"),
        ("oin", "00000003000000000000", "zeros"),
        ("oin", "00000099000000000001", "zeros"),
        ("rsin", "003214346", "elfproef"),
        ("rsin", "000000000", "elfproef"),
        ("rsin", "03214345", "9 digits"),
        ("rsin", "00321434a", "9 digits"),
        ("tooi", "https://identifier.overheid.nl/tooi/id/gemeente/hv_gm9998", "historical"),
        ("tooi", "http://identifier.overheid.nl/tooi/id/gemeente/gm9998", "no TOOI URI"),
        ("tooi", "https://identifier.overheid.nl/tooi/id/gemeente/gm9998/", "no TOOI URI"),
        ("tooi", "https://identifier.overheid.nl/tooi/id/gemeente/gm0000", "no TOOI URI"),
        ("tooi", "https://identifier.overheid.nl/tooi/id/zbo/oorg0", "no TOOI URI"),
        ("tooi", "https://identifier.overheid.nl/tooi/id/gemeente/gm034\u0664", "no TOOI URI"),
        ("roo", "0", "no number"),
        ("roo", "000", "no number"),
        ("roo", "²", "no number"),
        ("roo", "12a", "no number"),
        ("roo", "1" * 13, "no number"),
        ("duns", "1", "no scheme"),
    ],
)
def test_a_wrong_identifier_is_refused_with_the_reason(scheme: str, value: str, reason: str) -> None:
    assert reason in str(faulty_identifier(Identifier(scheme, value)))


def test_every_fault_has_its_place_and_all_come_at_once() -> None:
    stated = facts(
        tier=None,
        identifiers=(kvk(), kvk("1"), kvk(), kvk("90000002", since=JUNE, until=JUNE)),
        parent=URI,
        province="urn:nowhere",
        memberships=(StatedMembership("urn:nobody", Period()),),
        annex_i=(StatedListing("law", Period(None, JUNE)), StatedListing("law", Period(JANUARY, None))),
    )

    assert faults(stated) == {
        ("/tier", "wrong-tier"),
        ("/identifiers/1/value", "bad-identifier"),
        ("/identifiers/2", "duplicate-identifier"),
        ("/identifiers/3/validUntil", "empty-period"),
        ("/parent", "cycle"),
        ("/province", "unknown-province"),
        ("/memberships/0/association", "unknown-association"),
        ("/annexI/1", "overlapping-listing"),
    }


def test_names_follow_each_other_in_whatever_order_they_are_stated() -> None:
    assert faults(facts(names=(named("Nieuw", since=JUNE), named("Oud", until=JUNE)))) == set()


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        ((), ("/names", "no-name")),
        ((named(until=JUNE), named("B", since=JULY)), ("/names/1/validFrom", "gap")),
        ((named(until=JULY), named("B", since=JUNE)), ("/names/1", "overlapping-name")),
        ((named(until=JULY),), ("/names/0/validUntil", "gap")),
    ],
)
def test_on_any_day_a_party_has_one_name(names: tuple[StatedName, ...], fault: tuple[str, str]) -> None:
    assert faults(facts(names=names)) == {fault}


def test_one_identifier_may_come_back_after_a_while() -> None:
    assert faults(facts(identifiers=(kvk(until=JANUARY), kvk(since=JUNE)))) == set()


@pytest.mark.parametrize(("held", "taken"), [(Period(None, JUNE), False), (Period(None, JULY), True)])
def test_what_another_party_has_on_the_same_day_is_taken(held: Period, *, taken: bool) -> None:
    neighbours = Neighbours({}, {}, {Identifier("kvk", "90000001"): [("urn:other", held)]})

    expected = {("/identifiers/0/value", "held-by-another")} if taken else set()
    assert faults(facts(identifiers=(kvk(since=JUNE),)), neighbours) == expected


def test_a_party_is_never_its_own_ancestor() -> None:
    others = dict.fromkeys(("urn:child", "urn:grandchild", "urn:other"), "agency")
    neighbours = Neighbours(others, {"urn:child": URI, "urn:grandchild": "urn:child"}, {})

    assert faults(facts(parent="urn:grandchild"), neighbours) == {("/parent", "cycle")}
    assert faults(facts(parent="urn:other"), neighbours) == set()
    assert faults(facts(parent="urn:unknown"), neighbours) == {("/parent", "unknown-party")}


def test_a_member_belongs_to_an_umbrella_association_and_once_at_a_time() -> None:
    neighbours = Neighbours({"urn:koepel": "umbrella-association", "urn:x": "agency"}, {}, {})
    membership = StatedMembership("urn:koepel", Period(JANUARY, None))

    assert faults(facts(memberships=(membership,)), neighbours) == set()
    assert faults(facts(memberships=(membership, membership)), neighbours) == {
        ("/memberships/1", "overlapping-membership")
    }
    assert faults(facts(memberships=(StatedMembership("urn:x", Period()),)), neighbours) == {
        ("/memberships/0/association", "unknown-association")
    }


@pytest.mark.parametrize(("oin", "test_body"), [("00000099000000001000", False), ("00000001003214345000", True)])
def test_numbers_of_test_bodies_and_real_ones_stay_apart(oin: str, *, test_body: bool) -> None:
    stated = facts(identifiers=(StatedIdentifier(Identifier("oin", oin), Period()),))

    assert faults(stated, test_body=test_body) == {("/identifiers/0/value", "test-body")}
    assert faults(stated, test_body=not test_body) == set()


def test_a_service_provider_buys_nothing_and_has_no_tier() -> None:
    assert faults(facts(kind="service-provider")) == {("/tier", "wrong-tier")}
    assert faults(facts(kind="service-provider", tier=None)) == set()


def test_the_name_of_a_day_is_the_one_that_had_begun() -> None:
    stated = facts(names=(named("Nieuw", since=JUNE), named("Oud", until=JUNE)))

    assert stated.name_on(JANUARY).name == "Oud"
    assert stated.name_on(JUNE).name == "Nieuw"
    assert facts(names=(named("Later", since=JUNE),)).name_on(JANUARY).name == "Later"
