"""A procedure in the making: its documents are drawn from it, and what is expected of it is stated from it.

A draft is what really happened. Its notices may state it badly; then the situation that spoils them also corrects
what is expected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from demo.documents.statements import BuyerStatement, Code, LotStatement, NoticeStatement, Sum
from demo.ledger import ExpectedLot, ExpectedProcedure, ExpectedWinner
from demo.market.bodies import Body
from demo.market.firms import pick_person
from demo.market.subjects import Subject
from demo.procurements.draft_lot import DraftLot, stated_results, total_of
from demo.procurements.outcomes import Outcome
from shared.procurement.themes import THEMES

_SDKS: Final = ("1.7", "1.8", "1.9", "1.10", "1.11", "1.12", "1.13")
_MONTHS_OF_A_YEAR: Final = 12


@dataclass(slots=True, kw_only=True)
class Draft:
    """A procedure in the making."""

    rng: Random
    buyer: Body
    subject: Subject
    launched_on: date
    awarded_on: date  # when awards are decided, unless an outcome says otherwise
    lots: list[DraftLot]
    procedure_id: str
    own_number: str
    called: bool = True  # whether a call is among its papers; else the first paper and the awards bound its launch
    competition: str = "call"
    procedure_type: str | None = "open"
    partners: tuple[Body, ...] = ()
    led_by: Body | None = None  # who OPP-050 marks; None: nobody is marked
    identified_by: str = "oin"
    situations: tuple[str, ...] = ()
    ocid: str | None = None
    findings: set[str] = field(default_factory=set)

    def uuid(self) -> str:
        """Draw an identifier."""
        return drawn_uuid(self.rng)

    def lead(self) -> Body:
        """The lead buyer: the marked one, else the first (C14)."""
        return self.led_by or self.buyer

    def result_sent_on(self) -> date:
        """Result notices follow two weeks or so after the decision."""
        return self.awarded_on + timedelta(days=8 + self.rng.randrange(20))

    def _is_light(self) -> bool:
        """Whether it is a social or other specific service, which has notices of its own."""
        return self.subject.cpv.startswith(("85", "797", "805", "791"))

    def retell(self, *changes: Callable[[Outcome], Outcome]) -> None:
        """Tell the outcome of every lot otherwise."""
        for lot in self.lots:
            for change in changes:
                if lot.outcome is not None:
                    lot.outcome = change(lot.outcome)

    # --- notices ---------------------------------------------------------------------------------------------------

    def call(self, *, on: date | None = None) -> NoticeStatement:
        """The call for competition: subtype 16, or 20 under the light regime."""
        light = self._is_light()
        return self._notice(
            root="ContractNotice",
            subtype="20" if light else "16",
            notice_type="cn-social" if light else "cn-standard",
            form_type="competition",
            on=on or self.launched_on,
            lots=tuple(self.lot_statement(lot, asked=True) for lot in self.lots),
            tags=("tender",),
        )

    def result(
        self, *, on: date | None = None, lots: Sequence[DraftLot] | None = None, repeats: bool = False
    ) -> NoticeStatement:
        """The result notice over the lots that have an outcome. `repeats`: it states the themes of the call again."""
        told = [lot for lot in (self.lots if lots is None else lots) if lot.outcome is not None]
        light = self._is_light()
        notice = self._notice(
            root="ContractAwardNotice",
            subtype="33" if light else "29",
            notice_type="can-social" if light else "can-standard",
            form_type="result",
            on=on or self.result_sent_on(),
            lots=tuple(self.lot_statement(lot, asked=repeats) for lot in told),
            tags=("award", "contract"),
        )
        tenders, contracts, results = stated_results(told)
        return replace(
            notice, tenders=tenders, contracts=contracts, results=results, total=total_of(told), owner=notice.contact
        )

    def lot_statement(self, lot: DraftLot, *, asked: bool) -> LotStatement:
        """A lot on notice. Result notices need not repeat what was asked."""
        answers = lot.answers
        codes = list(answers.codes)
        if asked:
            codes.append(Code("BT-71", answers.reserved))
            codes.append(Code("BT-736", answers.execution))
        years, rest = divmod(lot.months or 1, _MONTHS_OF_A_YEAR)
        in_years = lot.months is not None and rest == 0
        return LotStatement(
            lot_id=lot.lot_id,
            title=lot.title,
            own_number=f"{self.own_number}-{lot.lot_id[-2:]}",
            nature=lot.nature,
            cpv=lot.cpv,
            estimate=Sum(lot.estimate) if asked else None,
            framework_maximum=lot.framework_maximum if asked else None,
            framework=lot.framework,
            dps=lot.dps,
            months=None if in_years else lot.months,
            years=years if in_years else None,
            relaunch=lot.relaunch,
            codes=tuple(codes) if asked else (),
            criteria=answers.criteria if asked else (),
            terms=answers.terms if asked else (),
        )

    def buyers(self) -> tuple[BuyerStatement, ...]:
        """All buyers in their order, the lead marked when the notices mark one."""
        marks = len(self.partners) > 0 and self.led_by is not None
        return tuple(
            buyer_statement(body, scheme=self.identified_by, lead=(body is self.led_by) if marks else None)
            for body in (self.buyer, *self.partners)
        )

    def _notice(
        self,
        *,
        root: str,
        subtype: str,
        notice_type: str,
        form_type: str,
        on: date,
        lots: tuple[LotStatement, ...],
        tags: tuple[str, ...],
    ) -> NoticeStatement:
        rng = self.rng
        known = [lot.estimate for lot in self.lots]
        return NoticeStatement(
            root=root,
            subtype=subtype,
            notice_type=notice_type,
            form_type=form_type,
            notice_id=self.uuid(),
            procedure_id=self.procedure_id,
            sdk=f"eforms-sdk-{rng.choice(_SDKS)}",
            dispatched=written(on, rng),
            clock=f"{rng.randrange(8, 18):02d}:{rng.randrange(60):02d}:00+01:00",
            publication=publication_number(rng, on),
            procedure_type=self.procedure_type,
            own_number=self.own_number,
            title=f"{self.subject.title} {self.buyer.town}",
            nature=self.subject.nature,
            cpv=self.subject.cpv,
            estimate=Sum(sum(known, Decimal(0))) if form_type == "competition" and rng.random() < 0.7 else None,  # noqa: PLR2004 - most
            buyers=self.buyers(),
            lots=lots,
            contact=pick_person(rng),
            ocid=self.ocid,
            release_id=f"{self.own_number}-{tags[0]}-{on.isoformat()}",
            tags=tags,
            tender_status="active" if tags[0] == "tender" else "complete",
        )

    # --- what is expected -----------------------------------------------------------------------------------------

    def expected(self, *, result_sent_on: date | None = None) -> ExpectedProcedure:
        """What these facts must lead to when the notices tell them well."""
        lots = tuple(self.expected_lot(lot, result_sent_on=result_sent_on) for lot in self.lots)
        findings = self.findings.union(*(lot.answers.findings for lot in self.lots))
        if self.partners and self.led_by is None:
            findings.add("CMP-008")
        return self.procedure(lots, findings=findings)

    def procedure(self, lots: tuple[ExpectedLot, ...], *, findings: Iterable[str] = ()) -> ExpectedProcedure:
        """The procedure over these lots: cancelled when all were closed, awarded when one has a winner (C2, C11)."""
        open_lots = [lot for lot in lots if lot.counted]
        awards = [lot.awarded_on for lot in open_lots if lot.awarded_on is not None]
        state = "cancelled" if not open_lots else "awarded" if awards else "running"
        durations = [lot.duration_months for lot in open_lots or lots]
        return ExpectedProcedure(
            key=f"bt04:{self.procedure_id}",
            situations=self.situations,
            lead_body=self.lead().key,
            tier=self.lead().tier,
            took_part=tuple(sorted(body.key for body in {self.buyer, *self.partners})),
            launched_on=self.launched_on if self.called else min([self.launched_on, *awards]),
            awarded_on=min(awards, default=None),
            counted=bool(open_lots),
            state=state,
            competition=self.competition,
            nature=self.subject.nature,
            cpv=self.subject.cpv,
            framework=any(lot.framework != "none" for lot in self.lots),
            duration_months=None if None in durations else max(each for each in durations if each is not None),
            themes={theme: presence([answer(lot.themes[theme]) for lot in open_lots]) for theme in THEMES},
            any_theme=presence([lot.any_theme for lot in open_lots]),
            strategic_complete=all(lot.strategic_complete for lot in open_lots) if open_lots else None,
            lots=lots,
            findings=tuple(sorted(findings)),
        )

    def expected_lot(self, lot: DraftLot, *, result_sent_on: date | None = None) -> ExpectedLot:
        """What a lot must lead to."""
        outcome = lot.outcome
        awarded = outcome is not None and outcome.state == "awarded"
        awarded_on = (outcome.awarded_on or result_sent_on) if outcome is not None and awarded else None
        bought = dict(outcome.vehicles) if outcome is not None and awarded else {}
        return ExpectedLot(
            lot_id=lot.lot_id,
            counted=outcome is None or outcome.state != "cancelled",
            state=outcome.state if outcome is not None else "running",
            competition=self.competition,
            themes=lot.answers.themes(),
            any_theme=lot.answers.any_theme,
            accessible=lot.answers.accessible,
            signals=lot.answers.signals,
            strategic_complete=lot.answers.complete,
            tenders_received=outcome.received if outcome is not None and awarded else None,
            tenders_why=outcome.received_why if outcome is not None and awarded else "not-applicable",
            awarded_value=outcome.value if outcome is not None and awarded else None,
            value_basis=outcome.basis if outcome is not None and awarded else None,
            value_why=outcome.value_why if outcome is not None and awarded else "not-applicable",
            vehicles=bought.get("vehicles"),
            clean_vehicles=bought.get("vehicles-clean"),
            zero_emission_vehicles=bought.get("vehicles-zero-emission"),
            awarded_on=awarded_on,
            nature=lot.nature,
            cpv=lot.cpv,
            framework=lot.framework != "none",
            duration_months=None if lot.months is None else Decimal(lot.months),
            price_weight=lot.answers.price_weight(weighed=self.ocid is None),
            winners=tuple(
                ExpectedWinner(tender_id=lot.tender_id(place), sme=bid.sme) for place, bid in enumerate(outcome.bids)
            )
            if outcome is not None and awarded
            else (),
        )


def buyer_statement(body: Body, *, scheme: str = "oin", lead: bool | None = None) -> BuyerStatement:
    """A body as a notice names it."""
    identifier = body.oin if scheme == "oin" else body.kvk
    return BuyerStatement(body.name, identifier, body.town, body.legal_type, lead, body)


def drawn_uuid(rng: Random) -> str:
    """A random identifier (version 4) drawn from this generator and nowhere else."""
    return str(UUID(int=rng.getrandbits(128), version=4))


def written(on: date, rng: Random) -> str:
    """A date as senders write it: with an offset more often than not, and never to be converted (C7)."""
    return f"{on.isoformat()}{rng.choice(('+01:00', '+02:00', 'Z', '+01:00', ''))}"


def publication_number(rng: Random, on: date) -> str:
    """A number in the Official Journal, from a range that is far too high to be in use."""
    return f"{rng.randrange(90_000_000, 99_999_999):08d}-{on.year}"


def presence(answers: Sequence[bool | None]) -> bool | None:
    """Yes when one lot says yes, no when all say no, else unknown (C2)."""
    if any(answers):
        return True
    return False if answers and all(each is False for each in answers) else None


def answer(state: str) -> bool | None:
    """Only yes and no are answers."""
    return {"yes": True, "no": False}.get(state)
