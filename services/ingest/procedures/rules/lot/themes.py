"""The state of each theme of a lot, from everything its notices say (counting rules, part 1).

Rank decides first: the buyer's supplement above the result notice, that above the call, the buyer's own above a
harvester's. Silence overrides nothing, and what is withheld does not override an older yes or no. Yes and no on one
rank: conflicting.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from services.ingest.procedures.rules.findings import SUPPLEMENT_CORRECTS, THEME_CONFLICT
from services.ingest.procedures.rules.lot.harmonise import (
    ANY,
    CONFLICTING,
    NO,
    SIDES,
    WITHHELD,
    YES,
    Statement,
    says_something,
    statement,
)
from services.ingest.procedures.rules.lot.statements import LotStatement, Mention
from services.ingest.procedures.rules.supplement import NOTHING_SAID, SaidOfLot
from shared.procurement.finding import Finding, Text
from shared.procurement.themes import THEMES, Evidence, ThemeState
from shared.quick_dataclass import quick_dataclass
from shared.reference.published import ReferenceLists

SILENT = ThemeState.SILENT
_SAID = {YES: Text("ja", "yes"), NO: Text("nee", "no")}


@quick_dataclass(frozen=True, slots=True)
class LotThemes:
    """Themes of a lot with the evidence they rest on."""

    themes: dict[str, ThemeState]  # the six, in the order of THEMES
    any_theme: ThemeState
    some_theme: ThemeState  # what is said of a theme that is not named
    local_themes: tuple[str, ...]
    signals: tuple[str, ...]
    side: dict[str, ThemeState]  # gpp_criteria, accessible, reserved
    strategic_fields_complete: bool
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]


def themes_of_lot(
    lot_id: str, lot_statements: Iterable[LotStatement], *, lists: ReferenceLists, said: SaidOfLot = NOTHING_SAID
) -> LotThemes:
    """Read all notices about one lot by the lists of the day each was dispatched; `said` goes before all of them."""
    of_notices = _themes_of_notices(lot_id, lot_statements, lists=lists)
    return of_notices if not said.evidence else _supplemented(lot_id, of_notices, said)


def _supplemented(lot_id: str, before: LotThemes, said: SaidOfLot) -> LotThemes:
    """What the buyer answers itself counts; where a notice answered otherwise both are kept, with a finding."""
    states, findings = dict(before.themes), list(before.findings)
    for theme, state in said.themes.items():
        was = states[theme]
        if state is WITHHELD and was is not SILENT:
            continue
        states[theme] = state
        if None not in (state.answer, was.answer) and state is not was:
            place = f"/lots/{lot_id}/themes/{theme}"
            findings.append(SUPPLEMENT_CORRECTS.at(place, theme, said=_SAID[state], before=_SAID[was]))
    said_of_all = states.keys() == {theme for theme, state in said.themes.items() if state is NO}
    return dataclasses.replace(
        before,
        themes=states,
        any_theme=NO if said_of_all else _any_theme(states, before.some_theme),
        evidence=(*said.evidence, *before.evidence),
        findings=tuple(findings),
    )


def _themes_of_notices(lot_id: str, lot_statements: Iterable[LotStatement], *, lists: ReferenceLists) -> LotThemes:
    """Read all speakers about one lot, the strongest first; each by the lists of the day it was dispatched."""
    ranks: dict[tuple[int, bool], list[Statement]] = {}
    for lot_statement in lot_statements:
        said_by_variant = [
            None if mention is None else _statement_of(mention, lists) for mention in lot_statement.mentions
        ]
        said = said_by_variant[0] if len(said_by_variant) == 1 else _where_they_agree(said_by_variant)
        if said is not None:
            ranks.setdefault(lot_statement.speaker.rank, []).append(said)
    levels = list(ranks.values())
    statements = [said for level in levels for said in level]
    if not statements:
        return _NOTHING
    if not any(map(says_something, statements)):
        return _NOTHING
    if len(statements) == 1:
        return _of_one(lot_id, statements[0])
    states = {theme: _state([[said.themes.get(theme) for said in level] for level in levels]) for theme in THEMES}
    some_theme = _state([[said.themes.get(ANY) for said in level] for level in levels])
    side = {name: _state([[said.side.get(name) for said in level] for level in levels]) for name in SIDES.values()}
    return _lot_themes(lot_id, statements, states=states, some_theme=some_theme, side=side)


def _of_one(lot_id: str, said: Statement) -> LotThemes:
    """Most lots are mentioned once: what is said is the state."""
    states = {theme: said.themes.get(theme, SILENT) for theme in THEMES}
    side = {name: said.side.get(name, SILENT) for name in SIDES.values()}
    return _lot_themes(lot_id, [said], states=states, some_theme=said.themes.get(ANY, SILENT), side=side)


def _lot_themes(
    lot_id: str,
    statements: Sequence[Statement],
    *,
    states: dict[str, ThemeState],
    some_theme: ThemeState,
    side: dict[str, ThemeState],
) -> LotThemes:
    findings = [finding for said in statements for finding in said.findings]
    if CONFLICTING in states.values():
        findings.extend(_conflicts(lot_id, states, statements))
    return LotThemes(
        themes=states,
        any_theme=_any_theme(states, some_theme),
        some_theme=some_theme,
        local_themes=_all_of([said.local_themes for said in statements]),
        signals=_all_of([said.signals for said in statements]),
        side=side,
        strategic_fields_complete=_complete(statements),
        evidence=tuple(evidence for said in statements for evidence in said.evidence),
        findings=tuple(findings),
    )


def _all_of(sets: Sequence[AbstractSet[str]]) -> tuple[str, ...]:
    if not any(sets):  # as most often
        return ()
    return tuple(sorted(set().union(*sets)))


def _statement_of(mention: Mention, lists: ReferenceLists) -> Statement:
    notice = mention.notice
    return statement(notice, mention.lot, mention.results, lists=lists.on(notice.dispatched_on))


def _where_they_agree(said_by_variant: Sequence[Statement | None]) -> Statement | None:
    """Join variants of one version: what all say the same counts, where they differ it is conflicting."""
    present = [said for said in said_by_variant if said is not None]
    if not present:
        return None
    joined = Statement(
        local_themes=set().union(*(said.local_themes for said in present)),
        signals=frozenset().union(*(said.signals for said in present)),
        evidence=[evidence for said in present for evidence in said.evidence],
        findings=[finding for said in present for finding in said.findings],
        specific=all(said is not None and said.specific for said in said_by_variant),
        none=all(said is not None and said.none for said in said_by_variant),
    )
    _join(joined.themes, [said.themes if said else {} for said in said_by_variant])
    _join(joined.side, [said.side if said else {} for said in said_by_variant])
    return joined


def _join(into: dict[str, ThemeState], variants: Sequence[dict[str, ThemeState]]) -> None:
    for name in sorted(set().union(*variants)):
        states = {variant.get(name) for variant in variants}
        into[name] = (states.pop() or CONFLICTING) if len(states) == 1 else CONFLICTING


def _state(levels: Sequence[Sequence[ThemeState | None]]) -> ThemeState:
    """Decide from the strongest rank down; a rank that is silent or withholds leaves it to the next."""
    withheld = False
    for level in levels:
        states = {state for state in level if state is not None}
        withheld = withheld or WITHHELD in states
        states.discard(WITHHELD)
        if CONFLICTING in states or len(states) > 1:
            return CONFLICTING
        if states:
            return states.pop()
    return WITHHELD if withheld else SILENT


def _any_theme(states: dict[str, ThemeState], some: ThemeState) -> ThemeState:
    """Yes when one theme is yes or a field says "some theme"; no when all are no; else why it is unknown."""
    answers = set(states.values())
    if YES in answers or some is YES:
        return YES
    if answers == {NO}:
        return NO
    if CONFLICTING in answers:
        return CONFLICTING
    return WITHHELD if WITHHELD in answers or some is WITHHELD else SILENT


def _complete(statements: Sequence[Statement]) -> bool:
    """Whether the strategic fields say something definite: a specific code, or `none` that nothing contradicts."""
    if any(said.specific for said in statements):
        return True
    contradicted = any(state in (YES, CONFLICTING) for said in statements for state in said.themes.values())
    return any(said.none for said in statements) and not contradicted


def _conflicts(lot_id: str, states: dict[str, ThemeState], statements: Sequence[Statement]) -> list[Finding]:
    conflicts = []
    for theme, state in states.items():
        sides = {evidence.says for said in statements for evidence in said.evidence if evidence.theme == theme}
        if state is CONFLICTING and {YES, NO} <= sides:
            conflicts.append(THEME_CONFLICT.at(f"/lots/{lot_id}/themes/{theme}", theme))
    return conflicts


_NOTHING = LotThemes(
    themes=dict.fromkeys(THEMES, SILENT),
    any_theme=SILENT,
    some_theme=SILENT,
    local_themes=(),
    signals=(),
    side=dict.fromkeys(SIDES.values(), SILENT),
    strategic_fields_complete=False,
    evidence=(),
    findings=(),
)
