"""Small numbers in what is published (C24, R094): which amounts stay hidden, and which others with them.

They are the amounts and quantities of records of suppliers that are not public: what was measured under contracts, and
what was promised in them. Not shares of counts, which are never hidden; not contracts, of which cards count how many;
not measurements of a body itself and notices, which hold no record of a supplier. The fact of spend knows no suppliers:
its figures are sums of a body's own bookkeeping by category, and no supplier can be told in them.

A cell needs three suppliers, none above 80 % of it. What is left of a published total when its published parts are
taken off needs the same, so that one hidden cell never stands alone. Whoever knows everything that is published must be
left in doubt about each cell that is unsafe by at least a fifth of it to either side.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final, TypeAlias

from services.kpi.publications.rules.attack import Given, Target, Unknown, reach

LEAST_SUPPLIERS: Final = 3
LARGEST_PART: Final = Fraction(4, 5)
LEAST_DOUBT: Final = Fraction(1, 5)
FEWEST_PEOPLE: Final = 10
ROUNDED_TO: Final = 5

Cell: TypeAlias = tuple[str, str]
"""Level and place of a figure."""
Atom: TypeAlias = tuple[str, str]
"""Tier and body of rows."""
_Known: TypeAlias = tuple[str, frozenset[Unknown]]
"""A quantity, and of which atoms together, each with what it comes to."""

NATIONAL: Final[Cell] = ("national", "")


@dataclass(frozen=True, slots=True)
class Amount:
    """What a supplier, or several whose name is not known (None), adds to a quantity: the sum, and that of sizes."""

    supplier: str | None
    total: Fraction
    size: Fraction


class CannotHide(Exception):
    """What is published gives a cell away, whatever else of the table is hidden."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(f"{cell[0]} {cell[1]}".strip())
        self.cell = cell


@dataclass(frozen=True)
class Table:
    """The quantities of a card (its sum; numerator and denominator ...) and a group, by tier and body.

    `job`: the quantity that is one job, when it is shown in people.
    """

    quantities: Mapping[str, Mapping[Atom, Sequence[Amount]]]
    job: Fraction | None = None

    @cached_property
    def cells(self) -> Mapping[Cell, frozenset[Atom]]:
        """Of every figure that there is, the atoms that it adds up."""
        cells: defaultdict[Cell, set[Atom]] = defaultdict(set)
        for tier, body in {atom for of_atoms in self.quantities.values() for atom in of_atoms}:
            for cell in (NATIONAL, ("tier", tier), ("body", body)):
                cells[cell].add((tier, body))
        return {cell: frozenset(cells[cell]) for cell in sorted(cells)}

    @cached_property
    def totals(self) -> Mapping[str, Mapping[Atom, Fraction]]:
        """What each quantity comes to in each atom."""
        return {
            name: {atom: sum((each.total for each in amounts), Fraction(0)) for atom, amounts in of_atoms.items()}
            for name, of_atoms in self.quantities.items()
        }

    def value(self, name: str, atoms: Iterable[Atom]) -> Fraction:
        """What a quantity comes to in some atoms together."""
        totals = self.totals.get(name, {})
        return sum((totals.get(atom, Fraction(0)) for atom in atoms), Fraction(0))

    def is_safe(self, atoms: Collection[Atom]) -> bool:
        """Whether together they may be known: of every quantity three suppliers, none above 80 % of it."""
        return all(
            _is_safe([each for atom in atoms for each in of_atoms.get(atom, ())])
            for of_atoms in self.quantities.values()
        )

    @cached_property
    def sizes(self) -> Mapping[Cell, Fraction]:
        """How much there is in a cell, by the quantity that has most."""
        return {
            cell: max(
                sum((each.size for atom in atoms for each in of_atoms.get(atom, ())), Fraction(0))
                for of_atoms in self.quantities.values()
            )
            for cell, atoms in self.cells.items()
        }

    @cached_property
    def unsafe(self) -> frozenset[Cell]:
        """Cells that may not be known."""
        return frozenset(cell for cell, atoms in self.cells.items() if not self.is_safe(atoms))


@dataclass(frozen=True, slots=True)
class Earlier:
    """A table as an earlier publication of the same year had it, and which of its cells that did not show."""

    table: Table
    unseen: frozenset[Cell]


def hidden_cells(table: Table, *, withheld: Collection[Cell] = (), earlier: Sequence[Earlier] = ()) -> frozenset[Cell]:
    """Which cells of a table stay hidden; `withheld` are not published for another reason.

    Raises:
        CannotHide: what was published earlier gives a cell away.
    """
    hidden, useless = set(table.unsafe), _known_before(table, earlier)
    in_doubt: set[_Known] = set()
    while True:
        unseen = hidden | set(withheld)
        one_more = _for_remainders(table, unseen, useless)
        if one_more is None:
            narrow = _too_narrow(table, unseen, earlier, in_doubt)
            if narrow is None:
                return frozenset(hidden)
            one_more = _nearest(table, narrow, unseen, useless)
            if one_more is None:
                raise CannotHide(narrow)
        hidden.add(one_more)


def remainder(table: Table, total: Cell, unseen: Collection[Cell]) -> frozenset[Atom]:
    """What is left of a total when all its parts that are shown are taken off."""
    atoms = table.cells[total]
    shown = (cell for cell in table.cells if cell != total and cell not in unseen and table.cells[cell] <= atoms)
    return atoms.difference(*(table.cells[cell] for cell in shown))


def shown_as(quantity: Fraction, job: Fraction | None) -> tuple[Fraction, Fraction]:
    """Between what a reader knows a quantity that is shown: exactly, or in people, below ten and rounded to five."""
    if job is None:
        return quantity, quantity
    people = quantity / job
    if people < FEWEST_PEOPLE:
        return Fraction(0), FEWEST_PEOPLE * job
    rounded = rounded_people(people)
    half = Fraction(ROUNDED_TO, 2)
    return (rounded - half) * job, (rounded + half) * job


