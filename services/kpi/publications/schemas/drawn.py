"""A publication in full, as it is drawn up: every figure of a year in rows and files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.kpi.definitions.rules.card import KeptCard
from services.kpi.definitions.schemas import indicator_shown
from services.kpi.publications.operations.figures import Series, published_figure
from services.kpi.publications.schemas.files import (
    definitions_json,
    figures_csv,
    figures_json,
    figures_json_stat,
    manifest,
)
from services.kpi.publications.store import PublicationFile, PublishedFigure
from services.kpi.values.schemas.answer import AnswerOut
from services.kpi.values.schemas.answered import answer_of

_ALL = 2**31


@dataclass(frozen=True, slots=True)
class Basis:
    """What the figures rest on: how far data and register were, the program, and the lists that held in the year."""

    name: str
    year: int
    series: str
    position: int
    data_moment: datetime | None
    register_position: int
    program_version: str
    lists: Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The figures and files of a publication; the last file is the manifest."""

    figures: Sequence[PublishedFigure]
    files: Sequence[PublicationFile]


def drawn(basis: Basis, series: Sequence[Series], cards: Sequence[KeptCard], *, tiers: Mapping[str, str]) -> Drawn:
    """Rows and files of all figures."""
    answers: list[AnswerOut] = []
    figures: list[PublishedFigure] = []
    for each in series:
        answer = answer_of(each.answered, most_rows=_ALL)
        answers.append(answer)
        figures += [
            published_figure(each, row.model_dump_json(by_alias=True, exclude_unset=True), tiers=tiers)
            for row in answer.rows
        ]
    used = {each.answered.reading.kept.id: each.answered.reading.kept for each in series}
    files = [
        figures_json(basis.name, figures),
        figures_csv(answers),
        figures_json_stat(basis.name, basis.year, figures),
        definitions_json(
            [indicator_shown(kept, cards).model_dump(mode="json", by_alias=True) for kept in used.values()]
        ),
    ]
    stated = {
        "publication": basis.name,
        "year": basis.year,
        "series": basis.series,
        "dataMoment": None if basis.data_moment is None else basis.data_moment.isoformat().replace("+00:00", "Z"),
        "position": basis.position,
        "registerPosition": basis.register_position,
        "programVersion": basis.program_version,
        "lists": list(basis.lists),
        "cards": [
            {"code": kept.card.code, "version": kept.card.version, "sha256": kept.card.content_hash}
            for kept in used.values()
        ],
    }
    return Drawn(figures, [*files, manifest(files, stated)])
