"""What is shown of a chain: its figures by theme, each with the period and data moment of the whole answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dashboard.asking.answers import Answer
from dashboard.page.page import Page

ALL = "alle"


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of one theme: each an answer of its own with the row that is shown."""

    heading: str
    rows: tuple[tuple[Answer, Answer], ...]


def themes(page: Page) -> Mapping[str, Mapping[str, str]]:
    """The names of the six themes."""
    listed = page.services.read("kpi", "/themes")["items"]
    return {each["code"]: each["names"] for each in listed if each["kind"] == "theme"}


def figures(each: Answer, told: Answer) -> Answer:
    """A figure of the chain with what the answer says of all: period and data moment."""
    definition = each.get("definition") or {"unit": each["unit"]}
    return {**each, "definition": definition, "period": told["period"], "dataMoment": told["dataMoment"]}


def tables(page: Page, told: Answer, cards: Mapping[str, Answer]) -> list[Table]:
    """The figures of the chain by theme; those about all themes first."""
    named = themes(page)
    sorted_out: dict[str, list[tuple[Answer, Answer]]] = {ALL: [], **{code: [] for code in named}}
    for theme, row, each in _rows(told, cards):
        sorted_out.setdefault(theme, []).append((row, each))
    return [
        Table(page.text(named[theme]) if theme in named else page.say("Alle thema's samen"), tuple(rows))
        for theme, rows in sorted_out.items()
        if rows
    ]


def asked_of_market(chain: Answer, cards: Mapping[str, Answer]) -> list[Answer]:
    """The indicators for which a supplier of this chain is asked for facts: of its themes and of all themes."""
    counts = {ALL, *chain["shortlist"]}
    return [card for card in cards.values() if card["askSupplier"] and card["theme"] in counts]


def _rows(told: Answer, cards: Mapping[str, Answer]) -> Iterator[tuple[str, Answer, Answer]]:
    for each in told["indicators"]:
        whole = figures(each, told)
        theme = cards[each["indicator"]]["theme"] if each["indicator"] in cards else ALL
        for row in each["rows"]:
            yield row.get("theme") or theme, row, whole
