"""The themes that a body adds to the common ones, lot by lot: for its own figures, never for those of all (R005).

A lot has those that its lead body added on the day it was launched. Notices say yes to one by their codes, a supplement
says yes or no above them, and silence stays unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from services.ingest.procedures.rules.findings import OWN_THEME_NOT_ADDED, SUPPLEMENT_CORRECTS
from services.ingest.procedures.rules.supplement import SaidOfLot
from services.ingest.register.rules import Party
from shared.procurement.finding import Finding, Text
from shared.procurement.procedure import CompiledLot
from shared.procurement.themes import ThemeState

_YES = Text("ja", "yes")
_NO = Text("nee", "no")


def own_themes(
    lead: Party | None, *, days: Iterable[date | None], noticed: Collection[str], said: SaidOfLot
) -> dict[str, ThemeState]:
    """The state of each theme that the lead body added on the first of these days that is known.

    `noticed` are local themes to which notices say yes.
    """
    day = next((day for day in days if day is not None), None)
    if lead is None or day is None or not lead.added_themes:
        return {}
    return {theme: _state(said.own_themes.get(theme), noticed=theme in noticed) for theme in lead.themes_on(day)}


def odd_own_themes(lot_id: str, said: SaidOfLot, lots: Iterable[CompiledLot]) -> Iterator[Finding]:
    """Answers for a theme that the body had not added, which count nowhere, and those against a notice."""
    if not said.own_themes:
        return
    counting = [lot for lot in lots if lot.own_themes]
    for theme, state in said.own_themes.items():
        place = f"/lots/{lot_id}/ownThemes/{theme}"
        if not any(theme in lot.own_themes for lot in counting):
            yield OWN_THEME_NOT_ADDED.at(place, theme)
        elif state is ThemeState.NO and any(theme in lot.local_themes for lot in counting):
            yield SUPPLEMENT_CORRECTS.at(place, theme, said=_NO, before=_YES)


def _state(said: ThemeState | None, *, noticed: bool) -> ThemeState:
    """What the buyer says goes before its notices; what it withholds does not take a yes away."""
    if said is None or (said is ThemeState.WITHHELD and noticed):
        return ThemeState.YES if noticed else ThemeState.SILENT
    return said
