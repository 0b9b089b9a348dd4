"""Awards that do not say which lot they are for: the procedure is awarded, and any open lot may be the one.

Of an open lot it is then unknown whether it was awarded, so that it widens the bounds of figures on awarded lots. Where
no lot is open, one of the awarded ones got more than it says: the value of each is unknown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from services.ingest.procedures.rules.days import Launch
from services.ingest.procedures.rules.lot.lots import Setting, dimensions, outcome_of, terms_of
from services.ingest.procedures.rules.lot.result import Outcome
from services.ingest.procedures.rules.lot.statements import LotStatement
from shared.procurement.procedure import CompiledLot


def award_without_lot(statements: Sequence[LotStatement], launch: Launch) -> Outcome | None:
    """Return what the strongest notice says was awarded without saying which lot; None when none does."""
    terms = terms_of(statements)
    outcomes = (outcome_of(statement, terms, launch) for statement in statements)
    stated = next((outcome for outcome in outcomes if outcome is not None), None)
    return stated if stated is not None and stated.state == "awarded" else None


def with_award_of_one(lots: Sequence[CompiledLot], award: Outcome, setting: Setting) -> list[CompiledLot]:
    """Mark the lots that the award may be for."""
    awarded_on = award.awarded_on or setting.first_awards.of("")
    is_open = any(lot.state == "running" and lot.competition != "dps" for lot in lots)

    def marked(lot: CompiledLot) -> CompiledLot:
        if lot.competition == "dps" or lot.state == "cancelled":
            return lot
        if not is_open:
            return dataclasses.replace(lot, awarded_value=None, value_basis=None, value_state="lot-unknown")
        if lot.state == "awarded":
            return lot
        placed = dimensions(
            setting,
            cpv=lot.cpv,
            nature=lot.dimensions.nature,
            awarded_on=awarded_on,
            risk_category=None if lot.supplement is None else lot.supplement.risk_category,
        )
        return dataclasses.replace(
            lot, state=None, dimensions=placed, value_state="lot-unknown", tenders_received_state="silent"
        )

    return [marked(lot) for lot in lots]
