"""Looking at the text of a card before it is kept: every fault, with the line and column it stands at."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from services.kpi.cells.rules.aggregates import NUMBERS
from services.kpi.definitions.declarations.fact import ColumnType, Fact
from services.kpi.definitions.facts import facts
from services.kpi.definitions.rules import faults as card_faults
from services.kpi.definitions.rules import language_faults
from services.kpi.definitions.rules.card import Card, card_of
from services.kpi.definitions.rules.compiler import compile_expression
from services.kpi.definitions.rules.faults import CardError
from services.kpi.proposals.rules.faults import NEVER_TRUE, NOT_A_CONCEPT, PLACED
from services.kpi.proposals.rules.never_true import never_true
from services.kpi.proposals.rules.places import Place, inside, json_places, place_at, position_of, toml_places
from shared.procurement.finding import Finding

Form: TypeAlias = Literal["toml", "json"]
CONDITIONS: Final = ("population", "hit")
_PLACE_OF_TOML: Final = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a card, and where in its text."""

    finding: Finding
    place: Place

    @property
    def told(self) -> Finding:
        """The finding with its place in the sentence."""
        words = self.place._asdict()
        nl, en = (before.format(**words) for before in PLACED)
        return replace(self.finding, nl=f"{nl}{self.finding.nl}", en=f"{en}{self.finding.en}")


@dataclass(frozen=True, slots=True)
class Examined:
    """A card that holds, or what is wrong with it."""

    card: Card | None
    faults: tuple[Fault, ...] = ()


def examine(text: str, form: Form, *, on: date) -> Examined:
    """Read a proposed card and compile all it states.

    What only a decision can say may be left out: its status is concept, and it holds from the day that is decided.
    """
    try:
        stated: Any = tomllib.loads(text) if form == "toml" else json.loads(text)
    except tomllib.TOMLDecodeError as cause:
        return Examined(None, (_no_toml(text, cause),))
    except RecursionError:
        return Examined(None, (Fault(language_faults.TOO_DEEP.at("", most="100"), Place(1, 1)),))
    places = toml_places(text) if form == "toml" else json_places(text)
    if isinstance(stated, Mapping):
        stated = {"status": "concept", "valid_from": on, **stated}
    try:
        card = card_of(stated, place="")
    except CardError as refused:
        return Examined(None, tuple(_placed(text, places, finding) for finding in refused.findings))
    faults = tuple(_faults_of(card, text, places))
    return Examined(None if faults else card, faults)


def _faults_of(card: Card, text: str, places: Mapping[str, int]) -> Iterator[Fault]:
    if card.status != "concept":
        yield _placed(text, places, NOT_A_CONCEPT.at("/status"))
    fact = facts()[card.measure.fact]
    for name in (*CONDITIONS, *NUMBERS):
        expression: str | None = getattr(card.measure, name)
        if expression is None:
            continue
        pointer = f"/measure/{name}"
        try:
            _compile(name, expression, fact)
        except CardError as refused:
            position = inside(text, position_of(pointer, places), expression, refused.offset)
            for finding in refused.inside("", pointer).findings:
                yield Fault(finding, place_at(text, position))


def _compile(name: str, expression: str, fact: Fact) -> None:
    wanted = ColumnType.NUMBER if name in NUMBERS else ColumnType.BOOLEAN
    compiled = compile_expression(expression, fact=fact, wanted=wanted)
    if name in CONDITIONS and never_true(compiled, fact):
        columns = sorted({column for column in fact.columns if re.search(rf"\b{column}\b", expression)})
        raise CardError(NEVER_TRUE.at("", columns=", ".join(columns) or "-"))


def _placed(text: str, places: Mapping[str, int], finding: Finding) -> Fault:
    return Fault(finding, place_at(text, position_of(finding.location, places)))


def _no_toml(text: str, cause: tomllib.TOMLDecodeError) -> Fault:
    stated = _PLACE_OF_TOML.search(str(cause))
    place = Place(int(stated[1]), int(stated[2])) if stated else place_at(text, len(text))
    return Fault(card_faults.NO_TOML.at("", cause=_PLACE_OF_TOML.sub("", str(cause)).strip()), place)
