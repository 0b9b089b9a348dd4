"""The facts that cards count, and the columns a card may name: type, unit, source and meaning, in one place.

A fact is a view that ingest publishes (`procurement.fact_*`); its row is the unit of count. NULL is unknown. The card
compiler knows no other columns than these, and the reference page for authors of cards is written from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.procurement.themes import THEMES, ThemeState
from shared.reference.codes import NATURES, TIERS


class ColumnType(StrEnum):
    """What a column holds; the compiler lets only like be compared with like."""

    TEXT = "text"
    BOOLEAN = "boolean"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a fact. `codes` is its closed list of values, empty when the list is not ours or not closed."""

    name: str
    type: ColumnType
    meaning: str
    source: str
    unit: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact: the view of its current rows (and `<view>_at` with replaced ones), what one row is, and its columns.

    `scope` is the fact under which the change log names its places.
    """

    name: str
    view: str
    unit_of_count: str
    scope: str
    columns: Mapping[str, Column]
    has_theme: bool = False


COUNTED_ON: Final = MappingProxyType({"awarded": "awarded_on", "launched": "launched_on"})
"""Words of the API for the date that places a row in a month, and the column that holds it."""

THRESHOLDS: Final = ("above", "below", "undetermined")
COMPETITIONS: Final = ("call", "no-call", "dps")


def _text(name: str, meaning: str, source: str, *codes: str) -> Column:
    return Column(name, ColumnType.TEXT, meaning, source, codes=codes)


def _boolean(name: str, meaning: str, source: str) -> Column:
    return Column(name, ColumnType.BOOLEAN, meaning, source)


def _number(name: str, meaning: str, source: str, *, unit: str) -> Column:
    return Column(name, ColumnType.NUMBER, meaning, source, unit=unit)


_DIMENSIONS = (
    _text("lead_body", "party that leads the procedure; unknown when the buyer is not matched", "OPP-050, BT-500; C14"),
    _text("tier", "tier of the lead body", "register of parties", *TIERS),
    _text("nature", "main nature", "BT-23", *NATURES),
    _text("above_threshold", "EU threshold, decided on the day of the first call", "C26", *THRESHOLDS),
    _text("product_chain", "product chain; unknown when derived at quality C", "BT-262 by our CPV mapping; C27"),
    _text("chain_quality", "quality of the derivation", "C27", "A", "B", "C", "stated"),
    _text("cluster", "cluster of the product chain; unknown at quality C", "list of product chains"),
    _boolean("in_criteria_tool", "the chain is in the MVI criteria tool; unknown at quality C", "C27"),
    _text("purchase_type", "kind of purchase of central government (general or specific)", "supplement"),
    _boolean("released", "may be counted outside its own body", "C29"),
    Column("launched_on", ColumnType.DATE, "dispatch of the first call", "BT-05; C5", unit="day"),
    Column("awarded_on", ColumnType.DATE, "award decision", "BT-1451, BT-145, BT-05 of the result; C5", unit="day"),
)

_THEME_WORDS = {theme: theme.replace("-", "_") for theme in THEMES}
_THEME_SOURCE = "BT-06, BT-71, BT-736, BT-754, BT-774, BT-775, BT-805; OCDS sustainability; rules part 1"
_RELEVANT = tuple(
    _boolean(
        f"relevant_{word}",
        f"theme {theme} is relevant for the product chain; unknown when the chain is",
        "theme matrix of the product chains",
    )
    for theme, word in _THEME_WORDS.items()
    if theme != "social-return"
)


def _themes(unit: str) -> tuple[Column, ...]:
    return (
        *(_boolean(word, f"the {unit} asks for {theme}", _THEME_SOURCE) for theme, word in _THEME_WORDS.items()),
        _boolean("any_theme", f"the {unit} asks for at least one theme", _THEME_SOURCE),
    )


_ESTIMATED = _number("estimated_value", "estimated value excluding VAT", "BT-27", unit="EUR")
_AWARDED = _number(
    "awarded_value", "awarded value excluding VAT", "BT-720, BT-709, BT-660, BT-118; C12, C16", unit="EUR"
)
_DURATION = _number("duration_months", "duration without renewals", "BT-36, BT-536, BT-537", unit="month")
_FRAMEWORK = _boolean("framework", "framework agreement", "BT-765")
_COMPETITION = _text("competition", "with a call, without one, or under a dynamic system", "C3, C13", *COMPETITIONS)
_LOT_ID = _text("lot_id", "lot", "BT-137")
_LOT_STATES = ("running", "awarded")


def _fact(name: str, unit_of_count: str, *columns: Column, has_theme: bool = False) -> Fact:
    return Fact(
        name=name,
        view=f"fact_{name}",
        unit_of_count=unit_of_count,
        scope="procedure",
        columns=MappingProxyType({column.name: column for column in (*_DIMENSIONS, *columns)}),
        has_theme=has_theme,
    )


_PROCEDURE = _fact(
    "procedure",
    "procedure",
    *_RELEVANT,
    *_themes("procedure"),
    _text("state", "how far the procedure is", "C11", "planned", "running", "awarded", "cancelled", "other"),
    _FRAMEWORK,
    _boolean("cancelled", "closed without a winner", "BT-142, BT-140; C11"),
    _ESTIMATED,
    _AWARDED,
    _number("duration_months", "duration of the longest lot, without renewals", "BT-36, BT-536, BT-537", unit="month"),
    _boolean("strategic_fields_complete", "all counted lots fill the strategic fields without contradiction", "part 5"),
    _number("wage_sum", "wage sum over all lots excluding VAT", "supplement; not in notices", unit="EUR"),
    _number("contract_sum", "contract sum over all lots excluding VAT", "supplement; not in notices", unit="EUR"),
    _boolean("suitable", "suitable for social return", "supplement; not in notices"),
    _number("criteria_count", "number of criteria with a theme", "supplement; not in notices", unit="criterion"),
    _number("level_max", "highest ambition level of its criteria", "supplement; not in notices", unit="level 1-3"),
    _boolean("has_supplement", "a supplement of the buyer was received", "supplement"),
)

_LOT = _fact(
    "lot",
    "lot",
    *_RELEVANT,
    _LOT_ID,
    *_themes("lot"),
    _text("state", "how far the lot is", "BT-142; C11", *_LOT_STATES),
    _COMPETITION,
    _number("tenders_received", "tenders received", "BT-759 of type tenders", unit="tender"),
    _AWARDED,
    _text("value_basis", "what the awarded value is", "C12, C16", "tenders", "contract", "ceiling"),
    _boolean("gpp_criteria", "a green criteria set was used", "BT-805"),
    _boolean("accessible", "accessibility was asked", "BT-754"),
    _boolean("reserved", "reserved to sheltered workshops", "BT-71, BT-736"),
    _FRAMEWORK,
    _ESTIMATED,
    _DURATION,
)

_THEME_USE = _fact(
    "theme_use",
    "lot",
    _LOT_ID,
    _text("theme", "theme of the Agenda MVOI 2026-2030", "list of themes", *THEMES),
    _boolean("answer", "the lot asks for the theme", _THEME_SOURCE),
    _text(
        "state_of_theme", "what the sources say, in five states", "rules part 1", *(state.value for state in ThemeState)
    ),
    _boolean("signal_in_text", "a criterion text points to the theme: a weaker series", "BT-734, BT-540, BT-70"),
    _boolean("relevant_for_chain", "theme is relevant for the product chain", "theme matrix of the product chains"),
    _COMPETITION,
    _text("lot_state", "how far the lot is", "BT-142; C11", *_LOT_STATES),
    has_theme=True,
)

_WINNER = _fact(
    "winner",
    "winner",
    _LOT_ID,
    _text("tender_id", "winning tender", "BT-3201"),
    _boolean("sme", "all members are micro, small or medium", "BT-165; part 5"),
    _number("value", "value of the winning tender excluding VAT", "BT-720; C16", unit="EUR"),
    _boolean("currency_known", "the amount is in a currency with a known rate", "C17"),
    _COMPETITION,
)

FACTS: Final[Mapping[str, Fact]] = MappingProxyType(
    {fact.name: fact for fact in (_PROCEDURE, _LOT, _THEME_USE, _WINNER)}
)
"""Every fact by its name."""
