"""A definition card: what an indicator means, who owns the definition, and its measure.

One file, one card, one measure. A card is immutable per (code, version). Reading checks every property; an unknown one
is refused, because a typing mistake in a definition would otherwise change a figure in silence.
"""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from importlib import resources
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from services.kpi.definitions.declarations.fact import Fact
from services.kpi.definitions.facts import facts
from services.kpi.definitions.rules import faults
from services.kpi.definitions.rules.faults import CardError
from shared.procurement.field_rules import finding_of
from shared.procurement.finding import Finding, Rule, Severity, Text
from shared.reference.codes import Tier
from shared.reference.lists import Status, codes_of

Kind: TypeAlias = Literal["share", "ratio", "mean", "sum", "count", "change", "state", "bodies"]
Time: TypeAlias = Literal["flow", "stock"]
Level: TypeAlias = Literal["activity", "process", "effect"]
Direction: TypeAlias = Literal["higher", "lower", "none"]

CARDS: Final = "services.kpi.definitions.cards"
NO_POLICY: Final = Rule(
    "card-no-policy",
    Severity.ERROR,
    "Er is geen beleidsdocument {code}.",
    "There is no policy document {code}.",
    Text("Kies uit: {known}.", "Choose one of {known}."),
)
POLICY_DOCUMENTS: Final = "policy-documents"
_NOTHING: Final = Text("niets daarvan", "none of them")
_WANTED: Final[dict[str, frozenset[str]]] = {
    "share": frozenset({"hit"}),
    "ratio": frozenset({"numerator", "denominator"}),
    "mean": frozenset({"value"}),
    "sum": frozenset({"value"}),
    "count": frozenset(),
    "change": frozenset({"value", "baseline"}),
    "state": frozenset({"value"}),
    "bodies": frozenset(),
}
_STATED: Final = ("hit", "value", "numerator", "denominator", "baseline")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Words(_Part):
    """The same text in Dutch and English."""

    nl: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Measure(_Part):
    """What is counted. Expressions are in the language of the card compiler, over the columns of one fact.

    population: true in, false out, NULL undetermined. hit: true yes, false no, NULL unknown. With `weight` a share is
    one of amounts. A change is the sum of `value` over that of `baseline`, less one: -0.2 is a fifth less; a row
    without a baseline says nothing (C30). `scale` is the closed scale of a mean, without which a mean has no bounds,
    and of a state, whose value is the lower median of its steps: an order is not averaged (C30). Bodies are the
    different bodies with a row that is in; with `of_register` as a share of those that the register knows.
    With `hours_per_week` a sum of hours is shown as jobs of so many hours a week, over the weeks of the period.
    """

    kind: Kind
    fact: str
    unit_of_count: str
    counted_on: str
    variants: tuple[str, ...] = ()
    time: Time
    population: str
    hit: str | None = None
    weight: str | None = None
    value: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    baseline: str | None = None
    minimum_coverage: Annotated[Decimal, Field(ge=Decimal("0.5"), le=1)] = Decimal("0.5")
    scale: tuple[Decimal, Decimal] | None = None
    non_negative: bool = False
    of_register: bool = False
    hours_per_week: Annotated[Decimal, Field(gt=0, le=168)] | None = None
    required_dimensions: tuple[str, ...] = ()

    @property
    def counted_on_columns(self) -> tuple[str, ...]:
        """The date it is counted on by default, then its variants."""
        return (self.counted_on, *self.variants)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        given = {name for name in _STATED if getattr(self, name) is not None}
        if given != _WANTED[self.kind]:
            wanted, stated = (", ".join(sorted(names)) or _NOTHING for names in (_WANTED[self.kind], given))
            raise CardError(faults.WRONG_KIND.at("", kind=self.kind, wanted=wanted, given=stated))
        if self.weight is not None and self.kind != "share":
            raise CardError(faults.WEIGHT.at("/weight"))
        if self.scale is None:
            wrong = self.kind == "state"
        else:
            wrong = self.kind not in {"mean", "state"} or self.scale[0] >= self.scale[1]
        if wrong:
            raise CardError(faults.SCALE.at("/scale"))
        if self.of_register and self.kind != "bodies":
            raise CardError(faults.OF_REGISTER.at("/of_register"))
        if self.hours_per_week is not None and (self.kind != "sum" or self.time != "flow"):
            raise CardError(faults.HOURS.at("/hours_per_week"))
        return self

    @model_validator(mode="after")
    def _fits_its_fact(self) -> Self:
        fact = facts().get(self.fact)
        if fact is None:
            raise CardError(faults.UNKNOWN_FACT.at("/fact", fact=repr(self.fact), known=", ".join(facts())))
        if self.unit_of_count != fact.unit_of_count:
            words = {"fact": self.fact, "given": repr(self.unit_of_count), "unit": fact.unit_of_count}
            raise CardError(faults.OTHER_UNIT.at("/unit_of_count", **words))
        for name in self.required_dimensions:
            if not fact.carries(name):
                raise CardError(faults.NO_DIMENSION.at("/required_dimensions", fact=self.fact, name=repr(name)))
        if missing := [name for name in fact.needs if name not in self.required_dimensions]:
            raise CardError(
                faults.DIMENSION_OF_FACT.at("/required_dimensions", fact=self.fact, names=", ".join(missing))
            )
        for column in self.counted_on_columns:
            if column not in fact.date_columns:
                words = {"fact": self.fact, "column": repr(column), "known": ", ".join(fact.date_columns)}
                raise CardError(faults.NO_DATE.at("/counted_on" if column == self.counted_on else "/variants", **words))
        if self.counted_on in self.variants:
            raise CardError(faults.SAME_DATE.at("/variants"))
        return self


