"""The lots of a procedure as all its notices together state them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import TypeVar

from services.ingest.procedures.rules.amounts import Amount, Part, Terms, in_euros
from services.ingest.procedures.rules.classification import chain_facts, stated_chain
from services.ingest.procedures.rules.days import Launch, dispatched
from services.ingest.procedures.rules.findings import AWARD_DAY_NOT_BELIEVED, AWARD_WITHOUT_DAY
from services.ingest.procedures.rules.kept import KeptNotice
from services.ingest.procedures.rules.lot.own_themes import odd_own_themes, own_themes
from services.ingest.procedures.rules.lot.price import price_of
from services.ingest.procedures.rules.lot.result import NO_VEHICLES, Outcome, agreed, names_winner, outcome_in
from services.ingest.procedures.rules.lot.statements import LotStatement, mentions_in, read_lot
from services.ingest.procedures.rules.lot.supplemented import price_corrected, supplemented
from services.ingest.procedures.rules.lot.themes import LotThemes, themes_of_lot
from services.ingest.procedures.rules.precedence import STAGE_RANK
from services.ingest.procedures.rules.supplement import SaidOfLot, Supplements
from services.ingest.register.rules import Party
from shared.procurement.finding import Finding
from shared.procurement.notice import Lot
from shared.procurement.procedure import AboveThreshold, Competition, CompiledLot, Dimensions, LotState
from shared.quick_dataclass import quick_dataclass
from shared.reference.categories import in_list_of_8
from shared.reference.published import ReferenceLists

T = TypeVar("T")

_NOT_AWARDED = Amount(None, "not-applicable")
_CONFLICTING = Amount(None, "conflicting")


class FirstAwards:
    """For each lot, the dispatch of the first notice, in any version, that names a winner.

    Read when a lot first asks, for all lots at once: most results state the day of their decision and never ask.
    """

    def __init__(self, kept: Sequence[KeptNotice]) -> None:
        self._kept = kept
        self._days: dict[str, date] | None = None

    def of(self, lot_id: str) -> date | None:
        """The day for this lot; None when no dated notice names a winner."""
        if self._days is None:
            self._days = _first_awards(self._kept)
        return self._days.get(lot_id)


@quick_dataclass(frozen=True, slots=True)
class Setting:
    """What the lots of a procedure share."""

    lead: Party | None
    launch: Launch
    launched_not_after: date | None
    nature: str | None
    cpv: str | None
    above_threshold: AboveThreshold
    without_call: bool
    lists: ReferenceLists
    doubted: bool  # a notice's total and the sum of its tenders differ too much to count either
    first_awards: FirstAwards
    supplements: Supplements
    product_chain: str | None  # as the buyer states it
    category: str | None  # likewise, of the Rijk
    awarded_on: date | None  # likewise, where no notice does

    @property
    def competition(self) -> Competition:
        """How lots outside a dynamic purchasing system came to be awarded."""
        return "no-call" if self.without_call else "call"


@quick_dataclass(frozen=True, slots=True)
class LotRows:
    """What a lot leads to: its rows, what it was awarded for, and what is odd about it."""

    lots: Sequence[CompiledLot]
    parts: Sequence[Part] = ()
    findings: Sequence[Finding] = ()


@quick_dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of a lot: the agreement it leads to, and the outcome that counts, of a purchasing system each."""

    terms: Terms
    is_system: bool
    counting: Sequence[tuple[str, Outcome]]  # with the id of the notice that states it
    under_framework: bool  # a notice says that its contract stands under a framework agreement (BT-768)


def outcomes_of(statements: Sequence[LotStatement], launch: Launch) -> Outcomes:
    """Read what became of a lot from all that is said of it, the strongest first."""
    terms = terms_of(statements)
    stated = []
    for statement in statements:
        outcome = outcome_of(statement, terms, launch)
        if outcome is not None:
            stated.append((statement.speaker.notice.notice_id, outcome))
    is_system = read_lot(statements, lambda lot: lot.dps) not in (None, "none")
    under_framework = any(outcome.under_framework for _, outcome in stated)
    return Outcomes(terms, is_system, stated if is_system else stated[:1], under_framework)


