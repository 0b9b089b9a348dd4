"""Above or below the EU threshold (counting rule C26), and the rule that decided."""

from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

import pytest

from shared.reference.published import ReferenceLists
from shared.reference.thresholds import ThresholdClass

THRESHOLDS = ReferenceLists.built_in().newest.thresholds


class _Usual(TypedDict):
    dispatched_on: date
    legal_basis: str | None
    subtype: str | None
    nature: str | None
    tier: str | None
    annex_i_central: bool | None
    cpv: str | None
    estimated_value: Decimal | None


class _Case(TypedDict, total=False):
    dispatched_on: date
    legal_basis: str | None
    subtype: str | None
    nature: str | None
    tier: str | None
    annex_i_central: bool | None
    cpv: str | None
    estimated_value: Decimal | None


def _classified(**case: Unpack[_Case]) -> ThresholdClass:
    """A contract notice of a municipality for furniture in 2024, changed where the test says so."""
    usual = _Usual(
        dispatched_on=date(2024, 5, 1),
        legal_basis="32014L0024",
        subtype="16",
        nature="supplies",
        tier="municipality",
        annex_i_central=False,
        cpv="39130000",
        estimated_value=Decimal(250_000),
    )
    usual.update(case)
    return THRESHOLDS.classify(**usual)


def _judged(**case: Unpack[_Case]) -> tuple[str, str, Decimal | None]:
    result = _classified(**case)
    return result.result, result.rule, result.amount


def test_the_table_holds_67_amounts_of_seven_periods() -> None:
    assert len(THRESHOLDS.table) == 67
    assert len({(entry.valid_from, entry.valid_until) for entry in THRESHOLDS.table}) == 7
    assert sum(not entry.verified for entry in THRESHOLDS.table) == 4


@pytest.mark.parametrize(
    ("value", "result"), [(220_999, "below"), (221_000, "above"), (Decimal("220999.99"), "below"), (221_001, "above")]
)
def test_a_value_at_the_amount_is_above(value: Decimal | int, result: str) -> None:
    assert _classified(estimated_value=Decimal(value)).result == result


@pytest.mark.parametrize(
    ("on", "amount"),
    [
        (date(2017, 12, 31), 209_000),
        (date(2018, 1, 1), 221_000),
        (date(2023, 12, 31), 215_000),
        (date(2024, 1, 1), 221_000),
        (date(2026, 1, 1), 216_000),
    ],
)
def test_the_day_of_dispatch_picks_the_period(on: date, amount: int) -> None:
    assert _classified(dispatched_on=on).amount == amount


def test_central_government_has_its_own_amount_when_it_stands_in_annex_i() -> None:
    assert _judged(tier="central", annex_i_central=True, estimated_value=Decimal(150_000)) == (
        "above",
        "classic-central-supplies-services",
        Decimal(143_000),
    )
    assert _classified(tier="central", annex_i_central=False, estimated_value=Decimal(150_000)).result == "below"


def test_a_central_body_not_known_to_stand_in_annex_i_is_undetermined_between_both_amounts() -> None:
    assert _judged(tier="central", annex_i_central=None, estimated_value=Decimal(150_000))[:2] == (
        "undetermined",
        "between-amounts-that-may-apply",
    )
    assert _classified(tier="central", annex_i_central=None, estimated_value=Decimal(300_000)).result == "above"
    assert _classified(tier="central", annex_i_central=None, estimated_value=Decimal(100_000)).result == "below"


def test_a_buyer_that_is_not_matched_is_decided_only_outside_both_amounts() -> None:
    assert _classified(tier=None, annex_i_central=None, estimated_value=Decimal(150_000)).result == "undetermined"
    assert _classified(tier=None, annex_i_central=None, estimated_value=Decimal(221_000)).result == "above"


def test_works_have_the_amount_of_works() -> None:
    assert _judged(nature="works", cpv="45233000", estimated_value=Decimal(5_000_000)) == (
        "below",
        "classic-works",
        Decimal(5_538_000),
    )


def test_an_unknown_nature_is_decided_only_outside_all_amounts() -> None:
    def result(value: int) -> str:
        return _classified(nature=None, subtype=None, cpv=None, estimated_value=Decimal(value)).result

    assert [result(200_000), result(1_000_000), result(6_000_000)] == ["below", "undetermined", "above"]


