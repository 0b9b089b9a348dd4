"""Spend and its impact as a table for people."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from client.tables import Column, Table
from client.words import Words

_MEASURES: Final = {
    "greenhouse-gas": "broeikasgas",
    "material": "materiaal",
    "jobs": "banen",
    "water": "water",
    "land": "land",
}
_KINDS: Final = {
    "footprint": "voetafdruk",
    "avoided": "vermeden",
    "compensated": "gecompenseerd",
    "potential": "potentie",
}
_REASONS: Final = {
    "no-rows": "geen uitgaven",
    "coverage-too-low": "dekking te laag",
    "range-only": "bron geeft alleen een marge",
    "open-band": "staffel zonder bovengrens",
    "not-covered": "niet alles heeft een factor",
}
_LARGE: Final = 10_000  # from here on decimals say nothing
_MILLION: Final = 1_000_000


def impact_table(answer: Mapping[str, Any], words: Words) -> Table:
    """Per group and measure what it comes to, with bounds, coverage and share; what no factor covers stands below."""
    used = answer["factorSet"]
    groups = [each["name"] for each in answer["dimensions"]]
    headings = (
        words(nl="waarde", en="value"),
        words(nl="onder", en="lower"),
        words(nl="boven", en="upper"),
        words(nl="dekking", en="coverage"),
        words(nl="aandeel", en="share"),
        words(nl="uitgaven (mln EUR)", en="spend (m EUR)"),
    )
    measures = Column(words(nl="maat", en="measure"), prose=True)
    shown = [*answer["rows"], {**answer["total"], "is_total": True}]
    return Table(
        [
            *(Column(name, prose=name == "category") for name in groups or [""]),
            measures,
            *(Column(heading, number=True) for heading in headings),
            Column(words(nl="reden", en="reason"), prose=True),
        ],
        [line for row in shown for line in _lines(row, groups, words)],
        title=f"{used['code']} ({used['region']}, {used['priceYear']}), {_period(answer['period'])}",
        note="\n".join(_notes(answer, words)),
        leads=max(1, len(groups)) + 1,
    )


def _lines(row: Mapping[str, Any], groups: Sequence[str], words: Words) -> list[list[str]]:
    whole = words(nl="totaal", en="total")
    unknown = words(nl="onbekend", en="unknown")
    names = [str(row.get(name) or unknown) for name in groups]
    if "is_total" in row:
        names = [whole, *[""] * (len(groups) - 1)]
    spend = words.number(row["spend"]["value"] / _MILLION, 1)
    return [[*names, *_cells(each, words), spend, _reasons(each, words)] for each in row["impacts"]]


def _cells(impact: Mapping[str, Any], words: Words) -> list[str]:
    measure, kind, unit = impact["measure"], impact["kind"], impact["unit"]
    named = words(nl=f"{_MEASURES[measure]}, {_KINDS[kind]} ({unit})", en=f"{measure}, {kind} ({unit})")
    numbers = (_number(impact[name], words) for name in ("value", "lower", "upper"))
    shares = (_share(impact[name], words) for name in ("coverage", "share"))
    return [named, *numbers, *shares]


def _number(value: float | None, words: Words) -> str:
    return "-" if value is None else words.number(value, 0 if abs(value) >= _LARGE else 2)


def _share(value: float | None, words: Words) -> str:
    return "-" if value is None else f"{words.number(value * 100, 1)}%"


def _reasons(impact: Mapping[str, Any], words: Words) -> str:
    reasons = [each for each in (impact["reason"], impact["upperReason"]) if each]
    return "; ".join(words(nl=_REASONS[each], en=each) for each in reasons)


def _period(period: Mapping[str, str]) -> str:
    return f"{period['from']} - {period['until']}"


def _notes(answer: Mapping[str, Any], words: Words) -> list[str]:
    notes = [words(nl=each["nl"], en=each["en"]) for each in answer["caveats"]]
    for each in answer["notCovered"]:
        about = f"{each['category']} {each['supplierSector'] or ''}".strip()
        share, measure = _share(each["share"], words), each["measure"]
        said = words(
            nl=f"Geen factor ({_MEASURES[measure]}): {about}, {share} van de uitgaven.",
            en=f"No factor ({measure}): {about}, {share} of the spend.",
        )
        notes.append(said)
    return notes
