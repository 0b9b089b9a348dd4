"""The same figures a second, naive way: plain Python over the procedures, each card written out by hand.

Nothing here comes from the service but the names of parts: no card, no SQL, no formula.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from shared.procurement.themes import THEMES
from tests.kpi.builders import ALot, AProcedure

ANSWER = {"yes": True, "no": False}


@dataclass(frozen=True)
class Row:
    """One row of a fact with what a card says of it."""

    procedure: AProcedure
    awarded_on: date | None
    member: bool | None
    says: bool | None = None
    amount: Decimal | None = None
    theme: str = "*"

    def month(self, counted_on: str) -> date | None:
        day = self.awarded_on if counted_on == "awarded_on" else self.procedure.launched_on
        return None if day is None else day.replace(day=1)

    @property
    def groups(self) -> dict[str, str]:
        p = self.procedure
        certain = p.quality not in {None, "C"}
        return {
            "tier": p.tier or "unknown",
            "organisation": p.body or "unknown",
            "nature": p.nature or "unknown",
            "threshold": p.threshold,
            "productChain": (p.chain if certain else None) or "unknown",
            "purchaseType": p.purchase_type or "unknown",
            "theme": self.theme,
        }


def relevant(p: AProcedure) -> bool | None:
    return None if p.relevant is None else "diversity-inclusion" in p.relevant


def both(*parts: bool | None) -> bool | None:
    """AND of three values."""
    if False in parts:
        return False
    return None if None in parts else True


def lots(p: AProcedure) -> Iterator[tuple[ALot, date | None]]:
    for lot in p.lots:
        yield lot, lot.awarded_on or p.awarded_on


def value_rows(p: AProcedure, says: Callable[[ALot], bool | None]) -> Iterator[Row]:
    for lot, on in lots(p):
        yield Row(p, on, lot.state == "awarded", says(lot), lot.awarded_value)


def alg_p12(p: AProcedure) -> Iterator[Row]:
    yield Row(p, p.awarded_on, True, p.complete)


def div_p01(p: AProcedure) -> Iterator[Row]:
    yield Row(p, p.awarded_on, relevant(p), p.themes.get("diversity-inclusion"))


def div_p01b(p: AProcedure) -> Iterator[Row]:
    for lot, on in lots(p):
        yield Row(p, on, both(relevant(p), lot.competition != "dps"), ANSWER.get(lot.accessible))


def sor_p01(p: AProcedure) -> Iterator[Row]:
    kind = None if p.nature is None else p.nature in {"works", "services"}
    long = None if p.duration is None else p.duration >= 6
    # No notice states a wage sum or suitability: never certainly in.
    yield Row(p, p.awarded_on, both(kind, long, None), p.themes.get("social-return"))


def theme_rows(p: AProcedure, says: Callable[[ALot, str], bool | None]) -> Iterator[Row]:
    for lot, on in lots(p):
        for theme in THEMES:
            yield Row(p, on, lot.competition != "dps", says(lot, theme), theme=theme)


def tender_rows(p: AProcedure) -> Iterator[Row]:
    for lot, on in lots(p):
        received = lot.tenders_received
        member = lot.state == "awarded" and lot.competition == "call"
        yield Row(
            p, on, member, None if received is None else received == 1, None if received is None else Decimal(received)
        )


def winner_rows(p: AProcedure) -> Iterator[Row]:
    for lot, on in lots(p):
        for winner in lot.winners:
            yield Row(p, on, lot.competition != "dps", winner.sme)


CARDS: Mapping[str, tuple[str, Callable[[AProcedure], Iterator[Row]]]] = {
    "ALG-P05": ("value share", lambda p: value_rows(p, lambda lot: ANSWER.get(lot.any_theme))),
    "ALG-P12": ("share", alg_p12),
    "ALG-P13": ("sum", lambda p: value_rows(p, lambda _lot: None)),
    "ALG-P14": (
        "value share",
        lambda p: value_rows(p, lambda lot: None if lot.value_basis is None else lot.value_basis == "ceiling"),
    ),
    "ALG-P15": ("share", lambda p: theme_rows(p, lambda lot, theme: ANSWER.get(lot.themes.get(theme, "silent")))),
    "ALG-P16": ("share", lambda p: theme_rows(p, lambda lot, theme: theme in lot.signals)),
    "DIV-P01": ("share", div_p01),
    "DIV-P01b": ("share", div_p01b),
    "MKT-P01": ("share", tender_rows),
    "MKT-P02": ("mean", tender_rows),
    "MKT-P03": ("share", winner_rows),
    "SOR-P01": ("share", sor_p01),
}
PER_THEME = frozenset({"ALG-P15", "ALG-P16"})


@dataclass
class Tally:
    """What is counted of a group, and the figure that follows."""

    kind: str
    counts: dict[tuple[bool | None, bool | None], Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    rows: int = 0
    without_amount: int = 0
    known: int = 0
    total: Fraction = Fraction(0)
    certain: int = 0
    bodies: set[str] = field(default_factory=set)

    def add(self, row: Row) -> None:
        if row.procedure.body:
            self.bodies.add(row.procedure.body)
        weight = Fraction(1)
        if self.kind == "value share":
            if row.amount is None:
                weight = Fraction(0)
                self.without_amount += row.member is not False
            else:
                weight = Fraction(row.amount)
        self.counts[row.member, None if row.member is False else row.says] += weight
        self.rows += row.member is not False
        if row.member is True:
            self.certain += 1
            if row.amount is not None:
                self.known += 1
                self.total += Fraction(row.amount)

    def figure(self) -> tuple[Fraction | None, Fraction | None, Fraction | None, Fraction | None, str | None]:
        """Value, lower, upper, coverage of answers and reason."""
        if not self.rows:
            return None, None, None, None, "no-rows"
        if self.kind in {"sum", "mean"}:
            lower = self.total if self.kind == "sum" else None
            covered = Fraction(self.known, self.rows)
            if not self.certain:
                return None, lower, None, covered, "nothing-certain"
            if covered < Fraction(1, 2):
                return None, lower, None, covered, "coverage-too-low"
            return (self.total if self.kind == "sum" else self.total / self.known), lower, None, covered, None
        a, b, u = (self.counts[True, says] for says in (True, False, None))
        my, mn, mu = (self.counts[None, says] for says in (True, False, None))
        everything = a + b + u + my + mn + mu
        if not everything:
            return None, None, None, None, "coverage-too-low" if self.without_amount else "zero-denominator"
        least, most = a + b + u + mn + mu, a + b + u + my + mu
        lower = a / least if least else None
        upper = (a + u + my + mu) / most if most else None
        covered = (a + b) / everything
        if not a + b + u:
            return None, lower, upper, covered, "nothing-certain"
        if covered < Fraction(1, 2):
            return None, lower, upper, covered, "coverage-too-low"
        return a / (a + b), lower, upper, covered, None


def tallies(
    procedures: Sequence[AProcedure],
    code: str,
    *,
    counted_on: str,
    group_by: Sequence[str] = (),
    months: Mapping[date, int],
    keep: Callable[[Row], bool] = lambda _row: True,
) -> dict[tuple[tuple[str, ...], int], Tally]:
    """Tally per group and part of the period; `months` says which part a month belongs to."""
    kind, rows_of = CARDS[code]
    found: dict[tuple[tuple[str, ...], int], Tally] = defaultdict(lambda: Tally(kind))
    for procedure in procedures:
        if not (procedure.counted and procedure.released):
            continue
        for row in rows_of(procedure):
            month = row.month(counted_on)
            if month is not None and month in months and keep(row):
                found[tuple(row.groups[name] for name in group_by), months[month]].add(row)
    return dict(found)