def rounded_people(people: Fraction) -> int:
    """People to the nearest five, half upwards."""
    return ROUNDED_TO * ((people / ROUNDED_TO + Fraction(1, 2)).__floor__())


def _is_safe(amounts: Sequence[Amount]) -> bool:
    if not amounts:
        return True
    sizes: defaultdict[str | None, Fraction] = defaultdict(Fraction)
    for each in amounts:
        sizes[each.supplier] += each.size
    # Those without a name may all be of one supplier, and of the largest.
    unnamed = sizes.pop(None, Fraction(0))
    whole = sum(sizes.values(), unnamed)
    suppliers = sum(1 for size in sizes.values() if size or not whole)
    return suppliers >= LEAST_SUPPLIERS and max(sizes.values()) + unnamed <= LARGEST_PART * whole


def _known_before(table: Table, earlier: Sequence[Earlier]) -> frozenset[Cell]:
    """Cells that an earlier publication shows as they still are: to hide them would hide nothing."""
    return frozenset(
        cell
        for cell in table.cells
        for each in earlier
        if cell in each.table.cells and cell not in each.unseen
        if all(_state(table, name, cell) == _state(each.table, name, cell) for name in table.quantities)
    )


def _for_remainders(table: Table, unseen: Collection[Cell], useless: Collection[Cell]) -> Cell | None:
    """The cell to hide next because a total less its parts would give something away."""
    for total in sorted(table.cells, key=lambda cell: (cell == NATIONAL, cell)):
        if total in unseen or total[0] == "body":
            continue
        if not table.is_safe(remainder(table, total, unseen)):
            parts = [cell for cell in table.cells if cell != total and table.cells[cell] <= table.cells[total]]
            return _smallest(table, _open(table, parts, unseen), useless) or total
    return None


def _open(table: Table, parts: Iterable[Cell], unseen: Collection[Cell]) -> list[Cell]:
    """Shown cells that hiding would help: tiers, and bodies whose tier is not shown."""
    parts = list(parts)
    tiers = [cell for cell in parts if cell[0] == "tier" and cell not in unseen]
    of_shown = frozenset(atom for tier in tiers for atom in table.cells[tier])
    bodies = [c for c in parts if c[0] == "body" and c not in unseen and not table.cells[c] <= of_shown]
    return [*tiers, *bodies]


def _smallest(table: Table, cells: Iterable[Cell], useless: Collection[Cell]) -> Cell | None:
    sizes = table.sizes
    useful = (cell for cell in cells if sizes[cell] and cell not in useless)
    return min(useful, key=lambda cell: (sizes[cell], cell), default=None)


def _nearest(table: Table, narrow: Cell, unseen: Collection[Cell], useless: Collection[Cell]) -> Cell | None:
    """The smallest shown cell beside one that is too narrow, else its total, else any."""
    tiers = {tier for tier, _ in table.cells.get(narrow, ())}
    shown = [cell for cell in table.cells if cell not in unseen]
    beside = [cell for cell in shown if cell[0] == "body" and {tier for tier, _ in table.cells[cell]} & tiers]
    above = [cell for cell in shown if cell[0] == "tier" and cell[1] in tiers]
    for cells in (beside, above, [cell for cell in shown if cell[0] == "tier"], shown):
        if (cell := _smallest(table, cells, useless)) is not None:
            return cell
    return None


def _too_narrow(
    table: Table,
    unseen: Collection[Cell],
    earlier: Sequence[Earlier],
    in_doubt: set[_Known],
) -> Cell | None:
    """A cell that is unsafe, and about which a reader of everything that is published is left in too little doubt.

    Those of `in_doubt` are not looked at again: the more is hidden, the less a reader knows. What is found to be in
    doubt is added to them.
    """
    stated = [Earlier(table, frozenset(unseen)), *earlier]
    for name in table.quantities:
        known = {(cell, _state(each.table, name, cell)) for each in earlier for cell in each.table.cells
                 if cell not in each.unseen}  # fmt: skip
        given = [_given(each.table, name, cell) for each in stated for cell in each.table.cells
                 if cell not in each.unseen]  # fmt: skip
        targets = [
            Target(cell, frozenset(state), each.table.value(name, each.table.cells[cell]))
            for each in stated
            for cell in sorted(each.table.unsafe)
            # What was shown before cannot be hidden any more.
            if (state := _state(each.table, name, cell))
            and (cell, state) not in known
            and (name, state) not in in_doubt
        ]
        if not targets:
            continue
        values = {key: value for each in stated for key, value in _variables(each.table, name).items()}
        for target, (least, most) in reach(values, given, targets):
            doubt = LEAST_DOUBT * abs(target.value)
            if least > target.value - doubt or most < target.value + doubt:
                return target.cell
            in_doubt.add((name, target.unknowns))
    return None


def _variables(table: Table, name: str) -> Mapping[tuple[Atom, Fraction], Fraction]:
    """What is unknown to a reader: an atom that is the same in two publications is one unknown."""
    return {(atom, total): total for atom, total in table.totals.get(name, {}).items()}


def _state(table: Table, name: str, cell: Cell) -> frozenset[tuple[Atom, Fraction]]:
    totals = table.totals.get(name, {})
    return frozenset((atom, totals[atom]) for atom in table.cells.get(cell, ()) if atom in totals)


def _given(table: Table, name: str, cell: Cell) -> Given:
    least, most = shown_as(table.value(name, table.cells[cell]), table.job)
    return Given(_state(table, name, cell), least, most)
