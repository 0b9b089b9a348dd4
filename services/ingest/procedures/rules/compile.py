"""All kept notices of a procedure -> the procedure as it stands.

Pure: the same notices and the same register give the same procedure, whatever the order in which they arrived. C1 to
C32 are the counting rules, explained in docs/reference/counting-rules.md.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from services.ingest.procedures.rules.amounts import Part, awarded_in_all, in_euros, total_differs
from services.ingest.procedures.rules.buyers import bought_for, named_buyers, objected
from services.ingest.procedures.rules.classification import threshold_of
from services.ingest.procedures.rules.days import Launch, first_of, launch_of
from services.ingest.procedures.rules.findings import (
    BUYER_UNKNOWN,
    NO_LEAD_BUYER,
    SAME_VERSION_DIFFERS,
    TOTAL_DIFFERS,
)
from services.ingest.procedures.rules.kept import KeptNotice
from services.ingest.procedures.rules.lot.contracts import contracts_of
from services.ingest.procedures.rules.lot.lots import FirstAwards, Setting, compile_lot, dimensions, outcomes_of
from services.ingest.procedures.rules.lot.over_lots import any_of, longest, presence, presence_by_theme, total
from services.ingest.procedures.rules.lot.statements import Mention, lot_statements_of, read_lot
from services.ingest.procedures.rules.lot.without_lot import award_without_lot, with_award_of_one
from services.ingest.procedures.rules.precedence import STAGE_RANK, speakers, stated
from services.ingest.procedures.rules.supplement import Supplements, speaking
from services.ingest.procedures.rules.supplemented import is_civil_works, only_risk_category, supplemented_procedure
from services.ingest.register.rules import Party, Register
from shared.procurement.finding import Finding
from shared.procurement.notice import Lot, Notice, Stage
from shared.procurement.procedure import AboveThreshold, CompiledLot, CompiledProcedure, ProcedureState

T = TypeVar("T")


def compile_procedure(key: str, notices: Sequence[KeptNotice], *, register: Register) -> CompiledProcedure | None:
    """Compile the notices of one procedure; None when no notice is left of it.

    A harvested notice does not speak when the lead buyer it names objects to harvested data of its day; a release that
    names no buyer is one of the procedure's.
    """
    supplements = [kept for kept in notices if kept.notice.supplement is not None]
    if supplements:
        notices = [kept for kept in notices if kept.notice.supplement is None]
    if not notices:
        return None
    compilation = _Compilation(key, notices, register, supplements)
    if not register.objections:
        return compilation.procedure()
    heard = [kept for kept in notices if not objected(kept, compilation.lead, register)]
    if len(heard) == len(notices):
        return compilation.procedure()
    return _Compilation(key, heard, register, supplements).procedure() if heard else None


class _Compilation:
    """One compilation: what the lots and the procedure share is read once."""

    def __init__(
        self, key: str, kept: Sequence[KeptNotice], register: Register, supplements: Sequence[KeptNotice]
    ) -> None:
        self.key = key
        self.kept = kept
        self.lists = register.lists
        self.speakers = speakers(kept)
        self.stages = {speaker.notice.stage for speaker in self.speakers}
        self.bought = not self.stages.isdisjoint(STAGE_RANK)  # a procurement at all (C3)
        of_procurement = [speaker for speaker in self.speakers if speaker.notice.stage in STAGE_RANK]
        self.speaking = of_procurement or self.speakers
        self.variants = [speaker.variants for speaker in self.speaking]
        alone = len(self.variants) == 1 and len(self.variants[0]) == 1
        self.only_notice = self.variants[0][0] if alone else None  # as most often
        self.findings: list[Finding] = []
        self.mentions: dict[int, dict[str, Mention]] = {}  # by identity of the notice
        self.lot_statements = lot_statements_of(self.speaking, self.mentions)
        self.launch = launch_of(kept)
        self.first_awards = FirstAwards(kept)
        self.without_lot = award_without_lot(self.lot_statements.pop("", []), self.launch)
        self.outcomes = {name: outcomes_of(said, self.launch) for name, said in self.lot_statements.items()}
        self.parts: dict[str, Sequence[Part]] = {}  # what each lot was awarded for
        self.buyers = self._stated(lambda notice: notice.buyers or None) or ()
        self.parties = [register.match(buyer.organisation) for buyer in self.buyers]
        self.lead = self._lead()
        self.nature = self._stated(lambda notice: notice.nature)
        self.cpv = self._stated(lambda notice: notice.cpv)
        self.procedure_type = self._stated(lambda notice: notice.procedure_type)
        self.estimated_value = self._estimated_value()
        self.supplements = self._supplements(supplements, register)
        self.bought_for = bought_for(self.supplements, register)

    def procedure(self) -> CompiledProcedure:
        """Compile the lots, then what follows from them."""
        cpv = self.cpv or self._only(lambda lot: lot.cpv)
        nature = self.nature or self._only(lambda lot: lot.nature)
        threshold = threshold_of(
            first_notice=first_of(self.kept),
            dispatched_on=self.launch.first_told_on,
            nature=nature,
            tier=self.lead.tier if self.lead else None,
            annex_i_central=self.lead.annex_i_central if self.lead else None,
            cpv=cpv,
            estimated_value=self.estimated_value,
            thresholds=self.lists.on(self.launch.first_told_on).thresholds,
        )
        setting = self._setting(above_threshold=threshold.result)
        lots = self._lots(setting)
        cancelled = self._cancelled(lots)
        if cancelled or not self.bought or self._is_call_off():
            lots = [dataclasses.replace(lot, counted=False) for lot in lots]
        procured = [lot for lot in lots if lot.counted and lot.competition != "dps"]
        awards = [lot.dimensions.awarded_on for lot in lots if lot.dimensions.awarded_on]
        risk_category = only_risk_category(procured)
        awarded_on = min(awards, default=None)
        placed = dimensions(setting, cpv=cpv, nature=nature, awarded_on=awarded_on, risk_category=risk_category)
        supplement = supplemented_procedure(self.supplements, procured, category=setting.category)
        self.findings.extend(self.supplements.findings)
        return CompiledProcedure(
            key=self.key,
            dimensions=placed,
            counted=bool(procured),
            state=self._state(lots, cancelled=cancelled),
            stage=self.speakers[0].notice.stage.value,
            title=self._stated(lambda notice: notice.title),
            procedure_id=self._stated(lambda notice: notice.procedure_id),
            ocid=self._stated(lambda notice: notice.ocid),
            legal_basis=self._stated(lambda notice: notice.legal_basis),
            cpv=cpv,
            procedure_type=self.procedure_type,
            threshold_rule=threshold.rule,
            cancelled=cancelled,
            framework=any_of([lot.framework for lot in lots]),
            dps=any(lot.competition == "dps" for lot in lots),
            joint=len(self.buyers) > 1,
            took_part=tuple(sorted({each.key for each in (*self.parties, *self.bought_for.values()) if each})),
            buyers=named_buyers([*zip(self.buyers, self.parties, strict=True), *self.bought_for.items()]),
            estimated_value=self.estimated_value,
            awarded_value=self._awarded_value(procured),
            duration_months=longest([lot.duration_months for lot in procured or lots]),
            themes=presence_by_theme(procured),
            any_theme=presence([lot.any_theme.answer for lot in procured]),
            strategic_fields_complete=all(lot.strategic_fields_complete for lot in procured) if procured else None,
            notice_ids=tuple(sorted(str(kept.id) for kept in self.kept)),
            lots=tuple(lots),
            winners=self.without_lot.winners if self.without_lot else (),
            findings=tuple(self.findings),
            civil_works=is_civil_works(placed, cpv),
            supplement=supplement,
            contracts=contracts_of(self.kept),
            discloses_on=min((later.on for kept in self.kept for later in kept.notice.later), default=None),
        )

    def _supplements(self, kept: Sequence[KeptNotice], register: Register) -> Supplements:
        """What the lead buyer says beside the notices; nothing else of a supplement is heard."""
        of_lots = (outcome for outcomes in self.outcomes.values() for _, outcome in outcomes.counting)
        awarded = self.without_lot is not None or any(outcome.state == "awarded" for outcome in of_lots)
        line = register.line(self.lead.key) if self.lead else ()
        heard = {each.id for each in kept if register.line(each.sent.acting_for or "")[-1:] == line[-1:]}
        supplements = speaking(kept, heard, awarded=awarded, lot_ids=self.lot_statements.keys())
        launched_on = supplements.of_procedure("/procurement/launchedOn", lambda said: said.launched_on)
        if self.launch.on is None and launched_on is not None:
            self.launch = Launch(launched_on, self.launch.first_told_on or launched_on)
        return supplements

    def _setting(self, *, above_threshold: AboveThreshold) -> Setting:
        self.doubted = self._doubted()
        if self.doubted:
            self.findings.append(TOTAL_DIFFERS.at("/awardedValue"))
        self.findings.extend(
            SAME_VERSION_DIFFERS.at("/notices", speaker.notice.notice_id)
            for speaker in self.speakers
            if len(speaker.variants) > 1
        )
        return Setting(
            lead=self.lead,
            launch=self.launch,
            launched_not_after=self._bound(),
            nature=self.nature,
            cpv=self.cpv,
            above_threshold=above_threshold,
            without_call=self._without_call(),
            lists=self.lists,
            doubted=self.doubted,
            first_awards=self.first_awards,
            supplements=self.supplements,
            product_chain=self.supplements.of_procedure("/purchase/productChain", lambda said: said.product_chain),
            category=self.supplements.of_procedure("/purchase/category", lambda said: said.category),
            awarded_on=self.supplements.of_procedure("/procurement/awardedOn", lambda said: said.awarded_on),
        )

    def _doubted(self) -> bool:
        """Whether the total of a notice and the sum of its tenders differ too much."""
        with_total = [
            notice for speaker in self.speaking for notice in speaker.variants if notice.total_value is not None
        ]
        if not with_total:
            return False
        frameworks = {
            lot_id for lot_id, outcomes in self.outcomes.items() if outcomes.terms.technique not in (None, "none")
        }
        return any(
            total_differs(
                notice.total_value, [said for said in self.mentions[id(notice)].values() if said.results], frameworks
            )
            for notice in with_total
        )

    def _lots(self, setting: Setting) -> list[CompiledLot]:
        lots: list[CompiledLot] = []
        for lot_id, statements in self.lot_statements.items():
            rows = compile_lot(lot_id, statements, self.outcomes[lot_id], setting)
            lots.extend(rows.lots)
            self.parts[lot_id] = rows.parts
            self.findings.extend(rows.findings)
        return lots if self.without_lot is None else with_award_of_one(lots, self.without_lot, setting)

    def _bound(self) -> date | None:
        """The last day on which a launch that is not known can have been: the awards bound it too."""
        if self.launch.on is not None:
            return None
        won = [
            (lot_id, outcome)
            for lot_id, outcomes in self.outcomes.items()
            for _, outcome in outcomes.counting
            if outcome.state == "awarded"
        ]
        if self.without_lot is not None:
            won.append(("", self.without_lot))
        return self.launch.bound(outcome.awarded_on or self.first_awards.of(lot_id) for lot_id, outcome in won)

    def _awarded_value(self, procured: Sequence[CompiledLot]) -> Decimal | None:
        """Sum over the awarded lots, with the awards that do not say their lot."""
        if self.doubted:
            return None
        awarded = [lot for lot in procured if lot.state == "awarded"]
        return awarded_in_all(awarded, self.parts, self.without_lot.parts if self.without_lot else ())

    def _lead(self) -> Party | None:
        """The lead buyer: OPP-050, else the first buyer of the notice (C14)."""
        if not self.buyers:
            return None
        marked = [party for buyer, party in zip(self.buyers, self.parties, strict=True) if buyer.lead]
        if len(self.buyers) > 1 and not marked:
            self.findings.append(NO_LEAD_BUYER.at("/buyers"))
        lead = marked[0] if marked else self.parties[0]
        if lead is None:
            self.findings.append(BUYER_UNKNOWN.at("/buyers"))
        return lead

    def _estimated_value(self) -> Decimal | None:
        """BT-27 of the procedure, else the sum over its lots when each lot states one."""
        whole = in_euros(self._stated(lambda notice: notice.estimated_value)).value
        if whole is not None:
            return whole
        stated_by_lots = [
            read_lot(statements, lambda lot: lot.estimated_value) for statements in self.lot_statements.values()
        ]
        return total([in_euros(money).value for money in stated_by_lots])

    def _cancelled(self, lots: Sequence[CompiledLot]) -> bool:
        """A change notice cancels it, or every lot was closed without a winner (C11)."""
        if not self.bought:
            return False
        if any(variant.change_reason == "cancel" for variants in self.variants for variant in variants):
            return True
        return bool(lots) and all(lot.state == "cancelled" for lot in lots)

    def _is_call_off(self) -> bool:
        """Awards under a framework agreement that is itself none: counted when their framework was awarded (C12)."""
        if Stage.CALL in self.stages or not self.lot_statements:
            return False
        return all(
            outcomes.terms.technique == "none" and outcomes.under_framework for outcomes in self.outcomes.values()
        )

    def _without_call(self) -> bool:
        direct = self.procedure_type == "neg-wo-call" or Stage.DIRECT_AWARD in self.stages
        return direct and Stage.CALL not in self.stages

    def _state(self, lots: Sequence[CompiledLot], *, cancelled: bool) -> ProcedureState:
        if not self.bought:
            return "planned" if Stage.PLANNING in self.stages else "other"
        won = self.without_lot is not None or any(lot.state == "awarded" for lot in lots)
        return "cancelled" if cancelled else "awarded" if won else "running"

    def _stated(self, read: Callable[[Notice], T | None]) -> T | None:
        return stated(self.variants, read) if self.only_notice is None else read(self.only_notice)

    def _only(self, read: Callable[[Lot], T | None]) -> T | None:
        """Return the one value that all lots state; None when they differ or one is silent."""
        values = {read_lot(statements, read) for statements in self.lot_statements.values()}
        return values.pop() if len(values) == 1 else None
