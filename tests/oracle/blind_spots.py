"""Blind spots in plain Python: which rows of a group give no answer, and where the figure may lie for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.oracle.card import OracleCard
from tests.oracle.expression import Row
from tests.oracle.figures import figure_of, parts_of, shown


@dataclass(frozen=True)
class PlainBlindSpot:
    """Of so many rows that may count so many give no answer."""

    units: int
    without_answer: int
    figure: Mapping[str, object]


def blind_spots(card: OracleCard, rows: Iterable[Row], names: Sequence[str]) -> dict[tuple[str, ...], PlainBlindSpot]:
    """The groups of a card in which answers are missing, by the columns of these names."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] or "unknown" for name in names), []).append(row)
    spots = {}
    for key, own in groups.items():
        members = [row for row in own if card.member(row) is not False]
        parts = parts_of(card, own)
        if card.is_weighed:
            missing = int(parts.get("without_amount", 0))
        elif card.kind == "share":
            missing = len(members) - int(parts.get("in_yes", 0) + parts.get("in_no", 0))
        else:
            missing = len(members) - int(parts.get("in_known", 0))
        if missing:
            spots[key] = PlainBlindSpot(len(members), missing, shown(card, figure_of(card, parts)))
    return spots
