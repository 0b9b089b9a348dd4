"""What a registration below the threshold counts for: its themes, its product chain, its month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.ingest.data_contracts.registration import CHAIN, CPV, Registration
from services.ingest.own_records.rules.facts import model_of, standing_columns
from services.ingest.own_records.rules.versions import Ruling
from services.ingest.procedures.rules.classification import ChainFacts, chain_facts, stated_chain
from services.ingest.register.rules import Register
from shared.procurement.own_record import OwnRecord
from shared.procurement.themes import THEMES
from shared.reference.product_chains import ProductChains

FACT: Final = "registration"


def unit_of(record: OwnRecord, body: str) -> tuple[str, ...]:
    """A registration is compiled by itself."""
    return FACT, body, record.key


def compile_registration(rulings: Sequence[Ruling], register: Register) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The row of a registration; none when its ruling versions do not even agree on its form."""
    return {FACT: [row for ruling in rulings if (row := _row(ruling, register)) is not None]}


def _row(ruling: Ruling, register: Register) -> dict[str, Any] | None:
    model = model_of(ruling, Registration)
    if model is None:
        return None
    cpv = CPV.fullmatch(model.what)
    chain = _chain(model.what, register.lists.on(model.awarded_on).chains)
    return {
        **standing_columns(ruling, register),
        "awarded_on": model.awarded_on,
        "cpv": None if cpv is None else cpv[1],
        "value_band": model.value_band,
        "product_chain": chain.chain,
        "chain_quality": chain.quality,
        "cluster": chain.cluster,
        "in_criteria_tool": chain.in_criteria_tool,
        "relevant_themes": None if chain.relevant_themes is None else list(chain.relevant_themes),
        **_answers(model),
    }


def _chain(what: str, chains: ProductChains) -> ChainFacts:
    stated = CHAIN.fullmatch(what)
    return stated_chain(stated[1], chains) if stated else chain_facts(what.removeprefix("cpv:"), chains)


def _answers(model: Registration) -> dict[str, bool | None]:
    """The themes that are named are yes and the others no; with themes left out nothing is said of any."""
    if model.themes is None:
        return dict.fromkeys((*(theme.replace("-", "_") for theme in THEMES), "any_theme"))
    answers: dict[str, bool | None] = {theme.replace("-", "_"): theme in model.themes for theme in THEMES}
    return {**answers, "any_theme": bool(model.themes)}
