"""What one procurement or one record counts for: of every indicator whether it is in, what it answers, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from services.kpi.cells.store.change_log import Moment, moment_of
from services.kpi.counts_for.store import CARDS_PER_PASS, FactRow, rows_on
from services.kpi.definitions.declarations.fact import Fact
from services.kpi.definitions.facts import facts
from services.kpi.definitions.operations import chosen_card, in_force
from services.kpi.definitions.rules.card import Card, KeptCard
from services.kpi.definitions.rules.faults import CardError
from services.kpi.evidence.rules.judged import Certainty, Judged, Verdict, anatomy_of
from services.kpi.goals.store import measured_by
from services.kpi.values.store.known import Known
from services.kpi.values.store.rows import CannotCompute
from shared.errors import NotFound
from shared.log.change_log import latest_position


@dataclass(frozen=True, slots=True)
class Counted:
    """A row with what one card says of it."""

    row: FactRow
    judged: Judged


@dataclass(frozen=True, slots=True)
class CountsFor:
    """One indicator: the rows that stand on the record, and how many of them count how; None: not computable.

    `goals` are those that it measures.
    """

    card: Card
    rows: Sequence[Counted] | None
    goals: tuple[str, ...] = ()

    @property
    def totals(self) -> Counter[tuple[Certainty, Verdict]]:
        """How many rows have which certainty and verdict."""
        return Counter((each.judged.certainty, each.judged.verdict) for each in self.rows or ())


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that a record counts for, and how far the data are."""

    moment: Moment
    items: Sequence[CountsFor]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which record, for whom, on which day, and by which indicators (none: all)."""

    record: UUID
    party: str | None
    today: date
    indicators: Sequence[str]
    lot: str | None
    time_out_ms: int


def procedure_counts_for(connection: Connection, asked: Asked, *, known: Known) -> Whole:
    """What a procedure counts for.

    Raises:
        NotFound: no fact has a row of it, or there is no such indicator.
    """
    return _whole(connection, asked, known, first="procedure")


def own_record_counts_for(connection: Connection, asked: Asked, *, known: Known) -> Whole:
    """What a record that a body keeps itself counts for, by its unit; for others than that body once it is released.

    Raises:
        NotFound: as for a procedure.
    """
    return _whole(connection, asked, known, first="unit")


def _whole(connection: Connection, asked: Asked, known: Known, *, first: str) -> Whole:
    cards = known.cards(connection, known.states(connection))
    codes = asked.indicators or _codes(cards, asked.today)
    chosen = [chosen_card(cards, code, version=None, on=asked.today) for code in codes]
    items: dict[str, CountsFor] = {}
    for fact in (fact for fact in facts().values() if fact.key[0] == first):
        of_fact = [kept for kept in chosen if kept.card.measure.fact == fact.name]
        for start in range(0, len(of_fact), CARDS_PER_PASS):
            of_pass = of_fact[start : start + CARDS_PER_PASS]
            items |= {each.card.code: each for each in _of_fact(connection, fact, of_pass, asked)}
    if not any(each.rows for each in items.values()):
        raise NotFound(
            nl=f"Van {asked.record} is niets bekend dat ergens meetelt: het bestaat niet, is alleen een plan, of is nog"
            " niet vrijgegeven.",
            en=f"Nothing is known of {asked.record} that counts anywhere: it does not exist, is a plan only, or was not"
            " released yet.",
        )
    position = latest_position(connection, "procurement")
    goals = measured_by(connection)
    shown = [replace(items[code], goals=goals.get(code, ())) for code in codes if code in items]
    return Whole(moment_of(connection, position), shown)


def _codes(cards: Sequence[KeptCard], today: date) -> list[str]:
    """Every indicator but those that were ended."""
    current = in_force(cards, on=today)
    return [kept.card.code for kept in current if kept.retired_from is None or today < kept.retired_from]


def _of_fact(connection: Connection, fact: Fact, kept: Sequence[KeptCard], asked: Asked) -> Sequence[CountsFor]:
    """All cards of a fact in one pass; when that fails, card by card, so that a bad one stops no other."""
    if not kept:
        return []
    cards = [each.card for each in kept if each.failure is None]
    failed = [CountsFor(each.card, None) for each in kept if each.failure is not None]
    try:
        rows = _rows(connection, fact, cards, asked)
    except (CannotCompute, CardError):
        if len(kept) == 1:
            return [CountsFor(kept[0].card, None)]
        return [item for each in kept for item in _of_fact(connection, fact, [each], asked)]
    return [
        *failed,
        *(
            CountsFor(card, _speaking(card, [Counted(row, row.judged[number]) for row in rows], asked.today))
            for number, card in enumerate(cards)
        ),
    ]


def _rows(connection: Connection, fact: Fact, cards: Sequence[Card], asked: Asked) -> list[FactRow]:
    for card in cards:
        anatomy_of(card)
    rows = rows_on(connection, fact, cards, record=asked.record, party=asked.party, time_out_ms=asked.time_out_ms)
    if asked.lot is None or "lot_id" not in fact.key:
        return rows
    return [row for row in rows if row.key[fact.key.index("lot_id")] == asked.lot]


def _speaking(card: Card, rows: Sequence[Counted], today: date) -> Sequence[Counted]:
    """Of a stock the state of today: the last day of a key that has come, else its first."""
    if card.measure.time != "stock":
        return rows
    standing: dict[tuple[str, ...], Counted] = {}
    for each in rows:
        day = each.row.days[card.measure.counted_on]
        if each.row.key not in standing or (day is not None and day <= today):
            standing[each.row.key] = each
    return list(standing.values())
