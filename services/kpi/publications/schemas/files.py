"""The files of a publication: figures as JSON, CSV and JSON-stat, definitions, and the manifest with checksums."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from services.kpi.publications.operations.figures import LEVELS
from services.kpi.publications.store.kept import PublicationFile, PublishedFigure
from services.kpi.values.schemas.answer import AnswerOut
from services.kpi.values.schemas.csv_form import MEDIA_TYPE as CSV
from services.kpi.values.schemas.csv_form import csv_lines
from shared.http.contract import JSON

MANIFEST: Final = "manifest.json"
RECIPE: Final = {
    "nl": (
        "Tel de rijen achter een cijfer (links.evidence) zoals de kaart zegt: waarde = ja / (ja + nee) bij een aandeel,"
        " de som van value bij een som; docs/reference/counting-rules.md heeft alle formules. Dezelfde vraag met asOf="
        " {position} aan /v1/values geeft hetzelfde cijfer."
    ),
    "en": (
        "Count the rows behind a figure (links.evidence) as the card says: value = yes / (yes + no) for a share, the"
        " sum of value for a sum; docs/reference/counting-rules.md has every formula. The same question with asOf="
        "{position} to /v1/values gives the same figure."
    ),
}
LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
_MEASURES: Final = {"value": "value", "lower": "lower", "upper": "upper", "coverage": "coverage of answers"}


def figures_json(name: str, figures: Sequence[PublishedFigure]) -> PublicationFile:
    """Every figure with all that an answer says of it."""
    items = [
        {
            "indicator": each.indicator,
            "version": each.version,
            "countedOn": each.counted_on,
            "level": each.level,
            **orjson.loads(each.row),
        }
        for each in figures
    ]
    return PublicationFile("figures.json", JSON, orjson.dumps({"publication": name, "items": items}))


def figures_csv(answers: Sequence[AnswerOut]) -> PublicationFile:
    """A row per figure, in the columns that the API uses."""
    return PublicationFile("figures.csv", CSV, "".join(csv_lines(answers)).encode())


def figures_json_stat(name: str, year: int, figures: Sequence[PublishedFigure]) -> PublicationFile:
    """The figures as a dataset of JSON-stat 2.0: series x place x measure, with only the cells that have a number."""
    series: dict[str, int] = {}
    places: dict[str, int] = {}
    values: dict[str, float] = {}
    cells: list[tuple[int, int, Mapping[str, Any]]] = []
    for each in figures:
        stated = orjson.loads(each.row)
        group = "".join(f" {value}" for value in json.loads(each.group).values())
        named = series.setdefault(f"{each.indicator} {each.counted_on}{group}", len(series))
        cells.append((named, places.setdefault(each.place or "NL", len(places)), stated))
    for row, column, stated in cells:
        coverage = (stated.get("coverage") or {}).get("answers")
        given = {**stated, "coverage": coverage}
        for number, measure in enumerate(_MEASURES):
            if given.get(measure) is not None:
                values[str((row * len(places) + column) * len(_MEASURES) + number)] = given[measure]
    dataset = {
        "version": "2.0",
        "class": "dataset",
        "label": f"Figures of {year} ({name})",
        "id": ["indicator", "place", "measure"],
        "size": [len(series), len(places), len(_MEASURES)],
        "role": {"geo": ["place"], "metric": ["measure"]},
        "dimension": {
            "indicator": {"label": "Indicator, date it is counted on, group", "category": {"index": series}},
            "place": {"label": "Country, tier or body", "category": {"index": places}},
            "measure": {
                "label": "Measure",
                "category": {"index": list(_MEASURES), "label": _MEASURES},
            },
        },
        "value": values,
    }
    return PublicationFile("figures.json-stat.json", JSON, orjson.dumps(dataset))


def definitions_json(cards: Sequence[object]) -> PublicationFile:
    """The texts of the cards."""
    return PublicationFile("definitions.json", JSON, orjson.dumps({"items": cards}))


def manifest(files: Sequence[PublicationFile], stated: Mapping[str, object]) -> PublicationFile:
    """What the publication rests on, and the checksum of every other file."""
    content = {
        **stated,
        "licence": LICENCE,
        "levels": list(LEVELS),
        "recipe": {language: text.replace("{position}", str(stated["position"])) for language, text in RECIPE.items()},
        "files": [
            {"name": each.name, "mediaType": each.media_type, "bytes": len(each.content), "sha256": each.sha256}
            for each in files
        ],
    }
    return PublicationFile(MANIFEST, JSON, orjson.dumps(content, option=orjson.OPT_INDENT_2))
