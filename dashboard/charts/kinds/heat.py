"""A heat map: product chains down, themes across, in each box the figure of one indicator."""

from typing import Any, Final

from pydantic import Field

from dashboard.charts.chart import Chart, Column
from dashboard.charts.kinds.figures import ByTheme, asked_of, label_of, labels, rows_of
from dashboard.charts.style import CONFIG, INK, SOFT, locale
from dashboard.page.page import Page

KIND: Final = "warmte"
_MOST: Final = 2_000
_STEP: Final = 24
_ACROSS: Final = 76
_NO_CHAIN: Final = "unknown"


class Asked(ByTheme):
    """By which indicator that is stated by theme, of which tier or chain or body; of one theme or of all."""

    theme: str | None = Field(None, max_length=40)


def chart(page: Page, asked: Asked) -> Chart:
    """The chart; raises what asking the services raises."""
    figures = page.services.ask(
        "kpi",
        f"/indicators/{asked.indicator}/values",
        {**asked.question, "theme": asked.theme, "groupBy": ("productChain", "theme"), "limit": _MOST},
    )
    card = page.services.read("kpi", f"/indicators/{asked.indicator}")
    chains, themes = labels(page, "productChain"), labels(page, "theme")
    unit = figures["definition"]["unit"]
    rows = [
        {
            "chain": label_of(page, chains, row, "productChain"),
            "theme": label_of(page, themes, row, "theme"),
            **shown,
            "shown": page.numbers.value(row["value"], unit),
        }
        for row, shown in rows_of(page, figures)
        if row.get("productChain") not in {None, _NO_CHAIN}
    ]
    rows.sort(key=lambda row: (str(row["chain"]), str(row["theme"])))
    return Chart(
        kind=KIND,
        title=page.say("%(name)s per productketen en thema, %(year)s")
        % {"name": page.text(card["names"]), "year": asked.year},
        description=page.say(
            "Hoe donkerder het vak, hoe hoger het cijfer dat erin staat. "
            "Een streepje is niet te zeggen; een leeg vak heeft geen gegevens."
        ),
        columns=[
            Column("chain", page.say("Productketen")),
            Column("theme", page.say("Thema")),
            Column("value", page.say("Waarde"), unit),
            Column("lower", page.say("Ondergrens"), unit),
            Column("upper", page.say("Bovengrens"), unit),
            Column("answers", page.say("Beantwoord"), "%"),
            Column("why", page.say("Waarom geen waarde")),
        ],
        rows=rows,
        query=asked_of(asked),
        language=page.language,
        width=364 + _ACROSS * len({row["theme"] for row in rows}),
        height=_STEP * len({row["chain"] for row in rows}) + 140,
        spec=_drawn(rows, list(themes.values()), share=unit.startswith("%"), language=page.language),
    )


def _drawn(rows: list[dict[str, Any]], themes: list[str], *, share: bool, language: str) -> dict[str, Any]:
    values = [float(row["value"]) for row in rows if row["value"] is not None]
    most = 1.0 if share else max(values, default=1.0)
    x = {
        "field": "theme",
        "type": "nominal",
        "sort": themes,
        "title": None,
        "axis": {"orient": "top", "labelAngle": -25, "labelLimit": 200},
    }
    y = {"field": "chain", "type": "nominal", "title": None}
    return {
        "data": {"values": rows},
        "width": {"step": _ACROSS},
        "height": {"step": _STEP},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": SOFT, "strokeWidth": 0.5, "fill": "#ffffff"},
                "encoding": {"x": x, "y": y},
            },
            {
                "transform": [{"filter": "datum.value != null"}],
                "mark": {"type": "rect", "stroke": SOFT, "strokeWidth": 0.5},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {
                        "field": "value",
                        "type": "quantitative",
                        "legend": None,
                        "scale": {"scheme": "blues", "domain": [0, most]},
                    },
                },
            },
            {
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {
                    "x": x,
                    "y": y,
                    "text": {"field": "shown", "type": "nominal"},
                    "color": {
                        "condition": {"test": f"datum.value > {most * 0.6}", "value": "#ffffff"},
                        "value": INK,
                    },
                },
            },
        ],
        "config": {**CONFIG, "locale": locale(language)},
    }
