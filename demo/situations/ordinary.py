"""The ordinary course of procurements: most of the year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from demo.documents.ocds_release import OCID_PREFIX
from demo.procurements import outcomes
from demo.procurements.draft import Draft
from demo.procurements.drawing import DISPATCHED_UNTIL, LAST_LAUNCH, Dossier, Draws, call_and_result, dossier_of


def eforms_call_and_result(draws: Draws) -> Dossier:
    """A call and its result in eForms; late in the year only the call."""
    lots = draws.rng.choices((1, 2, 3), weights=(72, 18, 10))[0]
    draft = draws.draft("ordinary eForms", lots=lots, launched_on=draws.day(last=LAST_LAUNCH))
    draft.procedure_type = draws.rng.choice(("open", "open", "open", "restricted", "neg-w-call"))
    _as_usual(draws, draft)
    return call_and_result(draft)


def eforms_result_only(draws: Draws) -> Dossier:
    """Only the result is known: it launches the procedure as far as anybody can tell."""
    draft = draws.draft("result without its call", launched_on=draws.day(last=date(2025, 8, 31)))
    _as_usual(draws, draft)
    sent_on = draft.result_sent_on()
    draft.launched_on = sent_on
    draft.called = False
    return dossier_of(draft, draft.result(on=sent_on, repeats=True), expected=draft.expected(result_sent_on=sent_on))


def eforms_running(draws: Draws) -> Dossier:
    """Launched at the end of the year, nothing decided yet."""
    draft = draws.draft("running", launched_on=draws.day(date(2025, 10, 1), LAST_LAUNCH), awarded=False)
    return dossier_of(draft, draft.call())


def direct_award(draws: Draws) -> Dossier:
    """Negotiated without a call: only a result, outside the figures on competition."""
    draft = draws.draft("negotiated without a call")
    draft.procedure_type = "neg-wo-call"
    draft.competition = "no-call"
    for lot in draft.lots:
        if lot.outcome is not None:
            lot.outcome = outcomes.won(
                draws.rng, amount=lot.estimate, decided_on=draft.awarded_on, competition=1, small=None
            )
    sent_on = draft.result_sent_on()
    draft.launched_on = sent_on
    draft.called = False
    return dossier_of(draft, draft.result(on=sent_on, repeats=True), expected=draft.expected(result_sent_on=sent_on))


def announced_direct_award(draws: Draws) -> Dossier:
    """A direct award announced before it is made (subtype 25), then its result."""
    draft = draws.draft("direct award announced first")
    draft.procedure_type = "neg-wo-call"
    draft.competition = "no-call"
    announced_on = draft.awarded_on - timedelta(days=20)
    draft.launched_on = announced_on
    draft.called = False
    result = draft.result(on=draft.awarded_on + timedelta(days=15))
    announcement = replace(
        draft.result(on=announced_on, repeats=True), subtype="25", notice_type="veat", form_type="dir-awa-pre"
    )
    return dossier_of(draft, announcement, result)


def planned_first(draws: Draws) -> Dossier:
    """A prior information notice, a call and a result: the plan launches nothing."""
    draft = draws.draft("announced in a plan first")
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
    return dossier_of(draft, plan, call, draft.result())


def ocds_releases(draws: Draws) -> Dossier:
    """The same course in OCDS: a tender release and an award release, by a system that uses BT-04 as tender.id."""
    lots = draws.rng.choices((1, 2), weights=(80, 20))[0]
    draft = draws.draft("ordinary OCDS", lots=lots, launched_on=draws.day(last=LAST_LAUNCH), ocds=True)
    draft.ocid = f"{OCID_PREFIX}{draft.own_number}"
    _as_usual(draws, draft)
    return releases_of(draft)


def releases_of(draft: Draft) -> Dossier:
    """A tender release and, when it is there in time, the release of award and contract."""
    call = replace(draft.call(), clock="10:00:00+01:00")
    sent_on = draft.result_sent_on()
    if sent_on > DISPATCHED_UNTIL:
        for lot in draft.lots:
            lot.outcome = None
        return Dossier(expected=(draft.expected(),), releases=(call,))
    result = replace(draft.result(on=sent_on), clock="10:00:00+01:00")
    return Dossier(expected=(draft.expected(result_sent_on=sent_on),), releases=(call, result))


def _as_usual(draws: Draws, draft: Draft) -> None:
    """What happens to a part of all procurements: a count that is not told, a value that is withheld, clean cars."""
    rng = draws.rng
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
