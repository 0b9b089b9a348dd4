"""Who a body is compared with: by tier, by size and by what it buys most of (counting rule C25, requirement R076)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from shared.procurement.finding import Text

Criterion: TypeAlias = Literal["tier", "volume", "mix"]

CRITERIA: Final[tuple[Criterion, ...]] = ("tier", "volume", "mix")
THIRDS: Final = 3
_SAID: Final[Mapping[Criterion, Text]] = {
    "tier": Text("van dezelfde bestuurslaag", "of the same tier"),
    "volume": Text(
        "in hetzelfde derde deel naar bekende gegunde waarde (ALG-P13, raamovereenkomsten naar hun plafond)",
        "in the same third by known awarded value (ALG-P13, framework agreements by their ceilings)",
    ),
    "mix": Text(
        "met dezelfde aard (werken, leveringen of diensten) als grootste in hun gegunde waarde",
        "with the same nature (works, supplies or services) as the largest in their awarded value",
    ),
}


@dataclass(frozen=True, slots=True)
class Peers:
    """The bodies beside which a body stands, and how they were chosen.

    `criteria` are those that were applied; `not_applied` those that were asked for and could not be, because nothing
    is known of the body to go by. `third`: 1 holds the largest bodies.
    """

    criteria: tuple[Criterion, ...]
    not_applied: tuple[Criterion, ...]
    amount: Decimal | None
    third: int | None
    nature: str | None
    bodies: tuple[str, ...]

    @property
    def said(self) -> Text:
        """How they were chosen, in a sentence."""
        nl, en = ([getattr(_SAID[each], language) for each in self.criteria] for language in ("nl", "en"))
        number = len(self.bodies)
        said = Text(
            f"{number} andere organisaties {', '.join(nl)}.".replace("  ", " "),
            f"{number} other bodies {', '.join(en)}.".replace("  ", " "),
        )
        if not self.not_applied:
            return said
        left_out = ", ".join(self.not_applied)
        return Text(
            f"{said.nl} Niet toegepast, want van deze organisatie niet bekend: {left_out}.",
            f"{said.en} Not applied, because it is not known of this body: {left_out}.",
        )


def thirds(amounts: Mapping[str, Decimal]) -> dict[str, int]:
    """In which third every body stands by its amount, the largest first; equal amounts stand in the same one."""
    order = sorted(amounts.values(), reverse=True)
    first = {amount: at for at, amount in reversed(list(enumerate(order)))}
    return {body: 1 + first[amount] * THIRDS // len(order) for body, amount in amounts.items()}


def main_natures(amounts: Mapping[tuple[str, str], Decimal]) -> dict[str, str]:
    """The nature with the largest amount of every body; of equal ones the first by its code."""
    largest: dict[str, tuple[Decimal, str]] = {}
    for (body, nature), amount in sorted(amounts.items()):
        if body not in largest or amount > largest[body][0]:
            largest[body] = amount, nature
    return {body: nature for body, (_, nature) in largest.items()}


def alike(body: str, candidates: Collection[str], by: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """The candidates that have the same as the body in each of these, in the order of their keys."""
    return tuple(
        sorted(
            each
            for each in candidates
            if each != body and all(each in known and known[each] == known[body] for known in by)
        )
    )
