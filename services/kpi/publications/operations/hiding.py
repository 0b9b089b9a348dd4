"""Which figures of a publication stay hidden (C24): suppliers behind every cell, and what was published before."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from sqlalchemy import Connection

from services.kpi.definitions.rules.card import KeptCard
from services.kpi.publications.operations.figures import Series, group_of
from services.kpi.publications.rules.faults import CANNOT_HIDE
from services.kpi.publications.rules.small_numbers import (
    Amount,
    Atom,
    CannotHide,
    Cell,
    Earlier,
    Table,
    hidden_cells,
)
from services.kpi.publications.store import kept as store
from services.kpi.publications.store.amounts import amounts_of
from services.kpi.publications.store.kept import Publication
from services.kpi.values.rules.quantities import is_confidential
from services.kpi.values.rules.question import UNKNOWN
from services.kpi.values.rules.reading import Reading
from shared.errors import Conflict
from shared.procurement.finding import Finding

Hidden: TypeAlias = Collection[tuple[str, str, str]]
"""Level, place and group of hidden figures."""
_Shown: TypeAlias = Mapping[tuple[str, str, str], Mapping[str, Collection[Cell]]]
"""By indicator, version and date, and by group, the cells that a publication shows."""


class Hiding:
    """Which figures of a year must stay hidden, series by series, given all that was published of it earlier.

    Those of the bodies `withheld` are not published.
    """

    def __init__(
        self,
        connection: Connection,
        cards: Sequence[KeptCard],
        year: int,
        *,
        withheld: Collection[str],
        time_out_ms: int,
    ) -> None:
        self._connection, self._year, self._time_out_ms = connection, year, time_out_ms
        self._versions = {(kept.card.code, kept.card.version): kept for kept in cards}
        self._withheld = {("body", body) for body in withheld}
        codes = {kept.card.code for kept in cards if is_confidential(kept.card)}
        before = store.publications(connection, year=year, state="published")
        self._shown = [(each, _shown_in(connection, each, codes)) for each in before]

    def of(self, bodies: Series) -> Hidden | None:
        """Level, place and group of what stays hidden of a series; None where nothing of it can be confidential.

        Raises:
            Conflict: what was published earlier gives a hidden figure away.
            CannotCompute: the server refused or stopped a statement.
        """
        reading = bodies.answered.reading
        if bodies.answered.reason is not None or not is_confidential(reading.card):
            return None
        time_out_ms = self._time_out_ms
        earlier = _earlier(self._connection, reading, self._shown, self._versions, time_out_ms=time_out_ms)
        hidden: set[tuple[str, str, str]] = set()
        for group, table in _tables(self._connection, reading, time_out_ms=time_out_ms).items():
            try:
                cells = hidden_cells(table, withheld=self._withheld, earlier=earlier.get(group, ()))
            except CannotHide as cannot:
                raise _cannot_hide(reading, group, cannot.cell, self._year) from cannot
            hidden |= {(*cell, group) for cell in cells}
        return hidden


def _tables(connection: Connection, reading: Reading, *, time_out_ms: int) -> dict[str, Table]:
    """By group what each supplier adds to each quantity."""
    measure = reading.card.measure
    beside = [name for name in measure.required_dimensions if name not in {"tier", "organisation"}]
    job = None
    if measure.hours_per_week is not None:
        job = Fraction(measure.hours_per_week) * reading.question.buckets[0].weeks
    tables: defaultdict[str, dict[str, dict[Atom, list[Amount]]]] = defaultdict(dict)
    for key, (tier, body), name, amount in amounts_of(connection, reading, time_out_ms=time_out_ms):
        stated = dict(zip(beside, (value or UNKNOWN for value in key), strict=True))
        quantity = tables[group_of(stated, beside)].setdefault(name, {})
        quantity.setdefault((tier or UNKNOWN, body or UNKNOWN), []).append(amount)
    return {group: Table(quantities, job) for group, quantities in tables.items()}


def _shown_in(connection: Connection, publication: Publication, codes: Collection[str]) -> _Shown:
    shown: defaultdict[tuple[str, str, str], defaultdict[str, set[Cell]]] = defaultdict(lambda: defaultdict(set))
    for indicator, version, counted_on, group, level, place in store.cells_shown(connection, publication.id, codes):
        shown[indicator, version, counted_on][group].add((level, place))
    return shown


def _earlier(
    connection: Connection,
    reading: Reading,
    shown: Sequence[tuple[Publication, _Shown]],
    versions: Mapping[tuple[str, str], KeptCard],
    *,
    time_out_ms: int,
) -> dict[str, list[Earlier]]:
    """By group the tables as earlier publications had them, by the version of the card that each was counted by."""
    earlier: defaultdict[str, list[Earlier]] = defaultdict(list)
    for publication, cells_shown in shown:
        for then, groups in _as_of(reading, publication, cells_shown, versions):
            for group, table in _tables(connection, then, time_out_ms=time_out_ms).items():
                seen = set(groups.get(group, ()))
                earlier[group].append(Earlier(table, frozenset(cell for cell in table.cells if cell not in seen)))
    return earlier


def _as_of(
    reading: Reading,
    publication: Publication,
    cells_shown: _Shown,
    versions: Mapping[tuple[str, str], KeptCard],
) -> Iterator[tuple[Reading, Mapping[str, Collection[Cell]]]]:
    question = replace(reading.question, as_of=publication.as_of)
    for (indicator, version, counted_on), groups in cells_shown.items():
        kept = versions.get((indicator, version))
        if kept is None or indicator != reading.card.code:
            continue
        if kept.card.fact.word_of(reading.counted_on) == counted_on:
            yield replace(reading, kept=kept, question=question), groups


def _cannot_hide(reading: Reading, group: str, cell: Cell, year: int) -> Conflict:
    fault: Finding = CANNOT_HIDE.at(
        "/year", year=year, indicator=reading.card.code, place=f"{cell[0]} {cell[1]}".strip(), group=group
    )
    return Conflict(
        nl="Een afgeschermd cijfer volgt uit wat al gepubliceerd is; in errors staat welk en wat u kunt doen.",
        en="A hidden figure follows from what was published already; errors says which and what to do.",
        errors=(fault,),
    )
