"""A publication in full, as it is drawn up: every figure of a year in rows and files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from pydantic.alias_generators import to_snake

from services.kpi.definitions.rules.card import KeptCard
from services.kpi.definitions.schemas import indicator_shown
from services.kpi.publications.operations.figures import Series, published_figure, rows_of_bodies
from services.kpi.publications.operations.hiding import Hidden
from services.kpi.publications.rules.approval import Key, approval_of, provisional_shares
from services.kpi.publications.schemas.files import (
    definitions_json,
    figures_csv,
    figures_json,
    figures_json_stat,
    manifest,
)
from services.kpi.publications.schemas.masked import is_hidden, masked
from services.kpi.publications.schemas.parquet_form import figures_parquet
from services.kpi.publications.store.kept import PublicationFile, PublishedFigure
from services.kpi.reporting.rules.cycle import Standing
from services.kpi.values.rules.figures import shown
from services.kpi.values.rules.question import UNKNOWN
from services.kpi.values.schemas.answer import AnswerOut, RowOut
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


def drawn(
    basis: Basis,
    series: Sequence[Series],
    cards: Sequence[KeptCard],
    *,
    tiers: Mapping[str, str],
    standings: Mapping[str, Standing],
    hidden: Hidden,
) -> Drawn:
    """Rows and files of all figures; of a body that objected its own are left out (C29), small numbers hidden (C24)."""
    answers: list[AnswerOut] = []
    figures: list[PublishedFigure] = []
    suppressed = 0
    of_bodies = {_named(each): rows_of_bodies(each) for each in series if each.level == "body"}
    approval = approval_of({key[0] for rows in of_bodies.values() for key, _ in rows if key[0]}, standings)
    for each in series:
        answer = answer_of(each.answered, most_rows=_ALL)
        if each.level != "national" and not each.answered.groups:
            rows = []
        elif each.level == "body":
            rows = [row for row in answer.rows if row.organisation not in approval.withheld]  # type: ignore[attr-defined]
        else:
            behind = of_bodies.get(_named(each), ())
            shares = provisional_shares(behind, tiers=tiers, standings=standings, level=each.level)
            rows = [_with_share(each, row, shares) for row in answer.rows]
        rows = [masked(each, row, hidden) for row in rows]
        answers.append(answer.model_copy(update={"rows": rows}))
        figures += [
            published_figure(each, row.model_dump_json(by_alias=True, exclude_unset=True), tiers=tiers) for row in rows
        ]
        suppressed += sum(is_hidden(row) for row in rows)
    used = {each.answered.reading.kept.id: each.answered.reading.kept for each in series}
    files = [
        figures_json(basis.name, figures),
        figures_csv(answers),
        figures_json_stat(basis.name, basis.year, figures),
        figures_parquet(basis.name, figures),
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
        "approval": {
            "bodies": approval.bodies,
            "approved": approval.approved,
            "byDefault": approval.by_default,
            "provisional": approval.provisional,
            "withheld": list(approval.withheld),
        },
        "suppressed": suppressed,
        "cards": [
            {"code": kept.card.code, "version": kept.card.version, "sha256": kept.card.content_hash}
            for kept in used.values()
        ],
    }
    return Drawn(figures, [*files, manifest(files, stated)])


def _named(series: Series) -> tuple[str, str]:
    reading = series.answered.reading
    return reading.card.code, reading.counted_on


def _with_share(series: Series, row: RowOut, shares: Mapping[Key, Fraction]) -> RowOut:
    names = series.answered.reading.question.group_by
    stated = (str(getattr(row, to_snake(name))) for name in names)
    share = shares.get(tuple("" if value == UNKNOWN else value for value in stated))
    return row if share is None else row.model_copy(update={"provisional": float(shown(share, places=4))})
