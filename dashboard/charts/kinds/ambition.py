"""The Ambitieweb: one indicator on each of the six themes as a web, of a body, a tier or a product chain."""

from typing import Any, Final

from pydantic import Field

from dashboard.charts.chart import Chart, Column
from dashboard.charts.kinds.figures import ByTheme, asked_of, label_of, labels, rows_of
from dashboard.charts.style import COLOURS, CONFIG, INK, SOFT
from dashboard.page.page import Page

KIND: Final = "ambitieweb"
_HEIGHT: Final = 430
_WIDTH: Final = 720
_RADIUS: Final = 140
_RINGS: Final = 3


class Asked(ByTheme):
    """Of whom, by which indicator that is stated by theme."""

    indicator: str = Field("ALG-P06", max_length=40)


def chart(page: Page, asked: Asked) -> Chart:
    """The chart; raises what asking the services raises."""
    card = page.services.read("kpi", f"/indicators/{asked.indicator}")
    by = "theme" if "theme" in card["dimensions"] else "planTheme"
    figures = page.services.ask(
        "kpi",
        f"/indicators/{asked.indicator}/values",
        {**asked.question, "groupBy": by},
    )
    names = labels(page, by)
    unit = figures["definition"]["unit"]
    rows = [{"theme": label_of(page, names, row, by), **shown} for row, shown in rows_of(page, figures)]
    return Chart(
        kind=KIND,
        title=page.say("%(name)s, %(year)s") % {"name": page.text(card["names"]), "year": asked.year},
        description=page.say(
            "Hoe verder van het midden, hoe hoger. Punt en doorgetrokken lijn: de waarde. Streep: de grenzen. "
            "Zonder punt is de waarde niet te zeggen."
        ),
        columns=[
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
        grammar="vega",
        width=_WIDTH,
        height=_HEIGHT,
        spec=_web(rows, top=_top(unit, rows), percent=unit.startswith("%")),
    )


def _top(unit: str, rows: list[dict[str, Any]]) -> float:
    """What the outer ring stands for: all of a share, the highest level, else the largest figure."""
    if unit.startswith("%"):
        return 1.0
    if unit.startswith("niveau 1-"):
        return float(unit.removeprefix("niveau 1-"))
    known = [row[name] for row in rows for name in ("value", "upper") if row[name] is not None]
    return float(max(known, default=1)) or 1.0


def _web(rows: list[dict[str, Any]], *, top: float, percent: bool) -> dict[str, Any]:
    count = max(len(rows), 1)
    data = [
        {"at": at, **{name: row[name] for name in ("theme", "value", "lower", "upper")}} for at, row in enumerate(rows)
    ]
    turn = f"(2 * PI * datum.at / {count} - PI / 2)"
    radius = f"({_RADIUS} / {top})"

    def place(of: str) -> dict[str, Any]:
        return {
            "x": {"signal": f"{_WIDTH / 2} + {of} * {radius} * cos{turn}"},
            "y": {"signal": f"{_HEIGHT / 2} + {of} * {radius} * sin{turn}"},
        }

    ring_label = "format(datum.level, '.0%')" if percent else "format(datum.level, '.2~f')"
    return {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "width": _WIDTH,
        "height": _HEIGHT,
        "background": CONFIG["background"],
        "config": {"text": {"font": CONFIG["font"], "fontSize": 13, "fill": INK}},
        "data": [
            {"name": "themes", "values": data},
            {
                "name": "rings",
                "values": [{"level": top * ring / _RINGS} for ring in range(1, _RINGS + 1)],
            },
            _kept("bounded", "datum.lower != null && datum.upper != null"),
            _kept("valued", "datum.value != null"),
        ],
        "marks": [
            {
                "type": "symbol",
                "from": {"data": "rings"},
                "encode": {
                    "enter": {
                        "x": {"value": _WIDTH / 2},
                        "y": {"value": _HEIGHT / 2},
                        "size": {"signal": f"pow(2 * datum.level * {radius}, 2)"},
                        "stroke": {"value": SOFT},
                        "strokeDash": {"value": [2, 3]},
                        "fill": {"value": None},
                    }
                },
            },
            {
                "type": "rule",
                "from": {"data": "themes"},
                "encode": {
                    "enter": {
                        "x": {"value": _WIDTH / 2},
                        "y": {"value": _HEIGHT / 2},
                        "x2": place(str(top))["x"],
                        "y2": place(str(top))["y"],
                        "stroke": {"value": "#c9d2d9"},
                    }
                },
            },
            {
                "type": "text",
                "from": {"data": "rings"},
                "encode": {
                    "enter": {
                        "x": {"value": _WIDTH / 2 + 4},
                        "y": {"signal": f"{_HEIGHT / 2} - datum.level * {radius} - 3"},
                        "text": {"signal": ring_label},
                        "fontSize": {"value": 11},
                        "fill": {"value": "#4c5a67"},
                    }
                },
            },
            {
                "type": "rule",
                "from": {"data": "bounded"},
                "encode": {
                    "enter": {
                        **place("datum.lower"),
                        "x2": place("datum.upper")["x"],
                        "y2": place("datum.upper")["y"],
                        "stroke": {"value": INK},
                        "strokeWidth": {"value": 3},
                        "opacity": {"value": 0.55},
                    }
                },
            },
            {
                "type": "line",
                "from": {"data": "valued"},
                "encode": {
                    "enter": {
                        **place("datum.value"),
                        "stroke": {"value": COLOURS[0]},
                        "strokeWidth": {"value": 2.5},
                        "fill": {"value": COLOURS[0]},
                        "fillOpacity": {"value": 0.12},
                        "interpolate": {"value": "linear-closed"},
                    }
                },
            },
            {
                "type": "symbol",
                "from": {"data": "valued"},
                "encode": {"enter": {**place("datum.value"), "size": {"value": 90}, "fill": {"value": COLOURS[0]}}},
            },
            {
                "type": "text",
                "from": {"data": "themes"},
                "encode": {
                    "enter": {
                        "x": {"signal": f"{_WIDTH / 2} + {_RADIUS + 16} * cos{turn}"},
                        "y": {"signal": f"{_HEIGHT / 2} + {_RADIUS + 16} * sin{turn}"},
                        "text": {"field": "theme"},
                        "limit": {"value": 300},
                        "align": {"signal": f"abs(cos{turn}) < 0.1 ? 'center' : cos{turn} > 0 ? 'left' : 'right'"},
                        "baseline": {"signal": f"sin{turn} < -0.9 ? 'bottom' : sin{turn} > 0.9 ? 'top' : 'middle'"},
                    }
                },
            },
        ],
    }


def _kept(name: str, test: str) -> dict[str, Any]:
    return {"name": name, "source": "themes", "transform": [{"type": "filter", "expr": test}]}
