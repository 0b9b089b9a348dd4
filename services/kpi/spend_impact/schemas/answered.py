"""From a request to a question, and from what was computed to the answer."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from services.kpi.factor_sets.rules.factors import BUILT_IN
from services.kpi.spend_impact.operations import Answered, Group
from services.kpi.spend_impact.rules.figures import Impact, Spent, coverage_of, interval_of
from services.kpi.spend_impact.rules.question import Question
from services.kpi.spend_impact.schemas.answer import (
    FactorSetUsed,
    ImpactOut,
    ImpactReferenceOut,
    NotCoveredOut,
    QualityShares,
    ReferenceTotal,
    SegmentOut,
    SpendImpactAsked,
    SpendImpactOut,
    SpendImpactRow,
    SpentOut,
)
from services.kpi.spend_impact.store import Measure
from services.kpi.values.rules.faults import BAD_MONTH
from services.kpi.values.rules.months import Month, Period
from services.kpi.values.rules.question import UNKNOWN
from services.kpi.values.schemas.answer import DimensionUsed, Number
from services.kpi.values.schemas.answered import exact, period_out
from services.kpi.values.schemas.asked import codes_of
from shared.errors import BadInput
from shared.http.paging import bad_cursor, decode_cursor, encode_cursor
from shared.http.periods import BEFORE_FROM
from shared.http.schema import LocalisedText
from shared.procurement.misread import Misread
from shared.reference.impact_2019 import LIST, PRICE_YEAR, SPEND, Segment, segments
from shared.reference.lists import reference_list

_PLACES: Final = Decimal("0.000001")
_PLACES_OF_EUROS: Final = Decimal("0.01")
_PLACES_OF_SHARES: Final = 6
GWW: Final = "gww"

GWW_CAVEAT: Final = LocalisedText(
    nl="De bron drukt totalen zonder GWW af voor broeikasgas en materiaal (1,8 en 3 Mton) en met GWW voor banen"
    " (347 tot 3952 FTE, een potentie): leg ze nooit naast elkaar.",
    en="The source prints totals without GWW for greenhouse gas and material (1.8 and 3 Mton) and with GWW for jobs"
    " (347 to 3,952 FTE, a potential): never set them side by side.",
)
_NO_PROOF: Final = LocalisedText(
    nl="Een voetafdruk naar uitgaven stijgt als er meer wordt betaald, ook voor iets beters: zij wijst grote posten aan"
    " en bewijst geen vermindering.",
    en="A footprint by spend rises when more is paid, also for something better: it points at large items and proves no"
    " reduction.",
)
_YEARLY: Final = LocalisedText(
    nl="Dit is van het boekjaar. Tel het niet op bij effecten over een contractperiode, en voetafdruk, vermeden en"
    " gecompenseerd nooit bij elkaar.",
    en="This is of the booking year. Never add it to effects over a contract period, nor footprint, avoided and"
    " compensated to each other.",
)
_VAT: Final = LocalisedText(
    nl="Van een deel van de uitgaven is niet bekend dat er geen btw in zit: de ondergrens rekent met ten hoogste 21 %.",
    en="Part of the spend is not known to be without VAT: the lower bound takes at most 21 % into account.",
)


def question_of(asked: SpendImpactAsked) -> tuple[Question, Period]:
    """Read a request; raises BadInput for a period that is none."""
    period = _period(asked)
    filters = {
        "organisation": asked.organisation,
        "tier": asked.tier,
        "category": asked.category,
        "productChain": asked.product_chain,
        "supplierSector": asked.supplier_sector,
        "purchaseType": asked.purchase_type,
        "spendGroup": asked.spend_group,
    }
    question = Question(
        first_day=period.first.first_day,
        last_day=period.last.last_day,
        factor_set=asked.factor_set,
        measures=codes_of(asked.measure),
        group_by=[name for stated in asked.group_by for name in codes_of([stated])],
        filters={
            name: ["" if each == UNKNOWN else each for each in codes_of(wanted)]
            for name, wanted in filters.items()
            if wanted
        },
        without=[each.lower() for each in codes_of(asked.exclude_category)],
        as_of=asked.as_of,
    )
    return question, period


def _period(asked: SpendImpactAsked) -> Period:
    months = []
    for name, stated in (("from", asked.from_), ("until", asked.until)):
        try:
            months.append(Month.parse(stated))
        except Misread as cause:
            raise BadInput(errors=(BAD_MONTH.within("query", name, reason=cause.text),)) from cause
    period = Period(*months)
    if period.last < period.first:
        raise BadInput(errors=(BEFORE_FROM.within("query", "until", first=period.first, last=period.last),))
    return period


def shown(answered: Answered, asked: SpendImpactAsked) -> SpendImpactOut:
    """The answer, a page of its rows."""
    start = _start(asked.cursor)
    page = answered.groups[start : start + asked.limit]
    more = start + asked.limit < len(answered.groups)
    total = answered.total
    return SpendImpactOut(
        factor_set=FactorSetUsed.like(answered.factor_set),
        period=period_out(answered.period),
        basis="booked-year",
        position=answered.moment.position,
        data_moment=answered.moment.recorded_at,
        dimensions=[DimensionUsed(name=name, partition=True) for name in answered.question.group_by],
        total=_row(total, answered),
        rows=[_row(each, answered) for each in page] if answered.question.group_by else [],
        not_covered=[
            NotCoveredOut(
                measure=each.measure,
                kind=each.kind,
                category=each.category,
                supplier_sector=each.supplier_sector or None,
                amount=_euros(each.amount),
                share=_share(each.amount, total.spent.amount),
            )
            for each in answered.not_covered
        ],
        caveats=list(_caveats(answered)),
        next=encode_cursor(start + asked.limit) if more and answered.question.group_by else None,
    )


def reference_shown() -> ImpactReferenceOut:
    """The figure of 2019 with its totals, and what they leave out."""
    listed = reference_list(LIST)
    every = segments()
    return ImpactReferenceOut(
        name=LIST,
        version=listed.version,
        source=listed.source,
        year=PRICE_YEAR,
        note=GWW_CAVEAT,
        all_rows=_reference_total(every),
        without_gww=_reference_total([each for each in every if each.code != GWW]),
        spend=dict(SPEND),
        rows=[SegmentOut.like(each) for each in every],
    )


def _reference_total(rows: Sequence[Segment]) -> ReferenceTotal:
    return ReferenceTotal(
        ghg_kton=sum(each.ghg_kton for each in rows),
        material_kton=sum(each.material_kton for each in rows),
        jobs_least=sum(each.jobs_least or 0 for each in rows),
        jobs_most=sum(each.jobs_most or 0 for each in rows),
    )


def _row(group: Group, answered: Answered) -> SpendImpactRow:
    keys = {name: key or None for name, key in zip(answered.question.group_by, group.keys, strict=False)}
    impacts = [
        _impact(impact, group.spent, measure, total)
        for impact, measure, total in zip(group.impacts, answered.measures, answered.total.impacts, strict=True)
    ]
    return SpendImpactRow.model_validate({**keys, "spend": _spent(group.spent), "impacts": impacts})


def _spent(spent: Spent) -> SpentOut:
    of = spent.interval
    return SpentOut(
        rows=int(spent.rows),
        value=_euros(spent.amount),
        lower=_euros(spent.least),
        upper=None if of.upper is None else _euros(of.upper),
        vat_excluded=_euros(spent.vat_excluded),
        vat_included=_euros(spent.vat_included),
        vat_unknown=_euros(spent.amount - spent.vat_excluded - spent.vat_included),
    )


def _impact(impact: Impact, spent: Spent, measure: Measure, total: Impact) -> ImpactOut:
    interval, reason, open_reason = interval_of(impact, spent)
    coverage = coverage_of(impact, spent)
    return ImpactOut.model_validate(
        {
            "measure": measure.measure,
            "kind": measure.kind,
            "unit": measure.unit,
            "value": _number(interval.value),
            "reason": reason,
            "lower": _number(interval.lower),
            "upper": _number(interval.upper),
            "upper_reason": open_reason,
            "coverage": None if coverage is None else round(float(coverage), _PLACES_OF_SHARES),
            "share": None if interval.value is None else _share(impact.value, total.value),
            "quality": _quality(impact),
        }
    )


def _quality(impact: Impact) -> QualityShares | None:
    if impact.covered <= 0:
        return None
    shares = (_share(each, impact.covered) or 0.0 for each in (impact.a, impact.b, impact.c, impact.d))
    return QualityShares(**dict(zip("abcd", shares, strict=True)))


def _caveats(answered: Answered) -> Iterator[LocalisedText]:
    yield _NO_PROOF
    yield _YEARLY
    spent = answered.total.spent
    if spent.vat_excluded != spent.amount:
        yield _VAT
    if answered.factor_set.code == BUILT_IN:
        yield GWW_CAVEAT
    if answered.unindexed:
        years, of = ", ".join(map(str, answered.unindexed)), answered.factor_set.price_year
        yield LocalisedText(
            nl=f"De factoren staan in prijzen van {of}; voor {years} heeft de set geen prijsindex, dus die uitgaven"
            " zijn niet omgerekend. De grenzen gelden voor de prijzen van dat jaar zelf.",
            en=f"Factors are in prices of {of}; for {years} the set has no price index, so that spend is not converted."
            " The bounds hold for the prices of the year itself.",
        )
    if answered.question.without:
        left_out = ", ".join(answered.question.without)
        yield LocalisedText(nl=f"Niet meegeteld: {left_out}.", en=f"Not counted: {left_out}.")


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    match decode_cursor(cursor):
        case (int(start),) if start >= 0:
            return start
    raise bad_cursor()


def _share(part: Decimal, whole: Decimal) -> float | None:
    return None if whole <= 0 else round(float(part / whole), _PLACES_OF_SHARES)


def _number(value: Decimal | None) -> Number | None:
    return None if value is None else exact(value.quantize(_PLACES, ROUND_HALF_UP))


def _euros(value: Decimal) -> Number:
    return exact(value.quantize(_PLACES_OF_EUROS, ROUND_HALF_UP))
