"""Coverage as it is asked and answered."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Final

from pydantic import Field

from services.kpi.coverage.operations.seen import Coverage, Kind, Scope, Seen
from services.kpi.coverage.rules.outside import ALL, OutsideTotal, share_seen
from services.kpi.values.rules.faults import UNKNOWN_CODE, not_one_of
from services.kpi.values.rules.figures import shown
from services.kpi.values.schemas.answer import Number
from services.kpi.values.schemas.answered import exact
from services.kpi.values.schemas.asked import codes_of
from services.kpi.values.schemas.dimensioned import Values
from shared.errors import BadInput
from shared.http.schema import ApiModel, LocalisedText, OptionalMoment
from shared.reference.codes import TIERS
from shared.reference.lists import columns_of, rows

Year = Annotated[int, Field(ge=1900, le=2999, description="Calendar year, as 2025.")]
_PLACES: Final = 4
_AMOUNTS: Final = 2
_EVERYTHING: Final = LocalisedText(nl="Alle overheden samen", en="All public bodies together")


class CoverageAsked(ApiModel):
    """Of which year, and of which tiers."""

    year: Year
    tier: Values = Field([], description="Tiers, repeated or with commas; all of them without one.")

    def tiers(self) -> tuple[str, ...]:
        """The tiers that are asked for; raises BadInput where one does not exist."""
        stated = codes_of(self.tier)
        faults = [not_one_of(UNKNOWN_CODE, "tier", each, TIERS) for each in stated if each not in TIERS]
        if faults:
            raise BadInput(errors=faults)
        return stated


class OutsideTotalOut(ApiModel):
    """A total that others published."""

    year: int
    amount: int
    at_least: bool = Field(description="The source says more than this.")
    source: str


class SeenOut(ApiModel):
    """What was seen, of what there is."""

    seen: Number
    outside: OutsideTotalOut | None = Field(description="Null: no outside total of this year is loaded.")
    share: float | None = Field(description="Seen of outside; where outside is at least, the most that it can be.")
    earlier: OutsideTotalOut | None = Field(
        None, description="Where there is none: the last one of a year before. No share is taken of it."
    )


class BodiesSeenOut(SeenOut):
    """Bodies of which a procedure that was launched in the year is known."""

    in_register: int


class ScopeOut(ApiModel):
    """A tier, the sector of a tier, or all public bodies together."""

    scope: str
    kind: Kind
    names: LocalisedText
    bodies: BodiesSeenOut
    procedures: SeenOut = Field(description="Procedures launched in the year that are known.")
    awarded: SeenOut = Field(description="Euros awarded (ALG-P13; framework agreements by their ceilings).")
    spend: SeenOut = Field(description="Euros spent that bodies sent (ALG-P17 and ALG-P18).")


class SeenOfAllOut(ApiModel):
    """How much of public procurement stands in these figures at all."""

    year: int
    data_moment: OptionalMoment
    position: int | None
    outside_totals: str = Field(description="Version of the reference list outside-totals.")
    items: list[ScopeOut]
    blind_spots: str = Field(description="Where to read what is not measured.")


def coverage_out(coverage: Coverage, *, tiers: tuple[str, ...]) -> SeenOfAllOut:
    """Coverage in the words of the API."""
    names = _names()
    moment = coverage.moment
    only = "".join(f"&tier={tier}" for tier in tiers)
    return SeenOfAllOut(
        year=coverage.year,
        data_moment=moment.recorded_at if moment else None,
        position=moment.position if moment else None,
        outside_totals=coverage.version,
        items=[_scope(scope, names) for scope in coverage.scopes],
        blind_spots=f"/v1/blind-spots?year={coverage.year}{only}",
    )


def _scope(scope: Scope, names: Mapping[str, LocalisedText]) -> ScopeOut:
    return ScopeOut(
        scope=scope.code,
        kind=scope.kind,
        names=names[scope.code],
        bodies=BodiesSeenOut(**dict(_seen(scope.bodies)), in_register=scope.registered),
        procedures=_seen(scope.procedures),
        awarded=_seen(scope.awarded),
        spend=_seen(scope.spend),
    )


def _seen(seen: Seen) -> SeenOut:
    share: Fraction | None = share_seen(seen.number, seen.outside)
    earlier = {} if seen.outside is not None else {"earlier": _total(seen.earlier)}
    return SeenOut(
        **earlier,
        seen=exact(shown(seen.number, places=_AMOUNTS)),
        outside=_total(seen.outside),
        share=None if share is None else float(shown(share, places=_PLACES)),
    )


def _total(total: OutsideTotal | None) -> OutsideTotalOut | None:
    return None if total is None else OutsideTotalOut.like(total)


def _names() -> dict[str, LocalisedText]:
    named = {ALL: _EVERYTHING}
    for name in ("tiers", "sectors"):
        named |= {row["code"]: LocalisedText(nl=row["nl"], en=row["en"]) for row in rows(name, columns_of(name))}
    return named
