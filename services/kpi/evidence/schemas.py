"""Rows behind a figure in the words of the API, and as CSV."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal, TypeAlias
from urllib.parse import quote

from pydantic import Field
from pydantic.alias_generators import to_camel, to_snake

from services.kpi.cells.rules.aggregates import NUMBERS
from services.kpi.definitions.declarations.fact import Fact
from services.kpi.definitions.rules.card import Card
from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.evidence.operations import Evidence, sees_inside
from services.kpi.evidence.rules.judged import (
    Certainty,
    Judged,
    Said,
    Value,
    Verdict,
    anatomy_of,
    is_private,
)
from services.kpi.evidence.rules.sentences import why
from services.kpi.evidence.store import EvidenceRow, names_in
from services.kpi.values.rules.figures import Reason
from services.kpi.values.rules.question import UNKNOWN, View
from services.kpi.values.schemas.answer import BoundariesOut, DefinitionOut, Number, PeriodOut
from services.kpi.values.schemas.answered import boundaries_out, definition_out, exact, period_out
from services.kpi.values.schemas.asked import CellAsked
from services.kpi.values.schemas.dimensioned import Grouped
from services.kpi.values.schemas.links import definition_link
from shared.http.schema import ApiModel, Day, LocalisedText, OptionalMoment
from shared.identity.access import Caller
from shared.shown_text import cell

Plain: TypeAlias = str | int | float | bool | None
Amount: TypeAlias = Annotated[Number | None, Field(description="Null: unknown, or not public.")]


class EvidenceAsked(CellAsked):
    """Which rows: those that count in a figure, or only those with this certainty or verdict."""

    certainty: Certainty | None = Field(None, description="Only rows that are in, undetermined or out.")
    verdict: Verdict | None = Field(None, description="Only rows with this answer.")
    limit: int = Field(100, ge=1, le=1000, description="Most rows in the answer.")


class ColumnOut(ApiModel):
    """A column of the fact with its value; null: unknown, or, when withheld, not public."""

    column: str
    value: Plain
    withheld: bool = Field(description="An amount or quantity of a record that is not public (C24).")


class TermOut(ApiModel):
    """One term of the population or the hit: what it says of this row, and whether that decided the outcome."""

    of: Literal["population", "hit"]
    term: str
    columns: list[ColumnOut]
    says: bool | None
    decides: bool


class RecordOut(ApiModel):
    """What the row stands on: of a procurement the procedure, else the unit of a record that a body keeps itself."""

    fact: str
    procedure: str | None = None
    lot_id: str | None = None
    tender_id: str | None = None
    unit: str | None = None
    key: str | None = Field(None, description="Key of a commitment or an observation within the unit.")


class RowLinks(ApiModel):
    """Where to read on: the record in ingest, down to its notices and bytes; and all that it counts for."""

    record: str | None = Field(description="Address in ingest; null where only its own body may read it.")
    counts_for: str


class JudgedRowOut(Grouped):
    """A row of a fact with its dimensions, and what a card says of it."""

    record: RecordOut
    certainty: Certainty
    verdict: Verdict
    weight: Amount = None
    value: Amount = None
    numerator: Amount = None
    denominator: Amount = None
    baseline: Amount = None
    why: LocalisedText = Field(description="The same in plain Dutch and English, made from the terms of the card.")
    terms: list[TermOut]


class EvidenceRowOut(JudgedRowOut):
    """A row that was counted."""

    placed_on: Day = Field(description="The day that places it in a month.")
    links: RowLinks


class EvidenceLinks(ApiModel):
    """Where to read on."""

    definition: str


class EvidenceOut(ApiModel):
    """The rows behind a figure, by day and key. All pages together count what the figure counts."""

    indicator: str
    definition: DefinitionOut
    period: PeriodOut
    data_moment: OptionalMoment
    position: int
    view: View
    boundaries: BoundariesOut | None = None
    reason: Reason | None = Field(description="Why there are no rows, when the card could not be computed.")
    rows: list[EvidenceRowOut]
    links: EvidenceLinks
    next: str | None


def evidence_out(evidence: Evidence, *, caller: Caller | None, ingest_url: str) -> EvidenceOut:
    """A page of evidence as this caller may see it."""
    reading = evidence.reading
    boundaries = reading.question.boundaries
    return EvidenceOut(
        indicator=reading.card.code,
        definition=definition_out(reading),
        period=period_out(evidence.asked.period),
        data_moment=evidence.moment.recorded_at,
        position=evidence.moment.position,
        view=evidence.asked.view,
        boundaries=None if boundaries is None else boundaries_out(boundaries),
        reason=evidence.reason,
        rows=[
            _row(reading.card, row, open_=sees_inside(caller, reading.card.fact, row.columns), ingest_url=ingest_url)
            for row in evidence.rows
        ],
        links=EvidenceLinks(definition=definition_link(reading)),
        next=evidence.next,
    )


def judged_row(
    card: Card, judged: Judged, columns: Mapping[str, Value], key: Sequence[str], *, open_: bool
) -> dict[str, object]:
    """The properties of a judged row; what is private is left out unless it is `open_` to the caller."""
    return {
        **groups_of(card.fact, columns),
        **numbers_out(judged, open_=open_),
        "record": record_of(card.fact, key),
        "certainty": judged.certainty,
        "verdict": judged.verdict,
        "why": LocalisedText(**why(card, judged, columns, open_=open_)._asdict()),
        "terms": terms_out(judged, columns, card.fact, open_=open_),
    }


def terms_out(judged: Judged, columns: Mapping[str, Value], fact: Fact, *, open_: bool) -> list[TermOut]:
    """The terms of a row, each with the columns that it names."""
    return [_term(said, columns, fact, open_=open_) for said in judged.said]


def numbers_out(judged: Judged, *, open_: bool) -> dict[str, Number | None]:
    """What is added up of a row, by the names of the measure."""
    return {name: exact(number) if open_ and number is not None else None for name, number in judged.numbers.items()}


def record_of(fact: Fact, key: Sequence[str]) -> RecordOut:
    """What the row stands on."""
    stated = dict(zip(fact.key, key, strict=True))
    inner = [value for name, value in stated.items() if name.endswith("_key")]
    names = {name: stated[name] or None for name in ("procedure", "lot_id", "tender_id", "unit") if name in stated}
    return RecordOut(fact=fact.name, key=" ".join(inner) or None, **names)


def record_link(fact: Fact, columns: Mapping[str, Value], *, ingest_url: str) -> str:
    """Where ingest, or kpi for what it keeps itself, shows the record that a row stands on."""
    return ("" if fact.in_kpi else ingest_url) + fact.address.format(
        **{name: quote(str(columns[name] or ""), safe="") for name in names_in(fact)}
    )


def evidence_csv(answer: EvidenceOut, evidence: Evidence) -> Iterator[str]:
    """One row per row: what it is, how it was judged, by which terms, and every column that the card names."""
    card = evidence.reading.card
    groups = [name for name in DIMENSIONS if card.fact.carries(name)]
    known = {DIMENSIONS[name].column.name for name in groups}
    columns = [column for column in anatomy_of(card).columns if column not in known]
    numbers = [name for name in NUMBERS if name in {number.name for number in anatomy_of(card).numbers}]
    fixed = ("indicator", "version", "countedOn", "placedOn")
    record = ("procedure", "lotId", "tenderId", "unit", "key")
    shown = (*groups, *record, "certainty", "verdict", *numbers, *map(to_camel, columns))
    yield _line((*fixed, *shown, "populationDecidedBy", "hitDecidedBy", "recordAddress"))
    for row in answer.rows:
        values = {each.column: each.value for term in row.terms for each in term.columns}
        yield _line(
            (
                answer.indicator,
                answer.definition.version,
                answer.definition.counted_on,
                row.placed_on,
                *(getattr(row, to_snake(name)) for name in groups),
                *(getattr(row.record, to_snake(name)) for name in record),
                row.certainty,
                row.verdict,
                *(getattr(row, name) for name in numbers),
                *(values.get(column) for column in columns),
                *(_deciding(row, of) for of in ("population", "hit")),
                row.links.record,
            )
        )


_SAID: Final = {True: "yes", False: "no", None: UNKNOWN}


def _deciding(row: EvidenceRowOut, of: str) -> str:
    return "; ".join(f"{each.term}: {_SAID[each.says]}" for each in row.terms if each.of == of and each.decides)


def groups_of(fact: Fact, columns: Mapping[str, Value]) -> dict[str, str]:
    """The dimensions of a row."""
    return {to_snake(each.name): str(columns[each.column.name] or UNKNOWN) for each in fact.dimensions}


def _row(card: Card, row: EvidenceRow, *, open_: bool, ingest_url: str) -> EvidenceRowOut:
    fact = card.fact
    return EvidenceRowOut(
        **judged_row(card, row.judged, row.columns, row.key, open_=open_),  # type: ignore[arg-type]
        placed_on=row.day,
        links=RowLinks(
            record=record_link(fact, row.columns, ingest_url=ingest_url) if open_ else None,
            counts_for=f"/v1/{'procedures' if fact.key[0] == 'procedure' else 'own-records'}/{row.key[0]}/counts-for",
        ),
    )


def _term(said: Said, columns: Mapping[str, Value], fact: Fact, *, open_: bool) -> TermOut:
    shown = []
    for name in said.term.columns:
        withheld = not open_ and is_private(fact, name)
        shown.append(ColumnOut(column=name, value=None if withheld else _plain(columns[name]), withheld=withheld))
    return TermOut(
        of="population" if said.of == "population" else "hit",
        term=said.term.text,
        columns=shown,
        says=said.says,
        decides=said.decides,
    )


def _plain(value: Value) -> Plain:
    if isinstance(value, Decimal):
        return exact(value)
    return value.isoformat() if isinstance(value, date) else value


def _line(cells: Sequence[object]) -> str:
    text = io.StringIO()
    shown = ["" if each is None else cell(each) if isinstance(each, str) else each for each in cells]
    csv.writer(text, lineterminator="\r\n").writerow(shown)
    return text.getvalue()
