"""The tree around a goal: what it serves above it, and what serves it below, each with what was reached."""

import textwrap
from typing import Any, Final

from pydantic import Field

from dashboard.asking.answers import Answer
from dashboard.charts.chart import Chart, Column
from dashboard.charts.kinds.figures import asked_of
from dashboard.charts.style import COLOURS, CONFIG, INK, SOFT
from dashboard.page.page import Page
from dashboard.page.period import OfYear

KIND: Final = "doelboom"
_WIDTH: Final = 760
_BOX: Final = 220
_ROW: Final = 74
_LINES: Final = 3


class Asked(OfYear):
    """Around which goal, with the figures of which year."""

    goal: str = Field(max_length=60)


def chart(page: Page, asked: Asked) -> Chart:
    """The chart; raises what asking the services raises."""
    tree = page.services.ask("kpi", f"/goals/{asked.goal}/tree", asked.period)
    levels = ((0, tree["above"]), (1, [tree["node"]]), (2, tree["below"]))
    rows = [_row(page, level, node) for level, nodes in levels for node in nodes]
    deep = max(len(nodes) for _, nodes in levels)
    height = _ROW * deep + 20
    return Chart(
        kind=KIND,
        title=page.say("Doelenboom rond %(goal)s, %(year)s") % {"goal": asked.goal, "year": asked.year},
        description=page.say("Links wat dit doel dient, in het midden het doel zelf, rechts wat eraan bijdraagt."),
        columns=[
            Column("where", page.say("Plaats")),
            Column("goal", page.say("Doel")),
            Column("text", page.say("Tekst")),
            Column("reached", page.say("Stand")),
        ],
        rows=rows,
        query=asked_of(asked),
        language=page.language,
        grammar="vega",
        width=_WIDTH,
        height=height,
        spec=_drawn(rows, height),
    )


def _row(page: Page, level: int, node: Answer) -> dict[str, Any]:
    where = (page.say("erboven"), page.say("het doel"), page.say("eronder"))
    reached = "; ".join(
        f"{page.text(each['names'])}: {page.numbers.value(each['value'], each['unit'])}"
        for each in node["contributions"]
    )
    return {
        "level": level,
        "where": where[level],
        "goal": node["goal"],
        "serves": node["contributesTo"],
        "text": page.text(node["text"]),
        "reached": reached or page.say("geen cijfer"),
    }


def _drawn(rows: list[dict[str, Any]], height: int) -> dict[str, Any]:
    places = _places(rows, height)
    links = [
        {"x": x + _BOX, "y": y, "x2": x2, "y2": y2}
        for (x, y), row in zip(places, rows, strict=True)
        for (x2, y2), other in zip(places, rows, strict=True)
        if row["goal"] in other["serves"] and other["level"] == row["level"] + 1
    ]
    boxes = [
        {
            "x": x,
            "y": y,
            "middle": row["level"] == 1,
            "lines": [_heading(row, rows), *_lines(row["text"])],
        }
        for (x, y), row in zip(places, rows, strict=True)
    ]
    tall = _ROW - 10
    return {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "width": _WIDTH,
        "height": height,
        "background": CONFIG["background"],
        "data": [{"name": "boxes", "values": boxes}, {"name": "links", "values": links}],
        "marks": [
            {
                "type": "rule",
                "from": {"data": "links"},
                "encode": {
                    "enter": {name: {"field": name} for name in ("x", "y", "x2", "y2")}
                    | {"stroke": {"value": SOFT}, "strokeWidth": {"value": 1.5}}
                },
            },
            {
                "type": "rect",
                "from": {"data": "boxes"},
                "encode": {
                    "enter": {
                        "x": {"field": "x"},
                        "y": {"field": "y", "offset": -tall / 2},
                        "width": {"value": _BOX},
                        "height": {"value": tall},
                        "cornerRadius": {"value": 5},
                        "fill": {"value": "#ffffff"},
                        "stroke": {"signal": f"datum.middle ? '{COLOURS[0]}' : '{SOFT}'"},
                        "strokeWidth": {"signal": "datum.middle ? 3 : 1.2"},
                    }
                },
            },
            {
                "type": "text",
                "from": {"data": "boxes"},
                "encode": {
                    "enter": {
                        "x": {"field": "x", "offset": 8},
                        "y": {"field": "y", "offset": -tall / 2 + 15},
                        "text": {"field": "lines"},
                        "fontSize": {"value": 11.5},
                        "lineHeight": {"value": 14},
                        "font": {"value": CONFIG["font"]},
                        "fill": {"value": INK},
                        "limit": {"value": _BOX - 14},
                    }
                },
            },
        ],
    }


def _places(rows: list[dict[str, Any]], height: int) -> list[tuple[float, float]]:
    gap = (_WIDTH - 3 * _BOX) / 2
    placed = []
    for row in rows:
        fellows = [each for each in rows if each["level"] == row["level"]]
        at = next(number for number, each in enumerate(fellows) if each is row)
        placed.append((row["level"] * (_BOX + gap), height / len(fellows) * (at + 0.5)))
    return placed


def _heading(row: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    """The code of a goal, and after an arrow what it serves in its own column, to which no line is drawn."""
    beside = {each["goal"] for each in rows if each["level"] == row["level"]}
    serves = [each for each in row["serves"] if each in beside]
    return f"{row['goal']} \N{RIGHTWARDS ARROW} {', '.join(serves)}" if serves else str(row["goal"])


def _lines(text: str) -> list[str]:
    return textwrap.wrap(text, width=34, max_lines=_LINES, placeholder=" ...")
