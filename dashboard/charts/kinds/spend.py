"""Bars of the impact of spend by group, with the bounds that bands and factors leave."""

from typing import Final, Literal

from pydantic import Field

from dashboard.asking.answers import Answer
from dashboard.charts.chart import Chart, Column
from dashboard.charts.kinds import spend_words as words
from dashboard.charts.kinds.figures import asked_of
from dashboard.charts.style import COLOURS, CONFIG, INK, locale
from dashboard.page.page import Page
from dashboard.page.period import OfYear

KIND: Final = "besteding"
_DRAWN: Final = 20
Group = Literal["category", "productChain", "spendGroup", "purchaseType", "supplierSector", "tier", "organisation"]
_MOST: Final = 40


class Asked(OfYear):
    """One view of spend and its impact."""

    group_by: Group = Field("category", alias="groupBy")
    measure: str = Field("greenhouse-gas", max_length=60)
    factor_set: str | None = Field(None, max_length=60, alias="factorSet")
    tier: str | None = Field(None, max_length=40)
    organisation: str | None = Field(None, max_length=300)

    @property
    def query(self) -> dict[str, object]:
        """What kpi is asked; all measures, the largest impact first."""
        of = {"tier": self.tier, "organisation": self.organisation}
        return {**self.period, **of, "groupBy": self.group_by, "factorSet": self.factor_set, "limit": _MOST}


def chart(page: Page, asked: Asked) -> Chart:
    """The chart; raises what asking the services raises."""
    return drawn(page, asked, page.services.ask("kpi", "/spend-impact", asked.query))


def drawn(page: Page, asked: Asked, told: Answer) -> Chart:
    """The chart of an answer that is there already."""
    names = words.names_of(page, asked.group_by)
    rows, unit = [], ""
    for row in told["rows"][:_DRAWN]:
        impact = words.impact_of(row, asked.measure)
        if impact is None:
            continue
        unit = impact["unit"]
        rows.append(
            {
                "group": words.group_words(page, row, asked.group_by, names),
                "value": impact["value"],
                "lower": impact["lower"],
                "upper": impact["upper"],
                "spend": row["spend"]["value"],
                "why": page.reason(impact["reason"]),
            }
        )
    columns = [
        Column("group", page.say(words.GROUPS[asked.group_by])),
        Column("value", page.say("Waarde"), unit),
        Column("lower", page.say("Ondergrens"), unit),
        Column("upper", page.say("Bovengrens"), unit),
        Column("spend", page.say("Uitgaven"), "EUR"),
        Column("why", page.say("Waarom geen waarde")),
    ]
    y = {"field": "group", "type": "nominal", "sort": [row["group"] for row in rows], "title": None}
    number = {"type": "quantitative", "title": unit, "axis": {"format": "~s"}, "scale": {"zero": True}}
    bounds = {"y": y, "x": {"field": "lower", **number}}
    return Chart(
        kind=KIND,
        title=page.say("%(measure)s van de uitgaven, %(year)s")
        % {"measure": page.say(words.MEASURES.get(asked.measure, asked.measure)), "year": asked.year},
        description=page.say(
            "Balk: de waarde. Streep: de grenzen door staffels en factoren. Ruit: een ondergrens zonder bovengrens."
        ),
        columns=columns,
        rows=rows,
        query=asked_of(asked),
        language=page.language,
        height=26 * len(rows) + 60,
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
                    "encoding": {**bounds, "x2": {"field": "upper"}},
                },
                {
                    "transform": [{"filter": "datum.lower != null && datum.upper == null"}],
                    "mark": {
                        "type": "point",
                        "shape": "diamond",
                        "filled": True,
                        "size": 70,
                        "color": INK,
                        "opacity": 1,
                    },
                    "encoding": bounds,
                },
            ],
            "config": {**CONFIG, "locale": locale(page.language)},
        },
    )
