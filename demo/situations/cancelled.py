"""C11: cancelled, abandoned, suspended and relaunched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from demo.documents.statements import NoticeStatement
from demo.ledger import ExpectedProcedure
from demo.procurements import outcomes
from demo.procurements.draft import Draft
from demo.procurements.drawing import Dossier, Draws, call_and_result, dossier_of

_REASONS = ("all-rej", "chan-need", "ins-fund", "no-rece", "no-signed", "one-admis", "tch-pr-error")


def some_lots_closed(draws: Draws) -> Dossier:
    """One lot is closed without a winner: it is no counted lot, the others are."""
    draft = draws.draft("C11 some lots closed", lots=draws.rng.choice((2, 3)))
    draft.lots[-1].outcome = outcomes.closed(draws.rng.choice(_REASONS))
    return call_and_result(draft)


def all_lots_closed(draws: Draws) -> Dossier:
    """All lots are closed without a winner: nothing was bought."""
    draft = draws.draft("C11 all lots closed", lots=draws.rng.choice((1, 2)))
    for lot in draft.lots:
        lot.outcome = outcomes.closed(draws.rng.choice(_REASONS))
    return call_and_result(draft)


def cancelled_by_change(draws: Draws) -> Dossier:
    """A change notice says `cancel`: the whole procedure leaves the population."""
    draft = _running(draws, "C11 cancelled by a change notice")
    call = draft.call()
    dossier = dossier_of(draft, call, _changed(draft, call, reason="cancel"))
    return replace(dossier, expected=(cancelled(dossier),))


def cancelled_by_version(draws: Draws) -> Dossier:
    """A second version of the call itself says `cancel`."""
    draft = _running(draws, "C11 cancelled by a higher version")
    call = draft.call()
    again = replace(_changed(draft, call, reason="cancel"), notice_id=call.notice_id, version="02")
    dossier = dossier_of(draft, call, again)
    return replace(dossier, expected=(cancelled(dossier),))


def cancellation_intended(draws: Draws) -> Dossier:
    """`cancel-intent` changes nothing: it is running."""
    draft = _running(draws, "C11 cancellation intended")
    call = draft.call()
    return dossier_of(draft, call, _changed(draft, call, reason="cancel-intent"))


def suspended(draws: Draws) -> Dossier:
    """`susp-review` changes nothing either; later it is awarded after all."""
    draft = draws.draft("C11 suspended for review")
    call = draft.call()
    return dossier_of(draft, call, _changed(draft, call, reason="susp-review"), draft.result())


def relaunched(draws: Draws) -> Dossier:
    """Closed without a winner, then launched again (BT-634): a procedure of its own that counts."""
    failed = draws.draft("C11 failed, to be relaunched", launched_on=draws.day(last=date(2025, 4, 30)))
    for lot in failed.lots:
        lot.outcome = outcomes.closed("no-rece")
    first = call_and_result(failed)
    again = draws.draft("C11 relaunch", buyer=failed.buyer, launched_on=failed.awarded_on + timedelta(days=40))
    again.subject = failed.subject
    for lot in again.lots:
        lot.cpv, lot.nature = failed.subject.cpv, failed.subject.nature
        lot.title, lot.relaunch = failed.subject.title, True
    second = call_and_result(again)
    return Dossier(expected=(*first.expected, *second.expected), notices=(*first.notices, *second.notices))


def still_open(draws: Draws) -> Dossier:
    """A result notice says `open-nw`: no winner yet, the lot is running."""
    draft = draws.draft("C11 no winner yet", lots=draws.rng.choice((1, 2)))
    draft.lots[0].outcome = outcomes.still_open()
    return call_and_result(draft)


def cancelled(dossier: Dossier) -> ExpectedProcedure:
    """The only procedure of a dossier, cancelled as a whole: none of its lots counts."""
    expected = dossier.expected[0]
    return replace(
        expected,
        counted=False,
        state="cancelled",
        awarded_on=None,
        themes=dict.fromkeys(expected.themes),
        any_theme=None,
        strategic_complete=None,
        lots=tuple(replace(lot, counted=False) for lot in expected.lots),
    )


def _running(draws: Draws, situation: str) -> Draft:
    return draws.draft(situation, lots=draws.rng.choice((1, 1, 2)), awarded=False)


def _changed(draft: Draft, call: NoticeStatement, *, reason: str) -> NoticeStatement:
    """A change notice with an id of its own that names the call (BT-758)."""
    later = draft.launched_on + timedelta(days=21)
    return replace(
        call,
        notice_id=draft.uuid(),
        dispatched=f"{later}+01:00",
        publication=None,
        changes=f"{call.notice_id}-{call.version}",
        change_reason=reason,
    )
