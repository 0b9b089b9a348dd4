"""How a figure follows from its counts: the formula of each kind, the counts filled in, and what its bounds mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from services.kpi.cells.rules.parts import Parts
from services.kpi.definitions.rules.card import Measure
from services.kpi.values.rules.months import Period
from shared.procurement.finding import Text

_SHARE: Final[Mapping[str, str]] = {
    "value": "{in_yes} / ({in_yes} + {in_no})",
    "lower": "{in_yes} / ({in_yes} + {in_no} + {in_unknown} + {undetermined_no} + {undetermined_unknown})",
    "upper": "({in_yes} + {in_unknown} + {undetermined_yes} + {undetermined_unknown})"
    " / ({in_yes} + {in_no} + {in_unknown} + {undetermined_yes} + {undetermined_unknown})",
    "coverage": "({in_yes} + {in_no}) / ({in_yes} + {in_no} + {in_unknown} + {undetermined_yes} + {undetermined_no}"
    " + {undetermined_unknown})",
}
_COVERED: Final = "{in_known} / {rows}"
_FORMULAS: Final[Mapping[str, Mapping[str, str]]] = {
    "share": _SHARE,
    "count": {
        "value": "{in_known}",
        "lower": "{in_known}",
        "upper": "{in_known} + {undetermined_known}",
        "coverage": "{in_known} / ({in_known} + {undetermined_known})",
    },
    "sum": {"value": "{in_sum}", "coverage": _COVERED},
    "mean": {"value": "{in_sum} / {in_known}", "coverage": _COVERED},
    "ratio": {"value": "{in_sum} / {in_base}", "coverage": _COVERED},
    "change": {"value": "{in_sum} / {in_base} - 1", "coverage": _COVERED},
    "state": {"value": "median({steps})", "coverage": _COVERED},
    "bodies": {
        "value": "{bodies}",
        "lower": "{bodies}",
        "coverage": "{in_known} / ({in_known} + {undetermined_known})",
    },
}
_WORDS: Final[Mapping[str, str]] = {
    "in_yes": "yes",
    "in_no": "no",
    "in_unknown": "unknown",
    "undetermined_yes": "doubtfulYes",
    "undetermined_no": "doubtfulNo",
    "undetermined_unknown": "doubtfulUnknown",
    "in_known": "known",
    "undetermined_known": "doubtful",
    "in_sum": "sum",
    "in_base": "base",
    "rows": "rows",
}
_OF_SHARE: Final = Text(
    "De grenzen zijn de uitersten als alles wat onbekend of onzeker is, bekend wordt: onder telt onbekend als nee en"
    " een twijfelachtige nee mee, boven telt onbekend als ja en een twijfelachtige ja mee.",
    "The bounds are the extremes if all that is unknown or doubtful were settled: the lower takes unknown as no and"
    " doubtful noes in, the upper takes unknown as yes and doubtful yeses in.",
)
_BOUNDS: Final[Mapping[str, Text]] = {
    "share": _OF_SHARE,
    "count": Text(
        "Onder telt wat zeker meetelt, boven ook alles waarvan het niet bekend is.",
        "The lower bound counts what is certainly in, the upper also all of which it is not known.",
    ),
    "ratio": Text("Een verhouding heeft geen grenzen.", "A ratio has no bounds."),
    "change": Text("Een verandering heeft geen grenzen.", "A change has no bounds."),
    "mean": Text(
        "Zonder gesloten schaal heeft een gemiddelde geen grenzen.", "Without a closed scale a mean has none."
    ),
    "bodies": Text(
        "Ten minste dit aantal: wie meedoet zonder bekend te zijn, kan er een meer zijn.",
        "At least this many: who takes part without being known may be one more.",
    ),
    "sum": Text("Deze som heeft geen grenzen.", "This sum has no bounds."),
}
_SCALE: Final = Text(
    "De grenzen zetten alles wat onbekend of onzeker is aan een einde van de schaal, van {low} tot {high}.",
    "The bounds put all that is unknown or doubtful at an end of the scale, from {low} to {high}.",
)
_AT_LEAST: Final = Text(
    "Wat bekend is, is een ondergrens: ten minste. Een bovengrens is er niet, want wat onbekend is, kan"
    " elk bedrag zijn.",
    "What is known is a lower bound: at least. There is no upper bound, for what is unknown may be any amount.",
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a figure rests on beside its parts: rows per step, different bodies, and bodies of the register."""

    steps: Mapping[str, Decimal] = field(default_factory=dict)
    bodies: int | None = None
    registered: int | None = None

    @property
    def counts(self) -> dict[str, str]:
        """As they stand in a formula; each step with the number of rows that stand on it."""
        steps = ", ".join(f"{step} x {_plain(number)}" for step, number in sorted(self.steps.items()))
        return {"steps": steps, "bodies": str(self.bodies), "inRegister": str(self.registered)}


@dataclass(frozen=True, slots=True)
class Formula:
    """What a number is, in words and with its counts filled in."""

    name: str
    stated: str
    filled: str


def formulas_of(measure: Measure, parts: Parts, period: Period, *, beside: Beside) -> list[Formula]:
    """How the value, its bounds and its coverage follow from the counts."""
    formulas = dict(_FORMULAS[measure.kind])
    if measure.kind == "sum" and measure.non_negative:
        formulas["lower"] = "{in_sum}"
    if measure.kind == "mean" and measure.scale is not None:
        low, high = measure.scale
        for name, end in (("lower", low), ("upper", high)):
            formulas[name] = f"({{in_sum}} + ({{rows}} - {{in_known}}) * {end}) / {{rows}}"
    if measure.of_register:
        formulas |= dict.fromkeys(("value", "lower"), "{bodies} / {inRegister}")
    if measure.hours_per_week is not None:
        jobs = f" / ({measure.hours_per_week} * {period.weeks})"
        formulas = {name: text if name == "coverage" else text + jobs for name, text in formulas.items()}
    counts = {name: _plain(getattr(parts, name)) for name in _WORDS} | beside.counts
    words = {**_WORDS, **{name: name for name in beside.counts}}
    return [Formula(name, text.format(**words), text.format(**counts)) for name, text in formulas.items()]


def bounds_of(measure: Measure) -> Text:
    """How the bounds come about."""
    if measure.scale is not None:
        low, high = measure.scale
        return Text(_SCALE.nl.format(low=low, high=high), _SCALE.en.format(low=low, high=high))
    return _AT_LEAST if measure.kind == "sum" and measure.non_negative else _BOUNDS[measure.kind]


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"