@pytest.mark.parametrize(
    ("legal_basis", "subtype", "nature", "rule", "amount"),
    [
        ("32014L0025", "17", "services", "special-sectors-supplies-services", 443_000),
        ("32014L0025", "17", "works", "special-sectors-works", 5_538_000),
        ("32014L0023", "19", "services", "concessions", 5_538_000),
        ("32014L0023", "14", "services", "concessions", 5_538_000),
        ("32009L0081", "18", "supplies", "defence-supplies-services", 443_000),
        ("32009L0081", "18", "works", "defence-works", 5_538_000),
        ("32014L0025", "21", "services", "special-sectors-light", 1_000_000),
        ("32014L0024", "20", "services", "classic-light", 750_000),
    ],
)
def test_the_notice_names_its_regime(legal_basis: str, subtype: str, nature: str, rule: str, amount: int) -> None:
    result = _classified(legal_basis=legal_basis, subtype=subtype, nature=nature, cpv="71000000")

    assert (result.rule, result.amount) == (rule, Decimal(amount))


def test_the_subtype_names_the_regime_when_the_legal_basis_does_not() -> None:
    assert _classified(legal_basis=None, subtype="17").rule == "special-sectors-supplies-services"
    assert _classified(legal_basis="other", subtype="20", nature="services").rule == "classic-light"


def test_a_subtype_of_the_standard_regime_goes_before_the_cpv_list() -> None:
    assert _classified(subtype="16", nature="services", cpv="55520000").rule == "classic-sub-central-supplies-services"


def test_where_the_subtype_is_silent_the_cpv_list_tells_the_light_regime() -> None:
    assert _judged(subtype="E3", nature="services", cpv="55520000", estimated_value=Decimal(700_000)) == (
        "below",
        "classic-light",
        Decimal(750_000),
    )
    assert _classified(subtype="E3", nature="services", cpv="90910000").rule == "classic-sub-central-supplies-services"


def test_supplies_are_never_light() -> None:
    assert _classified(subtype="E3", nature="supplies", cpv="55520000").amount == 221_000


def test_services_without_a_cpv_code_may_be_light() -> None:
    result = _classified(subtype=None, legal_basis=None, nature="services", cpv=None, estimated_value=Decimal(500_000))

    assert result.result == "undetermined"


def test_a_voluntary_notice_follows_the_tier_whatever_legal_basis_it_states() -> None:
    result = _classified(subtype="E3", legal_basis="32014L0024", tier="special-sector", annex_i_central=None)

    assert result.rule == "special-sectors-supplies-services"
    assert result.result == "below"
    assert not result.contradicted


def test_without_a_value_publishing_under_a_directive_is_the_evidence() -> None:
    assert _judged(estimated_value=None) == ("above", "published-under-directive", None)
    assert _judged(estimated_value=None, subtype="E3", legal_basis="other")[:2] == ("undetermined", "no-value")


def test_a_value_below_under_a_directive_stays_below_and_is_marked() -> None:
    result = _classified(estimated_value=Decimal(50_000))

    assert result.result == "below"
    assert result.contradicted
    assert not _classified(estimated_value=Decimal(50_000), subtype="E3").contradicted


def test_an_awarded_value_stands_in_for_an_estimate_and_says_so() -> None:
    result = THRESHOLDS.classify(
        dispatched_on=date(2024, 5, 1),
        legal_basis="32014L0024",
        subtype="29",
        nature="supplies",
        tier="municipality",
        annex_i_central=False,
        cpv="39130000",
        estimated_value=None,
        awarded_value=Decimal(300_000),
    )

    assert (result.result, result.basis) == ("above", "award")
    assert _classified().basis == "estimate"


def test_public_transport_and_days_outside_the_table_have_no_amount() -> None:
    assert _judged(legal_basis="32007R1370", subtype="T02")[:2] == ("undetermined", "no-threshold-for-public-transport")
    for on in (date(2013, 12, 31), date(2028, 1, 1)):
        assert _judged(dispatched_on=on)[:2] == ("undetermined", "no-threshold-for-date")


@pytest.mark.parametrize(
    ("cpv", "light"),
    [
        ("55520000", True),
        ("85100000", True),
        ("85323000", True),
        ("79710000", True),
        ("90910000", False),
        ("45000000", False),
        ("80500000-9", True),
        ("99999999", False),
        (None, None),
        ("x", None),
    ],
)
def test_the_light_regime_by_cpv(cpv: str | None, light: bool | None) -> None:
    assert THRESHOLDS.is_light_regime(cpv) is light