class Card(_Part):
    """A definition card.

    `core`: one of the very few that every body is asked for; the others are optional. `method` is how it is measured,
    `ask_supplier` what a supplier is to be asked for it (nothing where it is known otherwise), `goals` which goals it
    counts for, `policies` the codes of the policy documents it rests on.
    """

    code: Annotated[str, Field(pattern=r"^[A-Z]{3}-[APE][0-9]{2}[a-z]?$")]
    version: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    status: Status
    owner: str
    valid_from: date
    valid_until: date | None = None
    names: Words
    definition: Words
    theme: str
    level: Level
    scope: str
    unit: str
    direction: Direction
    obligation: tuple[Tier, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)
    caveats: tuple[Words, ...] = ()
    core: bool = False
    method: Words | None = None
    ask_supplier: Words | None = None
    goals: tuple[Annotated[str, Field(pattern=r"^[A-Z]-[A-Z]+(-[a-z0-9]+)*$")], ...] = ()
    policies: tuple[str, ...] = ()
    measure: Measure

    @field_validator("policies")
    @classmethod
    def _are_known(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for number, code in enumerate(codes):
            if code not in codes_of(POLICY_DOCUMENTS):
                known = ", ".join(codes_of(POLICY_DOCUMENTS))
                raise CardError(NO_POLICY.at(f"/{number}", code=repr(code[:60]), known=known))
        return codes

    @cached_property
    def content(self) -> str:
        """The whole card as canonical JSON: what is stored, and what its hash is taken of."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the card; the same (code, version) has the same hash for ever."""
        return hashlib.sha256(self.content.encode()).hexdigest()

    @property
    def version_order(self) -> tuple[int, ...]:
        """Version as numbers, so that 1.10.0 comes after 1.9.0."""
        return tuple(int(part) for part in self.version.split("."))

    @property
    def fact(self) -> Fact:
        """The fact whose rows it counts."""
        return facts()[self.measure.fact]

    def counted_on_column(self, word: str | None) -> str:
        """The date column for a word of the API (`awarded`, `launched`); the card's own without one.

        Raises:
            CardError: the card is not counted on that date.
        """
        if word is None:
            return self.measure.counted_on
        for column in self.measure.counted_on_columns:
            if self.fact.word_of(column) == word:
                return column
        words = {"card": self.code, "asked": word, "known": ", ".join(self.counted_on_words)}
        raise CardError(faults.NOT_COUNTED_ON.within("query", "countedOn", **words))

    @property
    def counted_on_words(self) -> tuple[str, ...]:
        """The dates it can be counted on, in the words of the API."""
        return tuple(self.fact.word_of(column) for column in self.measure.counted_on_columns)


@dataclass(frozen=True, slots=True)
class KeptCard:
    """A card with its number in the database; `failure` is why it cannot be computed, None when it can.

    `retired_from`: the first day on which the indicator no longer holds, when it was ended after this version began.
    """

    id: int
    card: Card
    seeded: bool
    failure: str | None
    retired_from: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the version had begun and was not over; a later version that had begun too goes before it."""
        card = self.card
        ended = (card.valid_until is not None and card.valid_until < day) or (
            self.retired_from is not None and self.retired_from <= day
        )
        return card.valid_from <= day and not ended


def read_card(text: str, *, place: str) -> Card:
    """Read a card from TOML; `place` (a file name) stands in the messages.

    Raises:
        CardError: the text is no TOML, or the card lacks something, has too much or contradicts itself.
    """
    try:
        stated = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise CardError(faults.NO_TOML.at("", cause=cause), card=place) from cause
    return card_of(stated, place=place)


def stored_card(content: str) -> Card:
    """Read a card back from the JSON it is stored as."""
    stated = json.loads(content)
    return card_of(stated, place=f"stored card {stated.get('code')} {stated.get('version')}")


def built_in_cards() -> tuple[Card, ...]:
    """The cards of this package, by code and version."""
    files = [entry for entry in resources.files(CARDS).iterdir() if entry.name.endswith(".toml")]
    cards = [read_card(entry.read_text(encoding="utf-8"), place=entry.name) for entry in files]
    return tuple(sorted(cards, key=lambda card: (card.code, card.version_order)))


def card_of(stated: object, *, place: str) -> Card:
    """A card from what was read of it.

    Raises:
        CardError: it lacks something, has too much or contradicts itself.
    """
    try:
        return Card.model_validate(stated, strict=False)
    except ValidationError as cause:
        raise CardError(*(finding for fault in cause.errors() for finding in _findings(fault)), card=place) from cause


def _findings(fault: ErrorDetails) -> tuple[Finding, ...]:
    """What the validator found, or what our own rules did, in this part of the card."""
    finding = finding_of({**fault, "loc": ("body", *fault["loc"])})
    own = fault.get("ctx", {}).get("error")
    return own.inside("", finding.location).findings if isinstance(own, CardError) else (finding,)
