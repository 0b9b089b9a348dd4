"""Differences between what the ledger expects and what was compiled, one per fact that differs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from demo.ledger import ExpectedLot, ExpectedProcedure, Ledger
from shared.procurement.procedure import CompiledLot, CompiledProcedure
from tests.demo_year.compiled_year import CompiledYear


@dataclass(frozen=True, slots=True)
class Difference:
    key: str
    situations: tuple[str, ...]
    what: str
    expected: object
    found: object


def differences(ledger: Ledger, year: CompiledYear) -> Iterator[Difference]:
    known = {each.key: each for each in ledger.procedures}
    for key in sorted(year.procedures.keys() - known.keys()):
        yield Difference(key, (), "a procedure nobody expects", None, year.procedures[key].title)
    for key, expected in known.items():
        compiled = year.procedures.get(key)
        if compiled is None:
            yield Difference(key, expected.situations, "a procedure is missing", key, None)
            continue
        for what, wanted, found in _of_procedure(expected, compiled, year.findings[key]):
            if wanted != found:
                yield Difference(key, expected.situations, what, wanted, found)


def _of_procedure(
    expected: ExpectedProcedure, compiled: CompiledProcedure, findings: set[str]
) -> Iterator[tuple[str, object, object]]:
    dimensions = compiled.dimensions
    yield "lead body", expected.lead_body, dimensions.lead_body
    yield "tier", expected.tier, dimensions.tier
    yield "took part", expected.took_part, compiled.took_part
    yield "launched on", expected.launched_on, dimensions.launched_on or dimensions.launched_not_after
    yield "awarded on", expected.awarded_on, dimensions.awarded_on
    yield "counted", expected.counted, compiled.counted
    yield "state", expected.state, compiled.state
    yield "nature", expected.nature, dimensions.nature
    yield "framework", expected.framework, compiled.framework
    yield "duration", expected.duration_months, compiled.duration_months
    yield "strategic fields", expected.strategic_complete, compiled.strategic_fields_complete
    yield "any theme", expected.any_theme, compiled.any_theme
    for theme, answer in expected.themes.items():
        yield f"theme {theme}", answer, compiled.themes[theme]
    yield "supplemented", expected.supplement is not None, compiled.supplement is not None
    if expected.supplement is not None:
        for name, wanted in dataclasses.asdict(expected.supplement).items():
            if name != "product_chain" and compiled.supplement is not None:
                yield f"supplement: {name}", wanted, getattr(compiled.supplement, name)
        if expected.supplement.product_chain is not None:
            chain = (dimensions.product_chain, dimensions.chain_quality)
            yield "product chain", (expected.supplement.product_chain, "stated"), chain
    yield "missing findings", set(), set(expected.findings) - findings
    lots = {lot.lot_id: lot for lot in compiled.lots}
    yield "lots", sorted(lot.lot_id for lot in expected.lots), sorted(lots)
    for lot in expected.lots:
        if lot.lot_id in lots:
            for what, wanted, found in _of_lot(lot, lots[lot.lot_id]):
                yield f"lot: {what}", wanted, found


def _of_lot(expected: ExpectedLot, compiled: CompiledLot) -> Iterator[tuple[str, object, object]]:
    yield "counted", expected.counted, compiled.counted
    yield "state", expected.state, compiled.state
    yield "competition", expected.competition, compiled.competition
    yield "own themes", dict(expected.own_themes), {theme: str(state) for theme, state in compiled.own_themes.items()}
    yield "themes", dict(expected.themes), {theme: str(state) for theme, state in compiled.themes.items()}
    yield "any theme", expected.any_theme, compiled.any_theme.answer
    yield "accessible", expected.accessible, compiled.accessible.answer
    yield "signals", set(expected.signals), set(compiled.signals_in_text)
    yield "strategic fields", expected.strategic_complete, compiled.strategic_fields_complete
    yield "tenders received", expected.tenders_received, compiled.tenders_received
    yield "why tenders received", expected.tenders_why, compiled.tenders_received_state
    yield "awarded value", expected.awarded_value, compiled.awarded_value
    if expected.awarded_value is not None:
        yield "value basis", expected.value_basis, compiled.value_basis
    yield "why value", expected.value_why, compiled.value_state
    yield "awarded on", expected.awarded_on, compiled.dimensions.awarded_on
    yield "nature", expected.nature, compiled.dimensions.nature
    yield "cpv", expected.cpv, compiled.cpv
    yield "framework", expected.framework, compiled.framework
    yield "duration", expected.duration_months, compiled.duration_months
    yield "price weight", expected.price_weight, compiled.price_weight
    if expected.supplement is not None:
        wanted = dataclasses.asdict(expected.supplement)
        stated = dataclasses.asdict(compiled.supplement) if compiled.supplement else {}
        for name in wanted:
            yield f"supplement: {name}", wanted[name], stated.get(name)
    winners = {winner.tender_id: winner.sme for winner in expected.winners}
    yield "winners", winners, {winner.tender_id: winner.sme for winner in compiled.winners}
