"""Dumbbells: per line a dot for each group, with a bar between them that shows how far they are apart."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import Field

from dashboard.charts.chart import Chart, Column
from dashboard.charts.kinds.figures import asked_of, label_of, labels, rows_of
from dashboard.charts.style import COLOURS, CONFIG, SHAPES, SOFT, cycled, formats, locale
from dashboard.page.page import Page
from dashboard.page.period import OfYear, Several

KIND: Final = "halter"
_STEP: Final = 38
MOST: Final = 8


class Asked(OfYear):
    """Which indicators, of which tiers, bodies or product chains; without them every tier."""

    indicators: Several = Field(("core",), max_length=12)
    tier: Several = Field((), max_length=MOST)
    organisation: Several = Field((), max_length=MOST)
    product_chain: Several = Field((), max_length=MOST, alias="productChain")

    @property
    def by(self) -> str:
        """What stands side by side."""
        if self.organisation:
            return "organisation"
        return "productChain" if self.product_chain else "tier"


def chart(page: Page, asked: Asked) -> Chart:
    """The chart; raises what asking the services raises. Only shares stand in it: they have one measure."""
    by = asked.by
    answer = page.services.ask("kpi", "/values", question(asked))
    cards = {card["code"]: page.text(card["names"]) for card in page.services.read("kpi", "/indicators")["items"]}
    names = {key: page.body(key) for key in asked.organisation} if asked.organisation else labels(page, by)
    rows = [
        {
            "line": cards.get(figures["indicator"], figures["indicator"]),
            "group": label_of(page, names, row, by),
            **shown,
        }
        for figures in answer["items"]
        if figures["definition"]["unit"].startswith("%")
        for row, shown in rows_of(page, figures)
    ]
    return Chart(
        kind=KIND,
        title=page.say("Naast elkaar, %(year)s") % {"year": asked.year},
        description=page.say(
            "Per indicator een teken voor elke groep; de lijn ertussen is het verschil. "
            "Wie geen teken heeft, heeft geen waarde; de tabel zegt waarom."
        ),
        columns=columns(page, page.say("Indicator")),
        rows=rows,
        query=asked_of(asked),
        language=page.language,
        height=height(rows),
        spec=drawn(rows, language=page.language),
    )


def question(asked: Asked) -> dict[str, object]:
    """How kpi is asked for the figures that stand side by side."""
    return {
        "indicators": asked.indicators,
        **asked.period,
        "groupBy": asked.by,
        "tier": asked.tier,
        "organisation": asked.organisation,
        "productChain": asked.product_chain,
    }


def columns(page: Page, line: str) -> list[Column]:
    """The columns of the table under dumbbells of shares."""
    return [
        Column("line", line),
        Column("group", page.say("Groep")),
        Column("value", page.say("Waarde"), "%"),
        Column("lower", page.say("Ondergrens"), "%"),
        Column("upper", page.say("Bovengrens"), "%"),
        Column("answers", page.say("Beantwoord"), "%"),
        Column("why", page.say("Waarom geen waarde")),
    ]


def height(rows: Sequence[Mapping[str, Any]]) -> int:
    """The height of the picture in CSS pixels."""
    return _STEP * len({row["line"] for row in rows}) + 90


def drawn(rows: Sequence[Mapping[str, Any]], *, language: str) -> Mapping[str, Any]:
    """The dumbbells of these rows: `line`, `group`, and `value` as a fraction of one."""
    lines = list(dict.fromkeys(row["line"] for row in rows))
    groups = list(dict.fromkeys(row["group"] for row in rows))
    y = {"field": "line", "type": "nominal", "sort": lines, "title": None, "axis": {"labelLimit": 300}}
    x = {
        "field": "value",
        "type": "quantitative",
        "title": None,
        "axis": {"format": formats("%"), "tickCount": 5},
        "scale": {"domainMin": 0},
    }
    said = {"field": "group", "type": "nominal", "title": None, "legend": {"orient": "top", "columns": 3}}
    valued = {"filter": "datum.value != null"}
    return {
        "data": {"values": rows},
        "width": 380,
        "height": {"step": _STEP},
        "layer": [
            {
                "transform": [
                    valued,
                    {
                        "aggregate": [
                            {"op": "min", "field": "value", "as": "least"},
                            {"op": "max", "field": "value", "as": "most"},
                        ],
                        "groupby": ["line"],
                    },
                ],
                "mark": {"type": "rule", "strokeWidth": 4, "color": SOFT, "opacity": 0.6},
                "encoding": {"y": y, "x": {**x, "field": "least"}, "x2": {"field": "most"}},
            },
            {
                "transform": [valued],
                "mark": {"type": "point", "filled": True, "size": 130, "opacity": 1},
                "encoding": {
                    "y": y,
                    "x": x,
                    "color": {**said, "scale": {"domain": groups, "range": cycled(COLOURS, len(groups))}},
                    "shape": {**said, "scale": {"domain": groups, "range": cycled(SHAPES, len(groups))}},
                },
            },
        ],
        "config": {**CONFIG, "locale": locale(language)},
    }
