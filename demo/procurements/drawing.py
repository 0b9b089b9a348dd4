"""Who buys what, when: what the situations of the year draw their procedures from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from demo.documents.statements import NoticeStatement
from demo.ledger import ExpectedProcedure
from demo.market.bodies import Body
from demo.market.subjects import pick_subject
from demo.procurements.answers_by_tier import ordinary
from demo.procurements.draft import Draft, drawn_uuid
from demo.procurements.draft_lot import DraftLot
from demo.procurements.outcomes import Outcome, won
from demo.procurements.theme_answers import ThemeAnswers

FIRST_LAUNCH: Final = date(2024, 10, 1)
LAST_LAUNCH: Final = date(2025, 12, 31)
DISPATCHED_UNTIL: Final = date(2026, 3, 15)
"""Nothing is dispatched after this day: what was decided later is still running."""
_TIERS: Final = ("central", "province", "municipality", "water-authority")
_SHARE_OF_TIER: Final = (22, 14, 48, 16)
_SCALE: Final = {"central": 4, "province": 2, "municipality": 1, "water-authority": 1}
"""Larger bodies buy larger."""
_THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What a situation leaves behind: documents, and the procedures they must lead to."""

    expected: tuple[ExpectedProcedure, ...] = ()
    notices: tuple[NoticeStatement, ...] = ()
    releases: tuple[NoticeStatement, ...] = ()
    registrations: tuple[tuple[str, str, str], ...] = ()  # notice id, subtype, date as written


@dataclass(frozen=True, slots=True)
class Draws:
    """The bodies and the chance of one situation: each has a generator of its own, so none disturbs another."""

    rng: Random
    bodies: tuple[Body, ...]

    def body(self, tier: str | None = None, *, apart_from: Sequence[Body] = ()) -> Body:
        """A body; larger ones come up more often."""
        wanted = tier or self.rng.choices(_TIERS, weights=_SHARE_OF_TIER)[0]
        candidates = [body for body in self.bodies if body.tier == wanted and body not in apart_from]
        return self.rng.choices(candidates, weights=[body.weight for body in candidates])[0]

    def day(self, first: date = FIRST_LAUNCH, last: date = LAST_LAUNCH) -> date:
        """A working day between two days."""
        on = first + timedelta(days=self.rng.randrange((last - first).days + 1))
        weekend = max(0, on.weekday() - 4)
        return max(first, on - timedelta(days=weekend))

    def draft(  # noqa: PLR0913 - each names one thing a situation may want to fix
        self,
        situation: str,
        *,
        lots: int = 1,
        buyer: Body | None = None,
        tier: str | None = None,
        nature: str | None = None,
        launched_on: date | None = None,
        answers: Sequence[ThemeAnswers] | None = None,
        ocds: bool = False,
        awarded: bool = True,
    ) -> Draft:
        """A procedure. Without `answers` its lots take the ordinary ones of the tier; `awarded`: with outcomes."""
        rng = self.rng
        bought_by = buyer or self.body(tier)
        subject = pick_subject(rng, bought_by.tier, lots=lots, nature=nature)
        on = launched_on or self.day(last=date(2025, 10, 31))
        awarded_on = on + timedelta(days=45 + rng.randrange(70))
        awarded_on -= timedelta(days=max(0, awarded_on.weekday() - 4))
        draft = Draft(
            rng=rng,
            buyer=bought_by,
            subject=subject,
            launched_on=on,
            awarded_on=awarded_on,
            lots=[],
            procedure_id=drawn_uuid(rng),
            own_number=f"{on.year}-{bought_by.number:02d}-{rng.randrange(100000):05d}",
            identified_by="oin" if rng.random() < 0.7 else "kvk",  # noqa: PLR2004 - most
            situations=(situation,),
        )
        same = ordinary(rng, bought_by.tier, ocds=ocds)
        for place in range(lots):
            # Most lots of a procedure are asked alike.
            alike = rng.random() < 0.6  # noqa: PLR2004 - most
            usual = same if alike else ordinary(rng, bought_by.tier, ocds=ocds)
            chosen = answers[place] if answers else usual
            draft.lots.append(self._lot(draft, place, lots=lots, answers=chosen, awarded=awarded))
        return draft

    def amount(self, thousands: int, *, parts: int = 1) -> Decimal:
        """An amount around a usual one, in whole hundreds."""
        drawn = thousands * _THOUSAND * self.rng.uniform(0.4, 1.9) / parts
        return Decimal(max(100, round(drawn / 100) * 100))

    def outcome(self, draft: Draft, estimate: Decimal) -> Outcome:
        """An ordinary award near the estimate."""
        amount = (estimate * Decimal(self.rng.randrange(75, 106)) / 100).quantize(Decimal("0.01"))
        return won(self.rng, amount=amount, decided_on=draft.awarded_on)

    def _lot(self, draft: Draft, place: int, *, lots: int, answers: ThemeAnswers, awarded: bool) -> DraftLot:
        subject = draft.subject
        part = f": {subject.parts[place % len(subject.parts)]}" if lots > 1 else ""
        estimate = self.amount(subject.amount * _SCALE[draft.buyer.tier], parts=lots)
        return DraftLot(
            lot_id="LOT-0000" if lots == 1 and self.rng.random() < 0.5 else f"LOT-{place + 1:04d}",  # noqa: PLR2004 - half
            title=f"{subject.title}{part}",
            nature=subject.nature,
            cpv=subject.cpv,
            answers=answers,
            estimate=estimate,
            months=max(2, subject.months + self.rng.choice((-2, 0, 0, 0, 12))),
            outcome=self.outcome(draft, estimate) if awarded else None,
        )


def dossier_of(draft: Draft, *notices: NoticeStatement, expected: ExpectedProcedure | None = None) -> Dossier:
    """A dossier of one procedure in eForms."""
    return Dossier(expected=(expected or draft.expected(),), notices=notices)


def call_and_result(draft: Draft) -> Dossier:
    """The ordinary course: a call, then a result; a result that would come too late is not there yet."""
    call = draft.call()
    sent_on = draft.result_sent_on()
    if sent_on > DISPATCHED_UNTIL:
        for lot in draft.lots:
            lot.outcome = None
        return dossier_of(draft, call)
    return dossier_of(draft, call, draft.result(on=sent_on), expected=draft.expected(result_sent_on=sent_on))
