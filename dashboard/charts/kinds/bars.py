"""Bars with their bounds: one indicator by one dimension (tier, product chain, theme ...)."""

from typing import Final

from pydantic import Field

from dashboard.asking.answers import Answer
from dashboard.charts.chart import Chart, Column
from dashboard.charts.kinds.figures import Sliced, asked_of, label_of, labels, rows_of
from dashboard.charts.style import COLOURS, CONFIG, INK, formats, locale
from dashboard.page.page import Page
from dashboard.page.period import OfYear

KIND: Final = "staven"
_MOST: Final = 60


class Asked(Sliced, OfYear):
    """Which indicator, by what, in which year."""

    indicator: str = Field(max_length=40)
    by: str = Field("tier", max_length=40)
    version: str | None = Field(None, max_length=20)


def chart(page: Page, asked: Asked) -> Chart:
    """The chart; raises what asking the services raises."""
    figures = page.services.ask(
        "kpi",
        f"/indicators/{asked.indicator}/values",
        {**asked.period, "groupBy": asked.by, "version": asked.version, **asked.part, "limit": _MOST},
    )
    return drawn(page, asked, figures)


def drawn(page: Page, asked: Asked, figures: Answer) -> Chart:
    """The chart of an answer that is there already."""
    card = page.services.read("kpi", f"/indicators/{asked.indicator}")
    unit = figures["definition"]["unit"]
    names = labels(page, asked.by)
    rows = [{"group": label_of(page, names, row, asked.by), **shown} for row, shown in rows_of(page, figures)]
    columns = [
        Column("group", page.say("Groep")),
        Column("value", page.say("Waarde"), unit),
        Column("lower", page.say("Ondergrens"), unit),
        Column("upper", page.say("Bovengrens"), unit),
        Column("answers", page.say("Beantwoord"), "%"),
        Column("why", page.say("Waarom geen waarde")),
    ]
    height = 26 * len(rows) + 60
    order = [row["group"] for row in rows]
    y = {"field": "group", "type": "nominal", "sort": order, "title": None}
    number = {"type": "quantitative", "title": unit, "axis": {"format": formats(unit)}, "scale": {"zero": True}}
    return Chart(
        kind=KIND,
        title=page.say("%(name)s, %(year)s") % {"name": page.text(card["names"]), "year": asked.year},
        description=page.say("Balk: de waarde. Streep: de grenzen waartussen zij moet liggen."),
        columns=columns,
        rows=rows,
        query=asked_of(asked),
        language=page.language,
        height=height,
        spec={
            "data": {"values": rows},
            "width": 430,
            "height": {"step": 26},
            "layer": [
                {
                    "mark": {"type": "bar", "color": COLOURS[0], "height": 14},
                    "encoding": {"y": y, "x": {"field": "value", **number}},
                },
                {
                    "transform": [{"filter": "datum.lower != null && datum.upper != null"}],
                    "mark": {"type": "rule", "color": INK, "strokeWidth": 2},
                    "encoding": {"y": y, "x": {"field": "lower", **number}, "x2": {"field": "upper"}},
                },
                {
                    "transform": [{"filter": "datum.value == null && datum.why != null"}],
                    "mark": {
                        "type": "text",
                        "align": "left",
                        "x": 4,
                        "fontSize": 12,
                        "fontStyle": "italic",
                        "color": INK,
                    },
                    "encoding": {"y": y, "text": {"value": page.say("niet te zeggen")}},
                },
            ],
            "config": {**CONFIG, "locale": locale(page.language)},
        },
    )
