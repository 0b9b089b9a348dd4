"""The ordinary course of procurements: most of the year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from demo import outcomes
from demo.casting import LAST_LAUNCH, TOLD_UNTIL, Cast, Story, call_and_result, told
from demo.draft import Draft
from demo.ocds_json import OCID_PREFIX


def eforms_call_and_result(cast: Cast) -> Story:
    """A call and its result in eForms; late in the year only the call."""
    lots = cast.rng.choices((1, 2, 3), weights=(72, 18, 10))[0]
    draft = cast.draft("ordinary eForms", lots=lots, launched_on=cast.day(last=LAST_LAUNCH))
    draft.procedure_type = cast.rng.choice(("open", "open", "open", "restricted", "neg-w-call"))
    _as_usual(cast, draft)
    return call_and_result(draft)


def eforms_result_only(cast: Cast) -> Story:
    """Only the result is known: it launches the procedure as far as anybody can tell."""
    draft = cast.draft("result without its call", launched_on=cast.day(last=date(2025, 8, 31)))
    _as_usual(cast, draft)
    sent_on = draft.result_sent_on()
    draft.launched_on = sent_on
    return told(draft, draft.result(on=sent_on, repeats=True), expected=draft.expected(result_sent_on=sent_on))


def eforms_running(cast: Cast) -> Story:
    """Launched at the end of the year, nothing decided yet."""
    draft = cast.draft("running", launched_on=cast.day(date(2025, 10, 1), LAST_LAUNCH), awarded=False)
    return told(draft, draft.call())


def direct_award(cast: Cast) -> Story:
    """Negotiated without a call: only a result, outside the figures on competition."""
    draft = cast.draft("negotiated without a call")
    draft.procedure_type = "neg-wo-call"
    draft.competition = "no-call"
    for lot in draft.lots:
        if lot.outcome is not None:
            lot.outcome = outcomes.won(
                cast.rng, amount=lot.estimate, decided_on=draft.awarded_on, competition=1, small=None
            )
    sent_on = draft.result_sent_on()
    draft.launched_on = sent_on
    return told(draft, draft.result(on=sent_on, repeats=True), expected=draft.expected(result_sent_on=sent_on))


def announced_direct_award(cast: Cast) -> Story:
    """A direct award announced before it is made (subtype 25), then its result."""
    draft = cast.draft("direct award announced first")
    draft.procedure_type = "neg-wo-call"
    draft.competition = "no-call"
    announced_on = draft.awarded_on - timedelta(days=20)
    draft.launched_on = announced_on
    result = draft.result(on=draft.awarded_on + timedelta(days=15))
    announcement = replace(
        draft.result(on=announced_on, repeats=True), subtype="25", notice_type="veat", form_type="dir-awa-pre"
    )
    return told(draft, announcement, result)


def planned_first(cast: Cast) -> Story:
    """A prior information notice, a call and a result: the plan launches nothing."""
    draft = cast.draft("announced in a plan first")
    planned_on = draft.launched_on - timedelta(days=60)
    call = draft.call()
    plan = replace(
        draft.call(on=planned_on),
        root="PriorInformationNotice",
        subtype="4",
        notice_type="pin-only",
        form_type="planning",
        procedure_type=None,
        lots=tuple(
            replace(lot, scheme="Part", lot_id=f"PAR-{place:04d}", codes=(), criteria=(), terms=())
            for place, lot in enumerate(call.lots, start=1)
        ),
    )
    call = replace(call, lots=tuple(replace(lot, plans=(f"{plan.notice_id}-01",)) for lot in call.lots))
    return told(draft, plan, call, draft.result())


def ocds_releases(cast: Cast) -> Story:
    """The same course in OCDS: a tender release and an award release, by a system that uses BT-04 as tender.id."""
    lots = cast.rng.choices((1, 2), weights=(80, 20))[0]
    draft = cast.draft("ordinary OCDS", lots=lots, launched_on=cast.day(last=LAST_LAUNCH), ocds=True)
    draft.ocid = f"{OCID_PREFIX}{draft.own_number}"
    _as_usual(cast, draft)
    return releases_of(draft)


def releases_of(draft: Draft) -> Story:
    """A tender release and, when it is there in time, the release of award and contract."""
    call = replace(draft.call(), clock="10:00:00+01:00")
    sent_on = draft.result_sent_on()
    if sent_on > TOLD_UNTIL:
        for lot in draft.lots:
            lot.outcome = None
        return Story(expected=(draft.expected(),), releases=(call,))
    result = replace(draft.result(on=sent_on), clock="10:00:00+01:00")
    return Story(expected=(draft.expected(result_sent_on=sent_on),), releases=(call, result))


def _as_usual(cast: Cast, draft: Draft) -> None:
    """What happens to a part of all procurements: a count that is not told, a value that is withheld, clean cars."""
    rng = cast.rng
    ocds = draft.ocid is not None
    for lot in draft.lots:
        if lot.outcome is None:
            continue
        chance = rng.random()
        if chance < 0.14:  # noqa: PLR2004 - as often as in real notices
            lot.outcome = outcomes.only_electronic(lot.outcome)
        elif chance < 0.2:  # noqa: PLR2004 - now and then
            lot.outcome = outcomes.no_count(lot.outcome)
        chance = rng.random()
        if chance < 0.05:  # noqa: PLR2004 - now and then
            lot.outcome = outcomes.withheld_value(lot.outcome)
        elif chance < 0.12:  # noqa: PLR2004 - now and then
            lot.outcome = outcomes.no_value(lot.outcome)
        if not ocds and rng.random() < 0.2:  # noqa: PLR2004 - many tell only when the contract was concluded
            lot.outcome = outcomes.concluded_only(lot.outcome, draft.awarded_on + timedelta(days=10))
