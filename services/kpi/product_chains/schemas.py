"""A product chain in the words of the API."""

from collections.abc import Mapping, Sequence
from typing import Literal
from urllib.parse import quote

from pydantic import Field

from services.kpi.definitions.rules.card import KeptCard
from services.kpi.product_chains.operations import ChainRead
from services.kpi.product_chains.rules.chain import Chain, ListVersion, shortlist
from services.kpi.product_chains.store import Phase, Record
from services.kpi.values.operations.answering import Answered
from services.kpi.values.schemas.answer import DefinitionOut, Number, PeriodOut, RowOut
from services.kpi.values.schemas.answered import answer_of
from shared.http.schema import ApiModel, Day, LocalisedText, OptionalDay, OptionalMoment
from shared.reference.codes import labels
from shared.reference.product_chains import SCORED_THEMES
from shared.reference.themes import theme

_VOLUME = ("ALG-P21", "ALG-P13")
_SPEND = ("ALG-P17", "ALG-P18")


class ChainOut(ApiModel):
    """A product chain in the list."""

    code: str
    names: LocalisedText
    cluster: str
    cluster_names: LocalisedText
    in_criteria_tool: bool
    priority: bool = Field(description="One of the priority chains of the Agenda.")
    selected_for: list[int] = Field(description="Years for which the programme chose it.")
    shortlist: list[str] = Field(description="The themes to begin with.")


class ChainsOut(ApiModel):
    """The product chains of a version of the list."""

    version: str
    items: list[ChainOut]


class RelevanceOut(ApiModel):
    """Whether a theme counts in the chain, and how much where the list says so."""

    theme: str
    names: LocalisedText
    relevant: bool | None = Field(description="Null: the list does not score this theme; it may count in any chain.")
    size: Literal["small", "medium", "large"] | None = Field(description="Null: not stated.")
    in_shortlist: bool


class SizeOut(ApiModel):
    """How large the chain is: an indicator with its figure, null where it takes a token or nothing is known."""

    indicator: str
    unit: str
    value: Number | None
    lower: Number | None
    upper: Number | None


class ChainIndicatorOut(ApiModel):
    """An indicator made by chain, with its figures of the year."""

    indicator: str
    names: LocalisedText
    definition: DefinitionOut
    rows: list[RowOut]


class WithheldOut(ApiModel):
    """An indicator on amounts or quantities from records that are not public: its figures take a token (C24)."""

    indicator: str
    names: LocalisedText


class ChainPhaseOut(ApiModel):
    """The phase of market transformation that the chain was found to be in, and on what that rests."""

    phase: int | None = Field(description="1 to 4; null where two assessments of a day differ.")
    assessed_on: Day
    evidence: str | None
    assessor: str | None
    dissent: str | None
    record: str = Field(description="Where ingest shows the record.")


class ChainPlanOut(ApiModel):
    """A plan for the chain: of the programme (chain-plan), or of a body that names the chain as its category."""

    type: str
    title: str | None
    year: int
    adopted_on: OptionalDay = Field(description="Or published. Null: not yet.")
    address: str | None
    record: str


class ChainActivityOut(ApiModel):
    """An activity in the chain, and how many bodies took part."""

    title: str | None
    theme: str | None
    target_group: str | None
    planned_on: Day
    done_on: OptionalDay
    bodies: int
    record: str


class ChainStandardOut(ApiModel):
    """How many contracts in the chain meet a standard."""

    standard: str | None
    assessed_on: Day
    contracts_meeting: int | None
    contracts_in_chain: int | None
    record: str


class DatedDocumentOut(ApiModel):
    """A document about the chain with its day."""

    title: str
    kind: Literal["plan", "list"]
    day: Day
    address: str


class ProductChainOut(ApiModel):
    """Everything about one chain, for whoever buys or sells in it."""

    chain: ChainOut
    list_version: str
    list_valid_from: OptionalDay
    list_valid_until: OptionalDay
    period: PeriodOut
    data_moment: OptionalMoment
    position: int | None
    series: Literal["current"]
    relevance: list[RelevanceOut]
    volume: list[SizeOut]
    spend: list[SizeOut]
    indicators: list[ChainIndicatorOut]
    withheld: list[WithheldOut]
    phases: list[ChainPhaseOut]
    plans: list[ChainPlanOut]
    activities: list[ChainActivityOut]
    standards: list[ChainStandardOut]
    documents: list[DatedDocumentOut]


def chains_out(chains: Sequence[Chain], version: ListVersion) -> ChainsOut:
    """The list in the words of the API."""
    return ChainsOut(version=version.version, items=[_chain(chain) for chain in chains])


