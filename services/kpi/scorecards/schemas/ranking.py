"""Who leads and who lags, as it is asked and answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import Field

from services.kpi.scorecards.operations.ranking import Ranked
from services.kpi.scorecards.rules.ranking import LEAST_COVERAGE, LEAST_UNITS, NotComparable, Place, ordered_by
from services.kpi.scorecards.schemas.compared import Compared
from services.kpi.values.rules.question import Asked
from services.kpi.values.schemas.answer import BoundariesOut, DefinitionOut, PeriodOut, RowOut
from services.kpi.values.schemas.answered import answer_of
from services.kpi.values.schemas.asked import ValuesAsked, asked_of
from services.kpi.values.schemas.dimensioned import Values
from shared.http.paging import bad_cursor, decode_cursor, encode_cursor
from shared.http.schema import ApiModel, LocalisedText, OptionalMoment
from shared.procurement.finding import Text


class RankingAsked(Compared):
    """Which bodies are compared on one indicator."""

    tier: Values = Field([], description="Only bodies of these tiers; fair is one tier at a time.")
    member_of: str | None = Field(
        None, max_length=300, description="Only today's members of this umbrella association: its key in the register."
    )
    counted_on: str | None = Field(None, max_length=40, description="Date that places a row in a month.")
    version: str | None = Field(None, max_length=40, description="Version of the definition.")
    limit: int = Field(1000, ge=1, le=5000, description="Most bodies in the answer.")
    cursor: str | None = Field(None, max_length=2000, description="Where to go on: `next` of the answer before.")


class PlaceOut(ApiModel):
    """Where a body stands; null without a place, with the reason why it is not comparable."""

    place: int | None
    shared_by: int = Field(description="Bodies with this place, itself included: their bounds overlap.")
    ahead: int = Field(description="Bodies that are ahead of it for certain.")
    behind: int = Field(description="Bodies that are behind it for certain.")
    not_comparable: NotComparable | None


class RankedRowOut(RowOut):
    """A body with its figure and its place."""

    name: str | None = Field(description="What the body is called today.")
    counted_units: int
    standing: PlaceOut


class RankingRuleOut(ApiModel):
    """By what rule bodies are compared (C25)."""

    ordered_by: Literal["lower", "upper"] | None = Field(
        description="The bound that says least for a body; null where neither more nor less is better."
    )
    least_coverage: float
    least_units: int
    says: LocalisedText


class RankingOut(ApiModel):
    """Who leads and who lags on one indicator, with coverage beside it."""

    indicator: str
    definition: DefinitionOut
    period: PeriodOut
    data_moment: OptionalMoment
    position: int | None
    boundaries: BoundariesOut | None = None
    rule: RankingRuleOut
    bodies: int = Field(description="Bodies of the register that the question is about.")
    listed: int = Field(description="Bodies with a place.")
    not_comparable: dict[str, int] = Field(description="The others, by reason.")
    rows: list[RankedRowOut]
    next: str | None


_RULE: Final = Text(
    "Geordend naar de grens die het minst voor een organisatie zegt. Alleen organisaties met een dekking van ten"
    " minste 0,8 en ten minste 10 getelde eenheden hebben een plaats; organisaties waarvan de grenzen overlappen, delen"
    " er een.",
    "Ordered by the bound that says least for a body. Only bodies with a coverage of at least 0.8 and at least 10"
    " counted units have a place; bodies whose bounds overlap share one.",
)


def ranking_asked(request: RankingAsked) -> Asked:
    """The question grouped by organisation; raises BadInput with every fault found."""
    given = {
        name: getattr(request, name)
        for name in RankingAsked.model_fields
        if name not in {"member_of", "cursor", "limit"}
    }
    return asked_of(ValuesAsked.model_validate({**given, "group_by": ["organisation"]}))


@dataclass(frozen=True, slots=True)
class Page:
    """The bodies of one page, and the cursor of the following."""

    bodies: Sequence[str]
    next: str | None


def ranking_out(ranked: Ranked, page: Page, *, names: Mapping[str, str]) -> RankingOut:
    """A page of the ranking, with the names of its bodies."""
    answered = ranked.of_bodies(page.bodies)
    answer = answer_of(answered, most_rows=len(page.bodies) or 1)
    by_body = {getattr(row, "organisation"): row for row in answer.rows}  # noqa: B009 - declared as a dimension
    reasons = [place.reason for place in ranked.places.values() if place.reason is not None]
    stated = {} if answer.boundaries is None else {"boundaries": answer.boundaries}
    direction = answered.reading.card.direction
    return RankingOut(
        **stated,
        indicator=answer.indicator,
        definition=answer.definition,
        period=answer.period,
        data_moment=answer.data_moment,
        position=answer.position,
        rule=RankingRuleOut(
            ordered_by=ordered_by(direction),
            least_coverage=float(LEAST_COVERAGE),
            least_units=LEAST_UNITS,
            says=LocalisedText(nl=_RULE.nl, en=_RULE.en),
        ),
        bodies=len(ranked.order),
        listed=len(ranked.order) - len(reasons),
        not_comparable={reason.value: reasons.count(reason) for reason in sorted(set(reasons))},
        rows=[
            RankedRowOut(
                **fields_of(by_body[body]),
                name=names.get(body),
                counted_units=ranked.standings[body].units,
                standing=place_out(ranked.places[body]),
            )
            for body in page.bodies
        ],
        next=page.next,
    )


def place_out(place: Place) -> PlaceOut:
    """A place in the words of the API."""
    return PlaceOut.like(place, not_comparable=place.reason)


def fields_of(row: RowOut) -> dict[str, Any]:
    """What is stated in a row, to be stated again with more beside it."""
    return {name: getattr(row, name) for name in row.model_fields_set}


def page_of(ranked: Ranked, *, limit: int, cursor: str | None) -> Page:
    """The bodies that follow the last one of the page before."""
    order, first = list(ranked.order), 0
    if cursor is not None:
        after = decode_cursor(cursor)
        if len(after) != 1 or after[0] not in order:
            raise bad_cursor()
        first = order.index(after[0]) + 1
    bodies = order[first : first + limit]
    return Page(bodies, encode_cursor(bodies[-1]) if first + limit < len(order) else None)
