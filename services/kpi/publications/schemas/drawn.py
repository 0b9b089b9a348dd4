"""Figures of a publication as they are drawn up: rows of answers, with what stays hidden and what is provisional."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pydantic.alias_generators import to_snake

from services.kpi.publications.operations.figures import LEVELS, Series, beside_of, group_of, rows_of_bodies
from services.kpi.publications.operations.hiding import Hidden
from services.kpi.publications.rules.approval import Key, provisional_shares
from services.kpi.publications.schemas.masked import masked
from services.kpi.publications.store.kept import PublishedFigure
from services.kpi.reporting.rules.cycle import Standing
from services.kpi.values.rules.figures import shown
from services.kpi.values.rules.question import UNKNOWN
from services.kpi.values.schemas.answer import AnswerOut, RowOut
from services.kpi.values.schemas.answered import answer_of

_ALL = 2**31


@dataclass(frozen=True, slots=True)
class Drawn:
    """The rows of a series as an answer, and each as a figure that is kept."""

    answer: AnswerOut
    figures: list[PublishedFigure]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What figures of a year are drawn up with: the tier of each body, how far each is, and who objected (C29)."""

    tiers: Mapping[str, str]
    standings: Mapping[str, Standing]
    withheld: Collection[str]

    def draw(self, series: Series, bodies: Series | None, hidden: Hidden | None) -> Drawn:
        """The rows of a series: of a body that objected its own are left out, small numbers are hidden (C24).

        `bodies`: the same indicator and date, by body.
        """
        answer = answer_of(series.answered, most_rows=_ALL)
        reading, beside = series.answered.reading, beside_of(series)
        in_people = reading.card.measure.hours_per_week is not None
        rows: list[RowOut] = []
        figures: list[PublishedFigure] = []
        for each in self._said(series, bodies, answer):
            place = str(next((getattr(each, name) or UNKNOWN for name in LEVELS[series.level]), ""))
            group = group_of({name: value for name in beside if (value := getattr(each, to_snake(name)))}, beside)
            row = masked(each, (series.level, place, group), hidden, in_people=in_people)
            rows.append(row)
            figures.append(
                PublishedFigure(
                    indicator=reading.card.code,
                    version=reading.card.version,
                    counted_on=answer.definition.counted_on,
                    level=series.level,
                    place=place,
                    tier=place if series.level == "tier" else self.tiers.get(place, ""),
                    group=group,
                    row=row.model_dump_json(by_alias=True, exclude_unset=True),
                )
            )
        return Drawn(answer.model_copy(update={"rows": rows}), figures)

    def _said(self, series: Series, bodies: Series | None, answer: AnswerOut) -> Iterator[RowOut]:
        if series.level != "national" and not series.answered.groups:
            return
        if series.level == "body":
            yield from (row for row in answer.rows if row.organisation not in self.withheld)  # type: ignore[attr-defined]
            return
        behind = () if bodies is None else rows_of_bodies(bodies)
        shares = provisional_shares(behind, tiers=self.tiers, standings=self.standings, level=series.level)
        names = [to_snake(name) for name in series.answered.reading.question.group_by]
        for row in answer.rows:
            yield _with_share(row, names, shares)


def _with_share(row: RowOut, names: Collection[str], shares: Mapping[Key, Fraction]) -> RowOut:
    stated = (str(getattr(row, name)) for name in names)
    share = shares.get(tuple("" if value == UNKNOWN else value for value in stated))
    return row if share is None else row.model_copy(update={"provisional": float(shown(share, places=4))})
