"""C10: corrections. A higher version or a change notice replaces its notice whole and keeps its period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from demo.documents.statements import NoticeStatement, Sum
from demo.ledger import ExpectedProcedure
from demo.procurements import outcomes
from demo.procurements.draft import Draft, buyer_statement
from demo.procurements.drawing import Dossier, Draws, dossier_of
from demo.procurements.theme_answers import ASKED, NONE, SILENT, ThemeAnswers


def call_corrected(draws: Draws) -> Dossier:
    """A second version of the call says something else about the themes; the launch stays where it was."""
    draft = _draft(draws, "C10 call corrected by a higher version", _asked(draws))
    first = draft.call()
    draft.lots[0].answers = NONE
    second = _version(draft.call(on=draft.launched_on + timedelta(days=25)), first, "02")
    return dossier_of(draft, first, second, draft.result())


def corrected_to_silence(draws: Draws) -> Dossier:
    """The second version says nothing any more: it replaces the first whole, so the themes are silent."""
    draft = _draft(draws, "C10 corrected to silence", _asked(draws))
    first = draft.call()
    draft.lots[0].answers = SILENT
    second = _version(draft.call(on=draft.launched_on + timedelta(days=9)), first, "02")
    return dossier_of(draft, first, second, draft.result())


def three_versions(draws: Draws) -> Dossier:
    """Three versions; the highest speaks, whichever is sent last."""
    draft = _draft(draws, "C10 three versions", NONE)
    first = draft.call()
    draft.lots[0].answers = SILENT
    second = _version(draft.call(on=draft.launched_on + timedelta(days=9)), first, "02")
    draft.lots[0].answers = _asked(draws)
    third = _version(draft.call(on=draft.launched_on + timedelta(days=12)), first, "03")
    return dossier_of(draft, third, first, second, draft.result())


def change_notice(draws: Draws) -> Dossier:
    """A change notice with an id of its own names the notice it replaces (BT-758)."""
    draft = _draft(draws, "C10 change notice with its own id", NONE)
    first = draft.call()
    draft.lots[0].answers = _asked(draws)
    change = replace(
        draft.call(on=draft.launched_on + timedelta(days=30)),
        changes=f"{first.notice_id}-01",
        change_reason="update-add",
    )
    return dossier_of(draft, first, change, draft.result())


def award_date_moved(draws: Draws) -> Dossier:
    """A correction of the result moves the award decision itself, to another month."""
    draft = draws.draft("C10 award date corrected", launched_on=draws.day(last=date(2025, 8, 31)))
    sent_on = draft.result_sent_on()
    first = draft.result(on=sent_on)
    moved = draft.awarded_on - timedelta(days=35)
    _each_outcome(draft, decided_on=moved)
    second = _version(draft.result(on=sent_on + timedelta(days=14)), first, "02")
    return dossier_of(draft, draft.call(), first, second)


def value_corrected(draws: Draws) -> Dossier:
    """A correction of the result changes the value and the number of tenders, and keeps the date."""
    draft = draws.draft("C10 value corrected", launched_on=draws.day(last=date(2025, 8, 31)))
    sent_on = draft.result_sent_on()
    first = draft.result(on=sent_on)
    for lot in draft.lots:
        amount = (lot.estimate * Decimal("1.1")).quantize(Decimal("0.01"))
        lot.outcome = outcomes.won(draws.rng, amount=amount, decided_on=draft.awarded_on, competition=7)
    second = _version(draft.result(on=sent_on + timedelta(days=14)), first, "02")
    return dossier_of(draft, draft.call(), first, second)


def undated_result_corrected(draws: Draws) -> Dossier:
    """A result without any date, then corrected: the first dispatch that named the winner still decides."""
    draft = draws.draft("C10 undated result corrected", launched_on=draws.day(last=date(2025, 8, 31)))
    for lot in draft.lots:
        if lot.outcome is not None:
            lot.outcome = outcomes.undated(lot.outcome)
    sent_on = draft.result_sent_on()
    first = draft.result(on=sent_on)
    second = _version(draft.result(on=sent_on + timedelta(days=40)), first, "02")
    return dossier_of(draft, draft.call(), first, second, expected=draft.expected(result_sent_on=sent_on))


def buyer_corrected(draws: Draws) -> Dossier:
    """The notice named the wrong body; the correction names the right one, of another tier."""
    draft = draws.draft("C10 buyer corrected", tier="municipality", awarded=False)
    first = draft.call()
    right = draws.body("province")
    second = _version(
        replace(draft.call(on=draft.launched_on + timedelta(days=11)), buyers=(buyer_statement(right),)), first, "02"
    )
    expected = replace(draft.expected(), lead_body=right.key, tier=right.tier, took_part=(right.key,))
    return dossier_of(draft, first, second, expected=expected)


def same_version_differs(draws: Draws) -> Dossier:
    """One version with two contents: where they agree it counts, where they differ it is conflicting."""
    draft, first, other = _two_contents(draws, "C10 same version, other content")
    lot = draft.lots[0]
    lot.answers = replace(SILENT, states=dict.fromkeys(NONE.states, "conflicting"), findings=("CMP-005",))
    return dossier_of(draft, first, other, expected=_unsettled(draft))


def same_version_settled(draws: Draws) -> Dossier:
    """The same, and then a higher version that settles it."""
    draft, first, other = _two_contents(draws, "C10 same version, settled by a higher one")
    draft.lots[0].answers = NONE
    third = _version(draft.call(on=draft.launched_on + timedelta(days=20)), first, "02")
    return dossier_of(draft, first, other, third, draft.result())


def result_twice(draws: Draws) -> Dossier:
    """One version of a result with two values: the value is conflicting, everything else counts."""
    draft = draws.draft("C10 result with two values", launched_on=draws.day(last=date(2025, 9, 30)))
    result = draft.result()
    tenders = tuple(
        replace(tender, value=None if tender.value is None else Sum(tender.value.value + 1000))
        for tender in result.tenders
    )
    other = replace(result, tenders=tenders, total=None)
    result = replace(result, total=None)
    draft.findings.add("CMP-005")
    for lot in draft.lots:
        if lot.outcome is not None:
            lot.outcome = replace(lot.outcome, value=None, value_why="conflicting", basis=None)
    return dossier_of(draft, draft.call(), result, other)


def award_withdrawn(draws: Draws) -> Dossier:
    """The award was reported, then withdrawn by a higher version: closed without a winner after all."""
    draft = draws.draft("C10 award withdrawn by a higher version", launched_on=draws.day(last=date(2025, 8, 31)))
    sent_on = draft.result_sent_on()
    first = draft.result(on=sent_on)
    for lot in draft.lots:
        lot.outcome = outcomes.closed("rev-buyer")
    second = _version(draft.result(on=sent_on + timedelta(days=30)), first, "02")
    return dossier_of(draft, draft.call(), first, second)


def change_of_a_change(draws: Draws) -> Dossier:
    """A change notice that itself is changed by another: the last one stands."""
    draft = _draft(draws, "C10 change of a change", SILENT)
    first = draft.call()
    draft.lots[0].answers = _asked(draws)
    change = replace(
        draft.call(on=draft.launched_on + timedelta(days=10)),
        changes=f"{first.notice_id}-01",
        change_reason="cor-buy",
    )
    draft.lots[0].answers = NONE
    again = replace(
        draft.call(on=draft.launched_on + timedelta(days=20)),
        changes=f"{change.notice_id}-01",
        change_reason="cor-buy",
    )
    return dossier_of(draft, first, change, again, draft.result())


def _two_contents(draws: Draws, situation: str) -> tuple[Draft, NoticeStatement, NoticeStatement]:
    """A call sent twice as version 01: once BT-06 none, once silent."""
    draft = _draft(draws, situation, NONE)
    if situation.endswith("content"):
        draft.lots[0].outcome = None
    first = draft.call()
    draft.lots[0].answers = SILENT
    lots = tuple(replace(lot, codes=draft.lot_statement(draft.lots[0], asked=True).codes) for lot in first.lots)
    return draft, first, replace(first, lots=lots)


def _unsettled(draft: Draft) -> ExpectedProcedure:
    return replace(draft.expected(), strategic_complete=False)


def _draft(draws: Draws, situation: str, answers: ThemeAnswers) -> Draft:
    return draws.draft(situation, answers=(answers,), launched_on=draws.day(last=date(2025, 9, 30)))


def _asked(draws: Draws) -> ThemeAnswers:
    return draws.rng.choice(ASKED[:13])


def _version(notice: NoticeStatement, first: NoticeStatement, version: str) -> NoticeStatement:
    return replace(notice, notice_id=first.notice_id, version=version)


def _each_outcome(draft: Draft, *, decided_on: date) -> None:
    for lot in draft.lots:
        if lot.outcome is not None:
            lot.outcome = replace(lot.outcome, decided_on=decided_on, awarded_on=decided_on)
