"""A goal through the years: what was reached, with its bounds, beside the path to the target and the forecast."""

from typing import Any, Final

from pydantic import Field

from dashboard.asking.answers import Answer
from dashboard.charts.chart import Chart, Column
from dashboard.charts.kinds.figures import asked_of
from dashboard.charts.style import COLOURS, CONFIG, DASHES, INK, formats, locale
from dashboard.page.page import Page
from dashboard.page.period import OfYear

KIND: Final = "doelpad"
_YEARS_BACK: Final = 4


class Asked(OfYear):
    """Which goal, until which year, by which of its indicators."""

    goal: str = Field(max_length=60)
    indicator: str | None = Field(None, max_length=40)


def question(goal: Answer, year: int) -> dict[str, object]:
    """How kpi is asked for the progress of a goal: from the year of its baseline, or some years back."""
    since = [each["year"] for each in goal["baselines"] if each["year"] is not None and each["organisation"] is None]
    first = min([*since, year - _YEARS_BACK])
    return {"from": f"{first}-01", "until": f"{year}-12", "variant": "all"}


def chart(page: Page, asked: Asked) -> Chart:
    """The chart; raises what asking the services raises."""
    goal = page.services.read("kpi", f"/goals/{asked.goal}")
    answer = page.services.ask("kpi", f"/goals/{asked.goal}/progress", question(goal, asked.year))
    variants = [each for each in answer["variants"] if asked.indicator in {None, each["indicator"]} and each["groups"]]
    rows = _rows(page, variants[0]["groups"][0]) if variants else []
    if variants and answer["target"] is not None and answer["targetYear"] is not None:
        rows = _with_target(rows, answer["targetYear"], variants[0]["groups"][0]["target"])
    unit: str = variants[0]["unit"] if variants else ""
    name = page.text(variants[0]["names"]) if variants else asked.goal
    return Chart(
        kind=KIND,
        title=page.say("%(name)s: stand en pad") % {"name": name},
        description=page.say(
            "Punten en doorgetrokken lijn: de stand per jaar. Band: de grenzen. "
            "Streepjeslijn: het pad naar het doel. Ruit met streep: de verwachting en haar interval."
        ),
        columns=[
            Column("year", page.say("Jaar")),
            Column("value", page.say("Waarde"), unit),
            Column("lower", page.say("Ondergrens"), unit),
            Column("upper", page.say("Bovengrens"), unit),
            Column("path", page.say("Pad"), unit),
            Column("forecast", page.say("Verwachting"), unit),
            Column("forecastLower", page.say("Verwachting, ten minste"), unit),
            Column("forecastUpper", page.say("Verwachting, ten hoogste"), unit),
            Column("status", page.say("Stand")),
            Column("why", page.say("Waarom geen waarde")),
        ],
        rows=rows,
        query=asked_of(asked),
        language=page.language,
        spec=_drawn(rows, unit=unit, language=page.language),
    )


def _rows(page: Page, group: Answer) -> list[dict[str, Any]]:
    rows = [
        {
            "year": each["year"],
            "value": each["value"],
            "lower": each["lower"],
            "upper": each["upper"],
            "path": each["path"],
            "forecast": None,
            "forecastLower": None,
            "forecastUpper": None,
            "status": page.word(each["status"]),
            "why": page.reason(each["reason"]),
        }
        for each in group["years"]
    ]
    if (forecast := group["forecast"]) is not None:
        rows.append(
            {
                **dict.fromkeys(rows[0]),
                "year": forecast["year"],
                "forecast": forecast["value"],
                "forecastLower": forecast["lower"],
                "forecastUpper": forecast["upper"],
                "status": page.word(forecast["expected"]),
            }
        )
    return rows


def _with_target(rows: list[dict[str, Any]], year: int, target: float | None) -> list[dict[str, Any]]:
    at = next((row for row in rows if row["year"] == year), None)
    if at is None:
        return [*rows, {**dict.fromkeys(rows[0]), "year": year, "path": target}] if rows else rows
    if at["path"] is None:
        at["path"] = target
    return rows


def _drawn(rows: list[dict[str, Any]], *, unit: str, language: str) -> dict[str, Any]:
    x = {"field": "year", "type": "quantitative", "title": None, "axis": {"format": "d", "tickMinStep": 1}}
    x["scale"] = {"zero": False, "nice": False, "padding": 20}
    y = {"type": "quantitative", "title": unit, "axis": {"format": formats(unit)}, "scale": {"zero": True}}

    def layer(mark: dict[str, Any], field: str, until: str | None = None) -> dict[str, Any]:
        shown = {"x": x, "y": {"field": field, **y}, **({"y2": {"field": until}} if until else {})}
        return {"transform": [{"filter": f"datum.{field} != null"}], "mark": mark, "encoding": shown}

    return {
        "data": {"values": rows},
        "width": 600,
        "height": 240,
        "layer": [
            layer({"type": "area", "opacity": 0.15, "color": COLOURS[0]}, "lower", "upper"),
            layer({"type": "line", "color": COLOURS[1], "strokeDash": DASHES[1], "strokeWidth": 2}, "path"),
            layer({"type": "point", "shape": "square", "filled": True, "color": COLOURS[1], "size": 40}, "path"),
            layer({"type": "rule", "color": INK, "strokeWidth": 2}, "forecastLower", "forecastUpper"),
            layer({"type": "point", "shape": "diamond", "filled": True, "color": INK, "size": 90}, "forecast"),
            layer({"type": "line", "color": COLOURS[0], "strokeWidth": 2.5}, "value"),
            layer({"type": "point", "filled": True, "color": COLOURS[0], "size": 70, "opacity": 1}, "value"),
        ],
        "config": {**CONFIG, "locale": locale(language)},
    }
