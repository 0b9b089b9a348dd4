"""What can be found in kpi: what figures are about and by what they are counted, by their names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from services.kpi.definitions.operations import in_force
from services.kpi.definitions.store import kept_cards
from services.kpi.goals.store import standing
from services.kpi.product_chains.store import chains_on
from shared.reference.themes import AGENDA, local_themes, themes_of
from shared.searching.matching import Findable


def findable(connection: Connection, *, on: date) -> Iterator[Findable]:
    """Every indicator, goal, product chain and theme that holds on this day."""
    for kept in in_force(kept_cards(connection), on=on):
        card = kept.card
        yield _named("indicator", card.code, card.names.nl, card.names.en, "indicators")
    for code, version in standing(connection).items():
        yield _named("goal", code, version.goal.text.nl, version.goal.text.en, "goals")
    for chain in chains_on(connection, on)[0]:
        yield _named("product-chain", chain.code, chain.nl, chain.en, "product-chains")
    for theme in (*themes_of(AGENDA), *local_themes()):
        yield _named("theme", theme.code, theme.nl, theme.en, "themes")


def _named(kind: str, code: str, nl: str, en: str, listed_at: str) -> Findable:
    return Findable(kind=kind, code=code, nl=nl, en=en, link=f"/v1/{listed_at}/{code}")