def compile_lot(lot_id: str, statements: Sequence[LotStatement], outcomes: Outcomes, setting: Setting) -> LotRows:
    """Compile a lot. Under a dynamic purchasing system each award is a row of its own, the system itself none (C13)."""
    said = setting.supplements.of_lot(lot_id)
    themes = themes_of_lot(lot_id, statements, lists=setting.lists, said=said)
    odd = (*said.findings, *price_corrected(lot_id, said, statements))
    if odd:
        themes = dataclasses.replace(themes, findings=(*themes.findings, *odd))
    draft = _Draft(lot_id, setting, themes, statements, outcomes.terms, said)
    if not outcomes.is_system:
        outcome = outcomes.counting[0][1] if outcomes.counting else None
        lot = draft.lot(lot_id, outcome, setting.competition)
        of_days = _of_days(lot, outcome) if outcome else ()
        findings = (*themes.findings, *of_days, *odd_own_themes(lot_id, said, [lot]))
        return LotRows([lot], outcome.parts if outcome else (), findings)
    won = [pair for pair in sorted(outcomes.counting, key=itemgetter(0)) if pair[1].state == "awarded"]
    awards = [draft.lot(f"{lot_id}/{notice_id}", outcome, "dps") for notice_id, outcome in won]
    of_days = (finding for lot, (_, award) in zip(awards, won, strict=True) for finding in _of_days(lot, award))
    the_system = dataclasses.replace(draft.lot(lot_id, None, "dps"), counted=False)
    odd_themes = odd_own_themes(lot_id, said, [the_system, *awards])
    return LotRows([the_system, *awards], (), (*themes.findings, *of_days, *odd_themes))


def _of_days(lot: CompiledLot, outcome: Outcome) -> Iterator[Finding]:
    """Say which days of an award were not believed, and that none is known at all."""
    place = f"/lots/{lot.lot_id}/awardedOn"
    for day in outcome.not_believed:
        yield AWARD_DAY_NOT_BELIEVED.at(place, day.isoformat())
    if lot.state == "awarded" and lot.dimensions.awarded_on is None:
        yield AWARD_WITHOUT_DAY.at(place)


def outcome_of(statement: LotStatement, terms: Terms, launch: Launch) -> Outcome | None:
    """Read the outcome that a speaker states for a lot; where its variants differ the outcome is unknown."""
    speaker = statement.speaker

    def believed(day: date) -> bool:
        return launch.believes(day, told_on=speaker.notice.dispatched_on, received_on=speaker.received_on)

    outcomes = [None if mention is None else outcome_in(mention, terms, believed) for mention in statement.mentions]
    return outcomes[0] if len(outcomes) == 1 else agreed(outcomes)


def terms_of(statements: Sequence[LotStatement]) -> Terms:
    """Read what all notices state about the agreement a lot leads to."""
    return Terms(
        technique=read_lot(statements, lambda lot: lot.framework),
        framework_maximum=read_lot(statements, lambda lot: lot.framework_maximum),
    )


