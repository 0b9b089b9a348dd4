"""How all charts look: safe for the colour-blind (Okabe and Ito), with shapes and dashes beside each colour."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dashboard.page.units import is_share

COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#5b5b5b", "#000000")
SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "stroke")
DASHES: Final = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 1], [1, 3], [10, 4], [3, 6])
INK: Final = "#1d2733"
SOFT: Final = "#8a97a3"

CONFIG: Final[Mapping[str, Any]] = {
    "background": "#ffffff",
    "font": "system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif",
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "gridColor": "#e3e8ec",
        "domainColor": SOFT,
        "tickColor": SOFT,
        "labelLimit": 260,
    },
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 13, "titleFontSize": 13, "labelLimit": 300},
    "view": {"stroke": None},
}


def formats(unit: str) -> str:
    """The number format of an axis in this unit; shares are fractions of one."""
    return ".0%" if is_share(unit) else ",.2~f"


def locale(language: str) -> Mapping[str, Any]:
    """How Vega writes numbers in a language."""
    if language == "nl":
        return {"number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€ ", ""]}}
    return {"number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["€", ""]}}


def cycled(choices: Sequence[object], times: int) -> list[object]:
    """So many of these, from the start again when there are fewer; one at least."""
    return [choices[number % len(choices)] for number in range(max(times, 1))]
