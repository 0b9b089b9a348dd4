"""docs/reference/cards.md: every definition card in words people read, with the columns it rests on."""

from collections.abc import Iterator, Sequence

from sqlglot import exp

from deploy.reference.markdown import code, page, table
from services.kpi.card import Card, Measure, built_in_cards
from services.kpi.compiler import compile_expression
from services.kpi.facts import FACTS, ColumnType


def cards_page() -> str:
    """A list of the cards, then each with its definition, measure, columns and caveats."""
    cards = built_in_cards()
    return page(
        "Definition cards",
        "Each card is one indicator, a file in `services/kpi/cards`. Status *concept*: nobody has adopted the "
        "definition yet. The columns are explained in [facts.md](facts.md), the way of counting in "
        "[counting-rules.md](counting-rules.md).",
        _list(cards),
        *(_card(card) for card in cards),
    )


def columns_of(card: Card) -> list[str]:
    """The columns of the fact that the measure names, in the order of the fact."""
    fact = FACTS[card.measure.fact]
    named = {
        column.name
        for text, wanted in _expressions(card.measure)
        for column in compile_expression(text, fact=fact, wanted=wanted).tree.find_all(exp.Column)
    }
    return [name for name in fact.columns if name in {*named, *card.measure.counted_on_columns}]


def _expressions(measure: Measure) -> Iterator[tuple[str, ColumnType]]:
    stated = {
        ColumnType.BOOLEAN: (measure.population, measure.hit),
        ColumnType.NUMBER: (measure.weight, measure.value, measure.numerator, measure.denominator),
    }
    for wanted, texts in stated.items():
        yield from ((text, wanted) for text in texts if text is not None)


def _list(cards: Sequence[Card]) -> list[str]:
    return table(
        ("code", "version", "Nederlands", "English", "unit of count", "unit"),
        [
            (
                f"[{card.code}](#{card.code.lower()})",
                card.version,
                card.names.nl,
                card.names.en,
                card.measure.unit_of_count,
                card.unit,
            )
            for card in cards
        ],
    )


def _card(card: Card) -> list[str]:
    measure = card.measure
    stated = {
        "version, status": f"{card.version}, {card.status}",
        "theme, level": f"{card.theme}, {card.level}",
        "kind": f"{measure.kind}, in {card.unit}",
        "counts": f"rows of the fact [{measure.fact}](facts.md#{measure.fact}): one is one {measure.unit_of_count}",
        "population": code(measure.population),
        "hit": code(measure.hit or ""),
        "weight": code(measure.weight or ""),
        "value": code(measure.value or ""),
        "numerator": code(measure.numerator or ""),
        "denominator": code(measure.denominator or ""),
        "counted on": ", ".join(map(code, card.counted_on_words)) + f" ({measure.time})",
        "asked per": ", ".join(measure.required_dimensions),
        "value shown from": f"coverage {measure.minimum_coverage}",
        "a duty for": ", ".join(card.obligation),
        "better when": "" if card.direction == "none" else card.direction,
        "columns": ", ".join(map(code, columns_of(card))),
        "sources": "; ".join(card.sources),
    }
    return [
        f"## {card.code}",
        "",
        f"**{card.names.nl}.** {card.definition.nl}",
        "",
        f"**{card.names.en}.** {card.definition.en}",
        "",
        *table(("", ""), [(name, text) for name, text in stated.items() if text]),
        "",
        *(f"- {caveat.en}\n  {caveat.nl}" for caveat in card.caveats),
    ]
