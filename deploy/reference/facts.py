"""docs/reference/facts.md: what the author of a card may count, from the facts of kpi."""

from deploy.reference.markdown import code, page, table
from services.kpi.facts import FACTS, Column, Fact


def facts_page() -> str:
    """Every fact with its columns; columns that all facts share stand once, at the top."""
    everywhere = [
        column for column in _columns(next(iter(FACTS.values()))) if all(_has(fact, column) for fact in FACTS.values())
    ]
    names = {column.name for column in everywhere}
    parts = [["## Every fact", "", *_table(everywhere)]]
    for fact in FACTS.values():
        own = [column for column in _columns(fact) if column.name not in names]
        theme = " Figures can be grouped by theme." if fact.has_theme else ""
        about = (
            f"One row is one {fact.unit_of_count}. View `procurement.{fact.view}`; with replaced rows, "
            f"for `asOf`: `procurement.{fact.view}_at`.{theme}"
        )
        parts.append([f"## {fact.name}", "", about, "", *_table(own)])
    return page(
        "Facts",
        "These are the columns a definition card may name. A column that is NULL is unknown, never no and never zero. "
        "Codes are listed where the list is closed.",
        *parts,
    )


def _columns(fact: Fact) -> list[Column]:
    return list(fact.columns.values())


def _has(fact: Fact, column: Column) -> bool:
    return fact.columns.get(column.name) == column


def _table(columns: list[Column]) -> list[str]:
    return table(
        ("column", "type", "unit", "meaning", "source", "codes"),
        [
            (code(one.name), one.type.value, one.unit, one.meaning, one.source, ", ".join(map(code, one.codes)))
            for one in columns
        ],
    )
