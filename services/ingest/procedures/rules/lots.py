"""The lots of a procedure as all its notices together state them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from services.ingest.procedures.rules.amounts import Amount, Part, Terms, in_euros
from services.ingest.procedures.rules.classification import chain_facts
from services.ingest.procedures.rules.kept import KeptNotice
from services.ingest.procedures.rules.lot_result import Outcome, agreed, names_winner, outcome_in
from services.ingest.procedures.rules.lot_statements import LotStatement, mentions_in, read_lot
from services.ingest.procedures.rules.lot_themes import LotThemes, themes_of_lot
from services.ingest.procedures.rules.precedence import STAGE_RANK
from services.ingest.register.rules import Party
from shared.procurement.finding import Finding
from shared.procurement.notice import Lot, Notice
from shared.procurement.procedure import AboveThreshold, Competition, CompiledLot, Dimensions, LotState
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
            self._days = _first_awards(one.notice for one in self._kept)
        return self._days.get(lot_id)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the lots of a procedure share."""

    lead: Party | None
    launched_on: date | None
    nature: str | None
    cpv: str | None
    above_threshold: AboveThreshold
    without_call: bool
    lists: ReferenceLists
    doubted: bool  # a notice's total and the sum of its tenders differ too much to count either
    first_awards: FirstAwards

    @property
    def competition(self) -> Competition:
        """How lots outside a dynamic purchasing system came to be awarded."""
        return "no-call" if self.without_call else "call"


@dataclass(frozen=True, slots=True)
class LotRows:
    """What a lot leads to: its rows, what it was awarded for, and what is odd about it."""

    lots: Sequence[CompiledLot]
    parts: Sequence[Part] = ()
    findings: Sequence[Finding] = ()


def compile_lot(lot_id: str, statements: Sequence[LotStatement], setting: Setting) -> LotRows:
    """Compile a lot. Under a dynamic purchasing system each award is a row of its own, the system itself none (C13)."""
    themes = themes_of_lot(lot_id, statements, lists=setting.lists)
    draft = _Draft(lot_id, setting, themes, statements, terms_of(statements))
    outcomes = [(one.speaker.notice.notice_id, outcome_of(one, draft.terms)) for one in statements]
    stating = [(notice_id, outcome) for notice_id, outcome in outcomes if outcome is not None]
    system = read_lot(statements, lambda lot: lot.dps)
    if system is None or system == "none":
        outcome = stating[0][1] if stating else None
        lot = draft.lot(lot_id, outcome, setting.competition)
        return LotRows([lot], outcome.parts if outcome else (), themes.findings)
    awards = [
        draft.lot(f"{lot_id}/{notice_id}", outcome, "dps")
        for notice_id, outcome in sorted(stating, key=lambda pair: pair[0])
        if outcome.state == "awarded"
    ]
    return LotRows([dataclasses.replace(draft.lot(lot_id, None, "dps"), counted=False), *awards], (), themes.findings)


def outcome_of(statements: LotStatement, terms: Terms) -> Outcome | None:
    """Read the outcome that a speaker states for a lot; where its variants differ the outcome is unknown."""
    outcomes = [None if mention is None else outcome_in(mention, terms) for mention in statements.mentions]
    return outcomes[0] if len(outcomes) == 1 else agreed(outcomes)


def terms_of(statements: Sequence[LotStatement]) -> Terms:
    """Read what all notices state about the agreement a lot leads to."""
    return Terms(
        technique=read_lot(statements, lambda lot: lot.framework),
        framework_maximum=read_lot(statements, lambda lot: lot.framework_maximum),
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """A lot before its outcome is filled in."""

    lot_id: str
    setting: Setting
    themes: LotThemes
    statements: Sequence[LotStatement]
    terms: Terms

    def lot(self, name: str, outcome: Outcome | None, competition: Competition) -> CompiledLot:
        state: LotState = outcome.state if outcome else "running"
        result = outcome if outcome and state == "awarded" else None
        amount = _NOT_AWARDED
        if result is not None:
            amount = _CONFLICTING if self.setting.doubted else result.amount
        cpv = self.read(lambda lot: lot.cpv) or self.setting.cpv
        technique = self.terms.technique
        themes = self.themes
        return CompiledLot(
            lot_id=name,
            dimensions=self._dimensions(cpv, awarded_on=self._awarded_on(result) if result else None),
            counted=state != "cancelled",
            state=state,
            competition=competition,
            title=self.read(lambda lot: lot.title),
            cpv=cpv,
            themes=themes.themes,
            any_theme=themes.any_theme,
            local_themes=themes.local_themes,
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
            framework=None if technique is None else technique != "none",
            duration_months=self.read(lambda lot: lot.duration_months),
            evidence=themes.evidence,
            winners=result.winners if result else (),
        )

    def read(self, read: Callable[[Lot], T | None]) -> T | None:
        """Read one thing of the lot from the strongest notice that states it."""
        return read_lot(self.statements, read)

    def _dimensions(self, cpv: str | None, *, awarded_on: date | None) -> Dimensions:
        nature = self.read(lambda lot: lot.nature) or self.setting.nature
        return dimensions(self.setting, cpv=cpv, nature=nature, awarded_on=awarded_on)

    def _awarded_on(self, result: Outcome) -> date | None:
        """The award decision; else dispatch of the first notice, in any version, that names a winner (C5)."""
        return result.awarded_on or self.setting.first_awards.of(self.lot_id)


def dimensions(setting: Setting, *, cpv: str | None, nature: str | None, awarded_on: date | None) -> Dimensions:
    """Fill in what facts are grouped by.

    The product chain follows the lists of the day of award, without one those of the launch (C27).
    """
    chain = chain_facts(cpv, setting.lists.on(awarded_on or setting.launched_on).chains)
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
        purchase_type=None,
        released=True,
        launched_on=setting.launched_on,
        awarded_on=awarded_on,
    )


def _first_awards(notices: Iterable[Notice]) -> dict[str, date]:
    found: dict[str, date] = {}
    for notice in notices:
        day = notice.dispatched_on
        if day is None or notice.stage not in STAGE_RANK:
            continue
        for lot_id, mention in mentions_in(notice).items():
            if names_winner(mention):
                found[lot_id] = min(day, found.get(lot_id, day))
    return found
