"""What a reader can find out of hidden quantities from all that is published: the least and the most each can be."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any, Final, TypeAlias

import highspy

Unknown: TypeAlias = Hashable

_ENDLESS: Final = (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible)
"""The true quantities fit all that is given: what may be infeasible is not."""


@dataclass(frozen=True, slots=True)
class Given:
    """These together lie between the least and the most."""

    unknowns: frozenset[Unknown]
    least: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class Target:
    """A hidden cell: what it adds up, and what that comes to."""

    cell: tuple[str, str]
    unknowns: frozenset[Unknown]
    value: Fraction


def reach(
    values: Mapping[Any, Fraction], given: Sequence[Given], targets: Collection[Target]
) -> Iterator[tuple[Target, tuple[Fraction | float, Fraction | float]]]:
    """The least and the most of each target, by linear programming.

    Where no quantity is below zero a reader is taken to know that none can be. What is shown by itself is taken off
    exactly before the solver, which counts in floating point, sees the rest.
    """
    floor = 0.0 if all(value >= 0 for value in values.values()) else -inf
    known = {next(iter(each.unknowns)): each.least for each in given if len(each.unknowns) == 1
             and each.least == each.most}  # fmt: skip
    hidden = sorted((each for each in values if each not in known), key=repr)
    rows: dict[frozenset[Unknown], tuple[Fraction, Fraction]] = {}
    for each in given:
        left, taken = _split(each.unknowns, known)
        if left:
            least, most = rows.get(left, (each.least - taken, each.most - taken))
            rows[left] = max(least, each.least - taken), min(most, each.most - taken)
    scale = max((abs(end) for ends in rows.values() for end in ends), default=Fraction(1)) or Fraction(1)
    models = _Models(hidden, rows, floor=floor, scale=scale)
    for target in targets:
        left, taken = _split(target.unknowns, known)
        if not left:
            yield target, (taken, taken)
        elif left in rows and rows[left][0] == rows[left][1]:
            yield target, (taken + rows[left][0], taken + rows[left][0])
        else:
            model = models.about(left)
            yield target, (_added(taken, model.end(left, most=False)), _added(taken, model.end(left, most=True)))


class _Models:
    """A model of each part of what is given that stands by itself, made when a target is in it."""

    def __init__(
        self,
        hidden: Sequence[Unknown],
        rows: Mapping[frozenset[Unknown], tuple[Fraction, Fraction]],
        *,
        floor: float,
        scale: Fraction,
    ) -> None:
        self._hidden, self._rows, self._floor, self._scale = hidden, rows, floor, scale
        self._made: dict[frozenset[Unknown], _Model] = {}
        beside: defaultdict[Unknown, list[frozenset[Unknown]]] = defaultdict(list)
        for unknowns in rows:
            for each in unknowns:
                beside[each].append(unknowns)
        self._beside = beside

    def about(self, unknowns: frozenset[Unknown]) -> "_Model":
        """The model with all that says something of these."""
        known = next((made for made in self._made if unknowns <= made), None)
        if known is not None:
            return self._made[known]
        part, left = set(unknowns), list(unknowns)
        while left:
            more = {each for row in self._beside[left.pop()] for each in row} - part
            part |= more
            left += more
        of_part = frozenset(part)
        rows = {row: ends for row, ends in self._rows.items() if row <= of_part}
        model = _Model([each for each in self._hidden if each in part], rows, floor=self._floor, scale=self._scale)
        self._made[of_part] = model
        return model


class _Model:
    """The unknowns and what is given of them, in units of the scale."""

    def __init__(
        self,
        hidden: Sequence[Unknown],
        rows: Mapping[frozenset[Unknown], tuple[Fraction, Fraction]],
        *,
        floor: float,
        scale: Fraction,
    ) -> None:
        self._places = {each: place for place, each in enumerate(hidden)}
        self._scale = scale
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call] # its only function without types
        self._solver.silent()
        self._solver.addVars(len(hidden), [floor] * len(hidden), [inf] * len(hidden))
        for unknowns, (least, most) in rows.items():
            places = [self._places[each] for each in unknowns]
            ends = float(least / scale), float(most / scale)
            self._solver.addRow(*ends, len(places), places, [1.0] * len(places))

    def end(self, unknowns: Collection[Unknown], *, most: bool) -> Fraction | float:
        """The most, or the least, that these together can be."""
        self._cost(unknowns, 1.0)
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize if most else highspy.ObjSense.kMinimize)
        self._solver.run()
        status, value = self._solver.getModelStatus(), self._solver.getInfo().objective_function_value
        self._cost(unknowns, 0.0)
        if status == highspy.HighsModelStatus.kOptimal:
            return Fraction(value) * self._scale
        if status not in _ENDLESS:
            raise ArithmeticError(f"The solver found no end for {sorted(map(str, unknowns))}: {status}.")
        return inf if most else -inf

    def _cost(self, unknowns: Collection[Unknown], cost: float) -> None:
        for each in unknowns:
            self._solver.changeColCost(self._places[each], cost)


def _split(unknowns: frozenset[Unknown], known: Mapping[Unknown, Fraction]) -> tuple[frozenset[Unknown], Fraction]:
    """Those that are still unknown, and what the others come to."""
    taken = sum((known[each] for each in unknowns if each in known), Fraction(0))
    return frozenset(each for each in unknowns if each not in known), taken


def _added(taken: Fraction, end: Fraction | float) -> Fraction | float:
    return taken + end if isinstance(end, Fraction) else end
