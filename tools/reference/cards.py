"""Writes docs/reference/cards.md from the cards and the facts: `python -m tools.reference.cards`."""

import sys
from collections.abc import Iterator

from services.kpi.definitions.declarations.fact import Fact
from services.kpi.definitions.facts import facts
from services.kpi.definitions.rules.card import Card, built_in_cards

_MEASURE = ("population", "hit", "weight", "value", "numerator", "denominator")


def page() -> str:
    """The page as Markdown: every card with its measure, then every fact with its columns."""
    return "\n".join([*_opening(), *_overview(), *_cards(), *_language(), *_facts(), ""])


def _opening() -> Iterator[str]:
    yield "# Definition cards and facts"
    yield ""
    yield "Written by `make reference` from the cards and `services/kpi/definitions/facts/`; change those."
    yield ""


def _overview() -> Iterator[str]:
    yield "| Code | Nederlands | English | Kind | Counts | Counted on |"
    yield "|---|---|---|---|---|---|"
    for card in built_in_cards():
        measure = card.measure
        yield (
            f"| {card.code} | {card.names.nl} | {card.names.en} | {_kind(card)} | {measure.unit_of_count} "
            f"| {', '.join(card.counted_on_words)} |"
        )
    yield ""


def _cards() -> Iterator[str]:
    for card in built_in_cards():
        yield f"## {card.code} {card.version} ({card.status})"
        yield ""
        yield f"**{card.names.nl}**: {card.definition.nl}"
        yield ""
        yield f"*{card.names.en}*: {card.definition.en}"
        yield ""
        measure = card.measure
        yield f"- Theme {card.theme}; level {card.level}; scope {card.scope}"
        yield f"- Unit {card.unit}; better: {card.direction}"
        if card.obligation:
            yield f"- A duty for: {', '.join(card.obligation)}"
        yield f"- Kind {_kind(card)}; fact `{measure.fact}`; {measure.time}"
        yield f"- A value is shown from a coverage of {measure.minimum_coverage}"
        for name in _MEASURE:
            text: str | None = getattr(measure, name)
            if text is not None:
                yield f"- {name}: `{text}`"
        if card.method is not None:
            yield f"- Method: {card.method.nl} / {card.method.en}"
        if card.ask_supplier is not None:
            yield f"- Asked of the supplier: {card.ask_supplier.nl} / {card.ask_supplier.en}"
        if card.goals:
            yield f"- Counts for the goals: {', '.join(card.goals)}"
        if card.policies:
            yield f"- Policy documents: {', '.join(card.policies)}"
        yield f"- {'Core: every body is asked for it' if card.core else 'Optional'}"
        yield f"- Sources: {'; '.join(card.sources)}"
        for caveat in card.caveats:
            yield f"- {caveat.nl} / {caveat.en}"
        yield ""


def _language() -> Iterator[str]:
    yield "## The language of cards"
    yield ""
    yield (
        "AND, OR, NOT, comparison, IN, BETWEEN, + - *, texts in single quotes, numbers, true and false, and the columns"
        " of the card's fact. A day is written as '2026-01-31'. Unknown (NULL) stays unknown: a population that is"
        " unknown makes a row undetermined, an unknown hit is an unknown answer. Division, NULL tests, COALESCE, CASE,"
        " functions, casts and sub-queries do not exist here, because they turn unknown into no."
    )
    yield ""


def _facts() -> Iterator[str]:
    for fact in facts().values():
        yield f"## Fact `{fact.name}`: one row is a {fact.unit_of_count}{_per_theme(fact)}"
        yield ""
        yield "| Column | Type | Unit | Meaning | Source | Values |"
        yield "|---|---|---|---|---|---|"
        for column in fact.columns.values():
            codes = ", ".join(column.codes)
            yield f"| `{column.name}` | {column.type} | {column.unit} | {column.meaning} | {column.source} | {codes} |"
        yield ""


def _per_theme(fact: Fact) -> str:
    return " and a theme" if fact.carries("theme") else ""


def _kind(card: Card) -> str:
    return "value share" if card.measure.weight is not None else card.measure.kind


if __name__ == "__main__":
    sys.stdout.write(page())
