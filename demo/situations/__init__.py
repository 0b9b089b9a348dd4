"""Every situation of the counting rules that the year must play, stated well and stated badly.

Ordinary procurements fill the rest of the year. One that takes a number goes through a list (every subtype, every
way of saying something about the themes); it is played once for each entry.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from demo.procurements.drawing import Dossier, Draws
from demo.situations import (
    aims,
    amounts,
    cancelled,
    corrections,
    dates,
    frameworks,
    headers,
    identity,
    joint,
    ordinary,
    parties,
    presence,
    releases,
    scope,
    systems,
)

Situation = Callable[[Draws], Dossier]
ListedSituation = Callable[[Draws, int], Dossier]

TWICE: Final[tuple[Situation, ...]] = (
    presence.one_lot_says_yes,
    presence.all_lots_say_no,
    presence.some_lots_silent,
    presence.yes_in_a_cancelled_lot,
    presence.silence_in_a_cancelled_lot,
    presence.group_of_lots,
    presence.plan_says_more,
    presence.two_calls_contradict,
    presence.withheld_later,
    scope.planned_parts,
    scope.modified_later,
    scope.completed_later,
    scope.registration,
    identity.both_formats,
    identity.by_ocid,
    identity.previous_notice,
    identity.previous_notice_by_id,
    identity.weak_result_of_a_strong_call,
    identity.own_number,
    identity.own_number_of_a_strong_call,
    identity.same_number_other_buyer,
    identity.two_rules_apart,
    identity.identifier_before_reference,
    corrections.call_corrected,
    corrections.corrected_to_silence,
    corrections.three_versions,
    corrections.change_notice,
    corrections.award_date_moved,
    corrections.value_corrected,
    corrections.undated_result_corrected,
    corrections.buyer_corrected,
    corrections.same_version_differs,
    corrections.same_version_settled,
    corrections.result_twice,
    corrections.award_withdrawn,
    corrections.change_of_a_change,
    cancelled.some_lots_closed,
    cancelled.all_lots_closed,
    cancelled.cancelled_by_change,
    cancelled.cancelled_by_version,
    cancelled.cancellation_intended,
    cancelled.suspended,
    cancelled.relaunched,
    cancelled.still_open,
    frameworks.re_estimated,
    frameworks.maximum_of_the_lot,
    frameworks.maximum_of_the_notice,
    frameworks.maximum_over_several_lots,
    frameworks.maximum_of_the_call,
    frameworks.placeholder_ceiling,
    frameworks.no_ceiling,
    frameworks.ceiling_in_dollars,
    frameworks.marked_on_the_contract,
    frameworks.call_off,
    systems.awards_under_a_system,
    systems.empty_system,
    systems.closed_competition,
    joint.lead_marked_second,
    joint.nobody_marked,
    joint.mixed_tiers,
    joint.mixed_tiers_unmarked,
    joint.lead_marked_first,
    joint.lead_in_ocds,
    amounts.value_withheld,
    amounts.count_withheld,
    amounts.all_withheld,
    amounts.value_minus_one,
    amounts.count_minus_one,
    amounts.value_placeholder,
    amounts.one_value_of_two_missing,
    amounts.several_winners,
    amounts.only_electronic,
    amounts.single_bid,
    dates.launched_on_the_border,
    dates.concluded_only,
    dates.undated,
    amounts.other_currency,
    amounts.total_contradicts,
    amounts.total_differs_little,
    amounts.two_currencies,
    dates.two_results,
    dates.two_contracts,
    dates.without_contracts,
    parties.losers_shown,
    headers.check_digit,
    parties.unmatched_buyer,
    aims.said_in_texts,
    aims.text_beside_none,
    aims.result_says_more,
    aims.result_says_none,
    aims.clean_vehicles,
    aims.only_other_vehicles,
    headers.odd_headers,
    headers.national_subtype,
    headers.dated_period,
    headers.no_duration,
    headers.short_work,
    headers.chain_at_quality_c,
    headers.lots_of_another_kind,
    releases.framework,
    releases.cancelled,
    releases.unsuccessful_lot,
    releases.value_withheld,
    releases.without_bids,
    releases.contract_value_only,
    releases.amended,
    releases.award_only,
    releases.award_without_tender,
    releases.planning_only,
    frameworks.maximum_said_once,
    frameworks.said_in_the_call,
    identity.strong_result_of_a_weak_call,
)
"""Situationed twice, and more often in a larger year."""

OFTEN: Final[tuple[tuple[Situation, int], ...]] = (
    (dates.decided_on_the_border, 7),
    (parties.group_of_firms, 8),
)

LISTED: Final[tuple[tuple[ListedSituation, int], ...]] = (
    (scope.planning_only, scope.PLANS),
    (scope.out_of_scope, scope.OTHERS),
    (scope.every_call, scope.CALLS),
    (scope.every_result, scope.RESULTS),
    (scope.every_direct_award, 4),
    (aims.every_theme_answer, len(aims.EVERY_ANSWER)),
    (releases.every_theme_answer, len(releases.EVERY_ANSWER)),
)

ORDINARY: Final[tuple[tuple[Situation, int], ...]] = (
    (ordinary.eforms_call_and_result, 62),
    (ordinary.ocds_releases, 16),
    (ordinary.eforms_result_only, 7),
    (ordinary.eforms_running, 5),
    (ordinary.direct_award, 4),
    (ordinary.announced_direct_award, 2),
    (ordinary.planned_first, 4),
)
"""The ordinary course with its share of the rest of the year."""


def all_situations() -> list[tuple[str, Situation]]:
    """Every situation with a name of its own, in a fixed order."""
    named: list[tuple[str, Situation]] = []
    for situation in TWICE:
        named.extend((f"{situation.__module__}.{situation.__name__}/{number}", situation) for number in range(2))
    for situation, times in OFTEN:
        named.extend((f"{situation.__module__}.{situation.__name__}/{number}", situation) for number in range(times))
    for listed, entries in LISTED:
        name = f"{listed.__module__}.{listed.__name__}"
        named.extend((f"{name}/{number}", _entry(listed, number)) for number in range(entries))
    return named


def _entry(listed: ListedSituation, number: int) -> Situation:
    return lambda draws: listed(draws, number)