@quick_dataclass(frozen=True, slots=True)
class _Draft:
    """A lot before its outcome is filled in."""

    lot_id: str
    setting: Setting
    themes: LotThemes
    statements: Sequence[LotStatement]
    terms: Terms
    said: SaidOfLot

    def lot(self, name: str, outcome: Outcome | None, competition: Competition) -> CompiledLot:
        state: LotState = outcome.state if outcome else "running"
        result = outcome if outcome and state == "awarded" else None
        amount = _NOT_AWARDED
        if result is not None:
            amount = _CONFLICTING if self.setting.doubted else result.amount
        cpv = self.read(lambda lot: lot.cpv) or self.setting.cpv
        technique = self.terms.technique
        themes, price = self.themes, price_of(self.statements)
        awarded_on, launch = self._awarded_on(result) if result else None, self.setting.launch
        bought = NO_VEHICLES if result is None else result.vehicles
        return CompiledLot(
            lot_id=name,
            dimensions=self._dimensions(cpv, awarded_on=awarded_on),
            counted=state != "cancelled",
            state=state,
            competition=competition,
            title=self.read(lambda lot: lot.title),
            cpv=cpv,
            themes=themes.themes,
            any_theme=themes.any_theme,
            local_themes=themes.local_themes,
            own_themes=own_themes(
                self.setting.lead,
                days=(launch.on, awarded_on, launch.first_told_on),
                noticed=themes.local_themes,
                said=self.said,
            ),
            signals_in_text=themes.signals,
            gpp_criteria=themes.side["gpp_criteria"],
            accessible=themes.side["accessible"],
            reserved=themes.side["reserved"],
            strategic_fields_complete=themes.strategic_fields_complete,
            tenders_received=result.tenders_received if result else None,
            tenders_received_state=result.tenders_received_state if result else "not-applicable",
            estimated_value=in_euros(self.read(lambda lot: lot.estimated_value)).value,
            awarded_value=amount.value,
            value_basis=amount.basis,
            value_state=amount.state,
            vehicles=bought.vehicles,
            clean_vehicles=bought.clean_vehicles,
            zero_emission_vehicles=bought.zero_emission_vehicles,
            framework=None if technique is None else technique != "none",
            duration_months=self._duration(),
            price_weight=price.weight if price else None,
            price_weight_notice=price.notice_id if price else None,
            price_weight_place=price.place if price else None,
            evidence=themes.evidence,
            winners=result.winners if result else (),
            supplement=supplemented(self.said, themes.themes, price=price) if self.setting.supplements else None,
        )

    def read(self, read: Callable[[Lot], T | None]) -> T | None:
        """Read one thing of the lot from the strongest notice that states it."""
        return read_lot(self.statements, read)

    def _duration(self) -> Decimal | None:
        stated = self.read(lambda lot: lot.duration_months)
        return Decimal(self.said.duration_months) if stated is None and self.said.duration_months else stated

    def _dimensions(self, cpv: str | None, *, awarded_on: date | None) -> Dimensions:
        nature = self.read(lambda lot: lot.nature) or self.setting.nature
        return dimensions(
            self.setting, cpv=cpv, nature=nature, awarded_on=awarded_on, risk_category=self.said.risk_category
        )

    def _awarded_on(self, result: Outcome) -> date | None:
        """The award decision; else dispatch of the first notice, in any version, that names a winner (C5)."""
        return result.awarded_on or self.setting.awarded_on or self.setting.first_awards.of(self.lot_id)


def dimensions(
    setting: Setting, *, cpv: str | None, nature: str | None, awarded_on: date | None, risk_category: str | None
) -> Dimensions:
    """Fill in what facts are grouped by.

    The product chain is the one that the buyer states, else that of the CPV code, by the lists of the day of award,
    without one by those of the launch (C27). Of categories both are kept.
    """
    lists = setting.lists.on(awarded_on or setting.launch.first_told_on)
    chains, category = lists.chains, lists.categories.of(cpv)
    chain = stated_chain(setting.product_chain, chains) if setting.product_chain else chain_facts(cpv, chains)
    return Dimensions(
        lead_body=setting.lead.key if setting.lead else None,
        tier=setting.lead.tier if setting.lead else None,
        nature=nature,
        above_threshold=setting.above_threshold,
        product_chain=chain.chain,
        chain_quality=chain.quality,
        cluster=chain.cluster,
        in_criteria_tool=chain.in_criteria_tool,
        relevant_themes=chain.relevant_themes,
        rijk_category_stated=setting.category,
        rijk_category_by_cpv=category.rijk.category,
        rijk_category_quality=category.rijk.quality,
        isv_category_stated=in_list_of_8(risk_category),
        isv_category_by_cpv=category.isv.category,
        isv_category_quality=category.isv.quality,
        launched_on=setting.launch.on,
        launched_not_after=setting.launched_not_after,
        awarded_on=awarded_on,
    )


def _first_awards(notices: Iterable[KeptNotice]) -> dict[str, date]:
    first: dict[str, date] = {}
    for kept in notices:
        day = dispatched(kept)
        if day is None or kept.notice.stage not in STAGE_RANK:
            continue
        for lot_id, mention in mentions_in(kept.notice).items():
            if names_winner(mention):
                first[lot_id] = min(day, first.get(lot_id, day))
    return first
