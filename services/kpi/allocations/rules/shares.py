"""Shares of a goal: what is wrong with them, what they add up to, and how they are divided. Exact in decimals."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from services.kpi.goals.rules.faults import UNKNOWN_IN_GOAL
from services.kpi.goals.rules.goal import Goal
from shared.nearest import meant
from shared.procurement.finding import Finding, Rule, Severity, Text

_ERROR: Final = Severity.ERROR
Answer: TypeAlias = Literal["accepted", "countered"]

ABOVE_TOTAL: Final = Rule(
    "allocation-above-total",
    _ERROR,
    "De delen tellen op tot {sum}, meer dan het totaal van {total}; dat is {surplus} te veel.",
    "The shares add up to {sum}, more than the total of {total}; that is {surplus} too much.",
    Text("Verlaag delen, of stel een hoger doel voor.", "Lower shares, or propose a higher goal."),
)
MIXED_UNITS: Final = Rule(
    "allocation-units",
    _ERROR,
    "Dit deel is in {unit}, het doel in {wanted}; verschillende eenheden tellen niet op.",
    "This share is in {unit}, the goal in {wanted}; different units do not add up.",
    Text("Reken het om, of laat de eenheid weg.", "Convert it, or leave the unit out."),
)
TWICE: Final = Rule(
    "allocation-twice",
    _ERROR,
    "Deze organisatie heeft voor dit segment al een deel.",
    "This body has a share of this segment already.",
    Text("Voeg beide samen.", "Put both together."),
)
FOR_NOBODY: Final = Rule(
    "allocation-for-nobody",
    _ERROR,
    "Een deel is van een organisatie, een segment of beide.",
    "A share is of a body, a segment or both.",
    Text("Noem er ten minste een.", "State at least one."),
)
NO_TARGET: Final = Rule(
    "allocation-no-target",
    _ERROR,
    "{code} heeft geen streefwaarde om te verdelen.",
    "{code} has no target value to divide.",
    Text("Stel eerst een streefwaarde voor bij het doel.", "Propose a target value of the goal first."),
)
NO_BASELINE: Final = Rule(
    "allocation-no-baseline",
    _ERROR,
    "Het streven van {code} is een verandering en de nulmeting heeft geen waarde.",
    "The target of {code} is a change and its baseline has no value.",
    Text("Stel eerst een nulmeting voor.", "Propose a baseline first."),
)
NOT_ADDITIVE: Final = Rule(
    "allocation-not-additive",
    _ERROR,
    "{code} is een percentage of gemiddelde: dat geldt voor elke organisatie en is niet te verdelen.",
    "{code} is a percentage or a mean: it holds for every body and cannot be divided.",
    Text("Verdeel een doel in aantallen of hoeveelheden.", "Divide a goal in numbers or quantities."),
)
SAME_ALLOCATOR: Final = Rule(
    "allocation-same-person",
    _ERROR,
    "Wie een verdeling voorstelt, besluit er niet zelf over.",
    "Whoever proposes an allocation does not decide on it.",
    Text("Laat een ander besluiten.", "Let another person decide."),
)
NOT_ITS_SHARE: Final = Rule(
    "allocation-not-its-share",
    _ERROR,
    "Dit deel is niet van de organisatie van dit token.",
    "This share is not of the body of this token.",
    Text("Laat iemand van die organisatie antwoorden.", "Let somebody of that body answer."),
)
COUNTER_AMOUNT: Final = Rule(
    "allocation-counter",
    _ERROR,
    "Een tegenvoorstel noemt een hoeveelheid, instemming niet.",
    "A counter-proposal states an amount, an acceptance does not.",
    Text("Vul `amount` in, of laat het weg.", "State `amount`, or leave it out."),
)
COUNTERS_LEFT: Final = Rule(
    "allocation-counters-undecided",
    _ERROR,
    "Er zijn {number} tegenvoorstellen; het besluit zegt of die gelden.",
    "There are {number} counter-proposals; the decision says whether they hold.",
    Text("Zet `counterProposals` op take of leave.", "State `counterProposals`: take or leave."),
)
SHAREABLE: Final = frozenset({"sum", "count", "bodies"})
"""Kinds of measures whose figures add up over bodies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of a goal: of a body, of a segment (product chain or category) or of both."""

    organisation: str | None
    segment: str | None
    amount: Decimal
    reason: str
    unit: str | None = None

    @property
    def place(self) -> tuple[str, str]:
        """What tells it from the others."""
        return self.organisation or "", self.segment or ""


@dataclass(frozen=True, slots=True)
class Sum:
    """What shares add up to against the total: what is left over, or what is too much."""

    amount: Decimal
    total: Decimal

    @property
    def gap(self) -> Decimal:
        return max(self.total - self.amount, Decimal(0))

    @property
    def surplus(self) -> Decimal:
        return max(self.amount - self.total, Decimal(0))


def total_of(goal: Goal, kinds: Collection[str]) -> Decimal | Finding:
    """What there is to divide: the target, or the size of the change that it asks; else why there is nothing."""
    target = goal.target.value
    if target is None:
        return NO_TARGET.within("path", "goal", code=goal.code)
    if goal.target.relative:
        baseline = goal.baseline_of(None, "")
        if baseline is None or baseline.value is None:
            return NO_BASELINE.within("path", "goal", code=goal.code)
        return abs(baseline.value * target)
    if not set(kinds) <= SHAREABLE:
        return NOT_ADDITIVE.within("path", "goal", code=goal.code)
    return abs(target)


def faults_of_shares(
    shares: Sequence[Share],
    *,
    total: Decimal,
    unit: str | None,
    organisations: Collection[str],
    segments: Collection[str],
) -> Iterator[Finding]:
    """Every fault of the shares of a proposal."""
    seen = set()
    for number, share in enumerate(shares):
        place = f"/shares/{number}"
        if share.place == ("", ""):
            yield FOR_NOBODY.at(place)
        elif share.place in seen:
            yield TWICE.at(place)
        seen.add(share.place)
        if share.unit is not None and share.unit != unit:
            yield MIXED_UNITS.at(f"{place}/unit", unit=repr(share.unit), wanted=repr(unit or ""))
        if share.organisation is not None and share.organisation not in organisations:
            yield _no_such(f"{place}/organisation", share.organisation, (), "GET /v1/parties?name=")
        if share.segment is not None and share.segment not in segments:
            yield _no_such(f"{place}/segment", share.segment, segments, "GET /v1/dimensions")
    added = Sum(sum((share.amount for share in shares), Decimal(0)), total)
    if added.surplus:
        yield ABOVE_TOTAL.at("/shares", sum=added.amount, total=total, surplus=added.surplus)


def divided(total: Decimal, weights: Mapping[str, Fraction], *, places: int) -> dict[str, Decimal]:
    """Divide a total by weights in whole units of the last place; what is left goes to the largest remainders."""
    whole = sum(weights.values(), Fraction(0))
    if whole <= 0:
        return {}
    step = Decimal(1).scaleb(-places)
    exact = {key: Fraction(total) * weight / whole / Fraction(step) for key, weight in weights.items()}
    floors = {key: value.numerator // value.denominator for key, value in exact.items()}
    units = int((total / step).to_integral_value(ROUND_FLOOR))
    order = sorted(exact, key=lambda key: (floors[key] - exact[key], key))
    extra = set(order[: units - sum(floors.values())])
    shares = {key: (floors[key] + (key in extra)) * step for key in exact}
    rest = total - units * step
    if rest:  # finer than the last place: to the first, so that nothing is lost
        shares[order[0]] += rest
    return shares


def _no_such(place: str, value: str, known: Collection[str], lookup: str) -> Finding:
    return UNKNOWN_IN_GOAL.at(place, value=repr(value[:60]), meant=meant(value, known), lookup=lookup)
