"""Lines through time: one indicator, its bounds as a band, a mark where its definition changed."""

from typing import Final, Literal

from pydantic import Field

from dashboard.charts.chart import Chart, Column
from dashboard.charts.kinds.figures import Sliced, asked_of, label_of, labels, rows_of
from dashboard.charts.style import COLOURS, CONFIG, DASHES, INK, SHAPES, cycled, formats, locale
from dashboard.page.page import Page
from dashboard.page.period import Month, OfMonths, last_year

KIND: Final = "lijn"
_MOST: Final = 500


class Asked(Sliced, OfMonths):
    """Which indicator, from when until when, in which steps, by what."""

    indicator: str = Field(max_length=40)
    from_: Month = Field(default_factory=lambda: f"{last_year() - 4}-01", alias="from")
    granularity: Literal["month", "quarter", "year"] = "quarter"
    by: str | None = Field(None, max_length=40)
    version: str | None = Field(None, max_length=20)


def chart(page: Page, asked: Asked) -> Chart:
    """The chart; raises what asking the services raises."""
    figures = page.services.ask(
        "kpi",
        f"/indicators/{asked.indicator}/values",
        {
            "from": asked.from_,
            "until": asked.until,
            "granularity": asked.granularity,
            "groupBy": asked.by,
            "version": asked.version,
            **asked.part,
            "limit": _MOST,
        },
    )
    card = page.services.read("kpi", f"/indicators/{asked.indicator}")
    unit = figures["definition"]["unit"]
    names = {key: page.body(key) for key in asked.organisation} or (labels(page, asked.by) if asked.by else {})
    rows = [
        {
            "period": row["period"]["from"] if isinstance(row.get("period"), dict) else row.get("period"),
            "group": label_of(page, names, row, asked.by) if asked.by else page.say("alle"),
            "break": bool(row.get("break")),
            **shown,
        }
        for row, shown in rows_of(page, figures)
    ]
    columns = [
        Column("period", page.say("Periode")),
        *([Column("group", page.say("Groep"))] if asked.by else []),
        Column("value", page.say("Waarde"), unit),
        Column("lower", page.say("Ondergrens"), unit),
        Column("upper", page.say("Bovengrens"), unit),
        Column("answers", page.say("Beantwoord"), "%"),
    ]
    groups = list(dict.fromkeys(row["group"] for row in rows))
    x = {"field": "period", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "labelOverlap": True}}
    y = {"type": "quantitative", "title": unit, "axis": {"format": formats(unit)}, "scale": {"zero": True}}
    said: dict[str, object] = {"field": "group", "type": "nominal", "title": None, "legend": {} if asked.by else None}
    colour = {**said, "scale": {"domain": groups, "range": cycled(COLOURS, len(groups))}}
    return Chart(
        kind=KIND,
        title=(page.say("%(name)s door de tijd, per groep") if asked.by else page.say("%(name)s door de tijd"))
        % {"name": page.text(card["names"])},
        description=page.say("Band: de grenzen van de waarde. Verticale streep: de definitie veranderde."),
        columns=columns,
        rows=rows,
        query=asked_of(asked),
        language=page.language,
        spec={
            "data": {"values": rows},
            "width": 600,
            "height": 240,
            "layer": [
                {
                    "transform": [{"filter": "datum.lower != null && datum.upper != null"}],
                    "mark": {"type": "area", "opacity": 0.15},
                    "encoding": {"x": x, "y": {"field": "lower", **y}, "y2": {"field": "upper"}, "color": colour},
                },
                {
                    "mark": {"type": "line", "strokeWidth": 2.5, "point": False},
                    "encoding": {
                        "x": x,
                        "y": {"field": "value", **y},
                        "color": colour,
                        "strokeDash": {**said, "scale": {"domain": groups, "range": cycled(DASHES, len(groups))}},
                    },
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 55, "opacity": 1},
                    "encoding": {
                        "x": x,
                        "y": {"field": "value", **y},
                        "color": colour,
                        "shape": {**said, "scale": {"domain": groups, "range": cycled(SHAPES, len(groups))}},
                    },
                },
                {
                    "transform": [{"filter": "datum.break"}],
                    "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3]},
                    "encoding": {"x": x},
                },
            ],
            "config": {**CONFIG, "locale": locale(page.language)},
        },
    )