def chain_out(read: ChainRead, *, registry_url: str, ingest_url: str) -> ProductChainOut:
    """A chain in the words of the API."""
    by_type: dict[str, list[Record]] = {}
    for record in read.records:
        by_type.setdefault(record.type, []).append(record)
    plans = by_type.get("chain-plan", [])
    first = answer_of(read.answers[0], most_rows=1) if read.answers else None
    answers = {answered.reading.card.code: answered for answered in read.answers}
    at = f"{ingest_url}/v1"
    return ProductChainOut(
        chain=_chain(read.chain),
        list_version=read.version.version,
        list_valid_from=read.version.valid_from,
        list_valid_until=read.version.valid_until,
        period=PeriodOut(from_=f"{read.year}-01", until=f"{read.year}-12"),
        data_moment=first.data_moment if first else None,
        position=first.position if first else None,
        series="current",
        relevance=_relevance(read.chain),
        volume=_sizes(_VOLUME, answers, read.withheld),
        spend=_sizes(_SPEND, answers, read.withheld),
        indicators=[_indicator(answered) for answered in read.answers],
        withheld=[
            WithheldOut(indicator=kept.card.code, names=LocalisedText.like(kept.card.names)) for kept in read.withheld
        ],
        phases=[ChainPhaseOut.like(phase, record=_record(at, phase)) for phase in read.phases],
        plans=[
            *(ChainPlanOut.like(each, year=each.happened_on.year, record=_record(at, each)) for each in plans),
            *(
                ChainPlanOut.like(
                    each, year=each.starts_on.year, adopted_on=each.published_on, record=f"/v1/plans/{each.unit}"
                )
                for each in read.plans
            ),
        ],
        activities=[
            ChainActivityOut.like(each, planned_on=each.happened_on, record=_record(at, each))
            for each in by_type.get("activity", [])
        ],
        standards=[
            ChainStandardOut.like(each, assessed_on=each.happened_on, record=_record(at, each))
            for each in by_type.get("chain-standard", [])
        ],
        documents=_documents(read, plans, registry_url=registry_url),
    )


def _chain(chain: Chain) -> ChainOut:
    cluster = labels("cluster")[chain.cluster]
    return ChainOut.like(
        chain,
        names=LocalisedText(nl=chain.nl, en=chain.en),
        cluster_names=LocalisedText(nl=cluster.nl, en=cluster.en),
        selected_for=list(chain.years),
        shortlist=shortlist(chain.relevance),
    )


def _relevance(chain: Chain) -> list[RelevanceOut]:
    chosen = shortlist(chain.relevance)
    scored = [
        RelevanceOut(
            theme=code,
            names=_names(code),
            relevant=chain.relevance[code] != "false",
            size=size if (size := chain.relevance[code]) in {"small", "medium", "large"} else None,  # type: ignore[arg-type]
            in_shortlist=code in chosen,
        )
        for code in SCORED_THEMES
    ]
    unscored = RelevanceOut(
        theme="social-return", names=_names("social-return"), relevant=None, size=None, in_shortlist=False
    )
    return [*scored, unscored]


def _names(code: str) -> LocalisedText:
    known = theme(code)
    return LocalisedText(nl=known.nl, en=known.en)


def _sizes(codes: Sequence[str], answers: Mapping[str, Answered], withheld: Sequence[KeptCard]) -> list[SizeOut]:
    hidden = {kept.card.code: kept.card for kept in withheld}
    sizes = []
    for code in codes:
        if code in answers:
            [row] = answer_of(answers[code], most_rows=1).rows
            unit = answers[code].reading.card.unit
            sizes.append(SizeOut(indicator=code, unit=unit, value=row.value, lower=row.lower, upper=row.upper))
        elif code in hidden:
            sizes.append(SizeOut(indicator=code, unit=hidden[code].unit, value=None, lower=None, upper=None))
    return sizes


def _indicator(answered: Answered) -> ChainIndicatorOut:
    answer = answer_of(answered, most_rows=1000)
    names = LocalisedText.like(answered.reading.card.names)
    return ChainIndicatorOut(indicator=answer.indicator, names=names, definition=answer.definition, rows=answer.rows)


def _record(at: str, of: Phase | Record) -> str:
    return f"{at}/programme-records/{quote(of.sender_key, safe='')}?buyer={quote(of.lead_body, safe='')}"


def _documents(read: ChainRead, plans: Sequence[Record], *, registry_url: str) -> list[DatedDocumentOut]:
    """Plans that were adopted and can be read, and the list itself, the newest first."""
    dated = [
        *((plan.title or plan.sender_key, plan.adopted_on, plan.address) for plan in plans),
        *((plan.title or plan.type, plan.published_on, plan.address) for plan in read.plans),
    ]
    documents = [
        DatedDocumentOut(title=title, kind="plan", day=day, address=address)
        for title, day, address in dated
        if day is not None and address is not None
    ]
    version = read.version
    listed = DatedDocumentOut(
        title=f"product-chains {version.version}",
        kind="list",
        day=version.valid_from,
        address=f"{registry_url}/v1/reference-lists/product-chains/versions/{version.version}",
    )
    return sorted([*documents, listed], key=lambda document: document.day, reverse=True)
