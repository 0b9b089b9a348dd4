"""Promise against delivery: of the commitments that fell due how many were kept, were not, and went unreported."""

from typing import Any, Final

from pydantic import Field

from dashboard.charts.chart import Chart, Column
from dashboard.charts.kinds.figures import asked_of, label_of, labels
from dashboard.charts.style import COLOURS, CONFIG, INK, locale
from dashboard.page.language import sentence
from dashboard.page.page import Page
from dashboard.page.period import OfYear

KIND: Final = "belofte"
_INDICATOR: Final = "ALG-P10"
_ANSWERS: Final = (
    ("yes", sentence("nagekomen"), COLOURS[2]),
    ("no", sentence("niet nagekomen"), COLOURS[1]),
    ("unknown", sentence("verlopen zonder verslag"), "#c9d2d9"),
)
_TITLES: Final = {
    "theme": sentence("Beloofd en geleverd per thema, %(year)s"),
    "tier": sentence("Beloofd en geleverd per bestuurslaag, %(year)s"),
}
_MARKS: Final = {
    "yes": "\N{CHECK MARK}",
    "no": "\N{BALLOT X}",
    "unknown": "?",
}
"""Beside the colours."""


class Asked(OfYear):
    """By what, in which year, of whom."""

    by: str = Field("theme", pattern="^(theme|tier)$")
    tier: str | None = Field(None, max_length=60)
    organisation: str | None = Field(None, max_length=300)


def chart(page: Page, asked: Asked) -> Chart:
    """The chart; raises what asking the services raises. What it draws are the counts of ALG-P10."""
    figures = page.services.ask(
        "kpi",
        f"/indicators/{_INDICATOR}/values",
        {**asked.period, "groupBy": asked.by, "tier": asked.tier, "organisation": asked.organisation},
    )
    names = labels(page, asked.by)
    rows = [
        {
            "group": label_of(page, names, row, asked.by),
            **{name: (row["counts"] or {}).get("in", {}).get(name) for name, _, _ in _ANSWERS},
            "value": row["value"],
            "why": page.reason(row["reason"]),
        }
        for row in figures["rows"]
    ]
    return Chart(
        kind=KIND,
        title=page.say(_TITLES[asked.by]) % {"year": asked.year},
        description=page.say(
            "Elke balk is wat in het jaar geleverd moest zijn: nagekomen, niet nagekomen, en verlopen zonder verslag. "
            "In elk stuk staat hoeveel."
        ),
        columns=[
            Column("group", page.say("Groep")),
            *(Column(name, page.say(words), "") for name, words, _ in _ANSWERS),
            Column("value", page.say("Nakomingsgraad"), "%"),
            Column("why", page.say("Waarom geen waarde")),
        ],
        rows=rows,
        query=asked_of(asked),
        language=page.language,
        height=34 * len(rows) + 90,
        spec=_drawn(page, rows),
    )


def _drawn(page: Page, rows: list[dict[str, Any]]) -> dict[str, Any]:
    words = {name: f"{_MARKS[name]} {page.say(said)}" for name, said, _ in _ANSWERS}
    pieces = [
        {
            "group": row["group"],
            "answer": words[name],
            "order": order,
            "count": row[name],
            "mark": f"{_MARKS[name]} {row[name]}",
        }
        for row in rows
        for order, (name, _, _) in enumerate(_ANSWERS)
        if row[name]
    ]
    y = {"field": "group", "type": "nominal", "sort": [row["group"] for row in rows], "title": None}
    x: dict[str, object] = {"field": "count", "type": "quantitative", "stack": "zero", "title": page.say("afspraken")}
    x["axis"] = {"format": ",d", "tickMinStep": 1}
    order = {"field": "order", "type": "quantitative"}
    return {
        "data": {"values": pieces},
        "width": 420,
        "height": {"step": 34},
        "layer": [
            {
                "mark": {"type": "bar", "height": 22, "stroke": INK, "strokeWidth": 0.8},
                "encoding": {
                    "y": y,
                    "x": x,
                    "order": order,
                    "color": {
                        "field": "answer",
                        "type": "nominal",
                        "title": None,
                        "legend": {"orient": "top"},
                        "scale": {"domain": list(words.values()), "range": [colour for _, _, colour in _ANSWERS]},
                    },
                },
            },
            {
                "mark": {"type": "text", "fontSize": 12, "color": "#000000", "fontWeight": "bold"},
                "encoding": {
                    "y": y,
                    "x": {**x, "bandPosition": 0.5},
                    "order": order,
                    "detail": {"field": "answer"},
                    "text": {"field": "mark", "type": "nominal"},
                },
            },
        ],
        "config": {**CONFIG, "locale": locale(page.language)},
    }
