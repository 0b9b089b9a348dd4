"""The core figures of a body beside those of bodies like it, as dumbbells."""

from typing import Final
from urllib.parse import quote

from pydantic import Field

from dashboard.asking.answers import Answer
from dashboard.charts.chart import Chart
from dashboard.charts.kinds.dumbbells import columns, drawn, height
from dashboard.charts.kinds.figures import asked_of
from dashboard.page.page import Page
from dashboard.page.period import OfYear
from shared.shown_text import spelled

KIND: Final = "scorekaart"


class Asked(OfYear):
    """Of which body, by its key."""

    organisation: str = Field(max_length=300)


def chart(page: Page, asked: Asked) -> Chart:
    """The chart; raises what asking the services raises. Only shares stand in it: they have one measure."""
    card = page.services.ask("kpi", f"/scorecards/{quote(asked.organisation, safe='')}", asked.period)
    rows = [
        row
        for item in card["items"]
        if item["definition"]["unit"].startswith("%")
        for row in _rows(page, card["name"], item)
    ]
    return Chart(
        kind=KIND,
        title=page.say("%(name)s naast vergelijkbare organisaties, %(year)s")
        % {"name": spelled(card["name"]), "year": asked.year},
        description=page.say("Per indicator twee tekens: de organisatie en het cijfer van wie op haar lijkt."),
        columns=columns(page, page.say("Indicator")),
        rows=rows,
        query=asked_of(asked),
        language=page.language,
        height=height(rows),
        spec=drawn(rows, language=page.language),
    )


def _rows(page: Page, name: str, item: Answer) -> list[dict[str, object]]:
    line, row = page.text(item["names"]), item["rows"][0]
    peers = row["peers"]
    return [
        {
            "line": line,
            "group": name,
            "value": row["value"],
            "lower": row["lower"],
            "upper": row["upper"],
            "answers": row["coverage"]["answers"],
            "why": page.reason(row["reason"]),
        },
        {
            "line": line,
            "group": page.say("vergelijkbare organisaties"),
            "value": peers["value"],
            "lower": peers["lower"],
            "upper": peers["upper"],
            "answers": peers["coverage"],
            "why": page.reason(peers["reason"]),
        },
    ]
