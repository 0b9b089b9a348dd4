"""Proposals, validations, trials and the change log of a definition, as the API takes and gives them."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from services.kpi.definitions.operations import last_day
from services.kpi.definitions.rules.breaks import breaks
from services.kpi.definitions.rules.card import Card, KeptCard
from services.kpi.definitions.schemas import IndicatorOut, indicator_shown
from services.kpi.proposals.operations.trying import Computed, Trial
from services.kpi.proposals.rules.changes import changes
from services.kpi.proposals.rules.examination import Examined, Fault
from services.kpi.proposals.rules.faults import TOO_MANY_GROUPS
from services.kpi.proposals.store import Kind, Proposal, State
from services.kpi.values.rules.months import Granularity
from services.kpi.values.schemas.answer import AnswerOut, CountsOut, CoverageOut, Number, PeriodOut, RowOut
from services.kpi.values.schemas.answered import answer_of
from services.kpi.values.schemas.asked import MONTH
from services.kpi.values.schemas.dimensioned import Grouped, Values
from shared.errors import BadInput
from shared.free_text import WrittenReason
from shared.http.schema import ApiModel, Day, LocalisedText, Moment, OptionalDay, OptionalMoment
from shared.procurement.finding import Finding, Severity
from shared.reference.lists import Status


class Adoption(ApiModel):
    """From which day what was proposed holds, and why."""

    valid_from: Day
    reason: WrittenReason


class Reasoned(ApiModel):
    """Why."""

    reason: WrittenReason


class CardFinding(ApiModel):
    """What is wrong or odd: its rule, the property, and the line and column of the text (both from 1)."""

    code: str
    severity: Severity
    location: str
    line: int | None
    column: int | None
    message: LocalisedText


class CardValidationOut(ApiModel):
    """What validating a card gave; nothing of it is kept. `card` is the card as it was understood."""

    valid: bool
    findings: list[CardFinding]
    card: IndicatorOut | None


class ProposalOut(ApiModel):
    """A proposal: a version of a definition, or the end of an indicator (`retirement`)."""

    id: int
    kind: Kind
    code: str
    version: str
    state: State
    reason: str
    proposed_by: str = Field(description="Pseudonym.")
    proposed_at: Moment
    decided_by: str | None = Field(description="Pseudonym.")
    decided_at: OptionalMoment
    decision: str | None = Field(description="Why it was adopted or withdrawn.")
    valid_from: OptionalDay = Field(description="From which day it holds, once adopted.")
    card: IndicatorOut | None
    changed: list["ChangedOut"] = Field(description="What differs from the version that is newest now.")


class ChangedOut(ApiModel):
    """A property that differs between two versions."""

    property: str
    before: str | None
    after: str | None


class CardVersionOut(ApiModel):
    """A version of a definition in its change log: who decided what, when and why, and what changed."""

    version: str
    status: Status
    valid_from: Day
    valid_until: OptionalDay
    break_: bool = Field(alias="break", description="Figures before and after it are not to be compared.")
    changed: list[ChangedOut]
    reason: str | None = Field(description="Of the proposal; null for a version that came with the program.")
    decision: str | None
    proposed_at: OptionalMoment
    decided_at: OptionalMoment
    proposed_by: str | None = Field(description="Pseudonym; for whoever may propose or adopt definitions alone.")
    decided_by: str | None = Field(description="Pseudonym; for whoever may propose or adopt definitions alone.")


class EndOut(ApiModel):
    """The end of an indicator: the first day on which it no longer holds, and why."""

    valid_from: Day
    reason: str
    decision: str
    decided_at: OptionalMoment
    proposed_by: str | None
    decided_by: str | None


class CardVersionsOut(ApiModel):
    """The change log of a definition, newest version first, and its ends."""

    code: str
    items: list[CardVersionOut]
    ends: list[EndOut]


class TrialAsked(ApiModel):
    """Over which period and in which groups a proposal is tried."""

    from_: str = Field(alias="from", pattern=MONTH, description="First month, as 2025-01.")
    until: str = Field(pattern=MONTH, description="Last month, included.")
    granularity: Granularity | None = Field(None, description="A row per calendar month, quarter or year.")
    group_by: Values = Field([], description="Dimensions to group by, repeated or separated by commas.")
    counted_on: Annotated[str, Field(max_length=40)] | None = Field(None, description="One of the card's own dates.")


class TrialFigure(ApiModel):
    """The figure of one version in one group."""

    value: Number | None
    reason: str | None
    lower: Number | None
    upper: Number | None
    counts: CountsOut | None
    coverage: CoverageOut | None


class TrialRow(Grouped):
    """One group in one part of the period, by both versions. `difference` is proposed less current, where both are."""

    period: PeriodOut | None = None
    current: TrialFigure | None
    proposed: TrialFigure | None
    difference: Number | None


class TrialOut(ApiModel):
    """A proposed version beside the one in force over the same rows, as they stand now."""

    code: str
    proposed_version: str
    current_version: str | None
    break_: bool = Field(alias="break", description="Whether a series would show a break where this is adopted.")
    period: PeriodOut
    position: int
    proposed_seconds: float
    current_seconds: float | None
    findings: list[CardFinding]
    rows: list[TrialRow]


def validation_shown(examined: Examined, cards: Sequence[KeptCard]) -> CardValidationOut:
    """What was found in a card."""
    shown = None if examined.card is None else _card_shown(examined.card, cards)
    return CardValidationOut(valid=shown is not None, findings=[_fault(each) for each in examined.faults], card=shown)


def proposal_shown(proposal: Proposal, cards: Sequence[KeptCard]) -> ProposalOut:
    """A proposal, with what differs from the newest version there is."""
    card = proposal.card
    older = [kept.card for kept in cards if kept.card.code == proposal.code and kept.card.version != proposal.version]
    return ProposalOut.like(
        proposal,
        card=None if card is None else _card_shown(card, cards),
        changed=[] if card is None or not older else _changed(older[-1], card),
    )


def versions_shown(
    code: str, versions: Sequence[KeptCard], proposals: Sequence[Proposal], *, people: bool
) -> CardVersionsOut:
    """The change log of an indicator; cards come by version."""
    adopted = {each.version: each for each in proposals if each.kind == "version" and each.state == "adopted"}
    before = [None, *(kept.card for kept in versions[:-1])]
    log = [
        _version_shown(kept, older, adopted.get(kept.card.version), versions, people=people)
        for older, kept in zip(before, versions, strict=True)
    ]
    ends = [each for each in proposals if each.kind == "retirement" and each.state == "adopted"]
    return CardVersionsOut(
        code=code,
        items=log[::-1],
        ends=[EndOut.like(each, **({} if people else _NOBODY)) for each in ends],
    )


_NOBODY: dict[str, object] = {"proposed_by": None, "decided_by": None}


def trial_shown(trial: Trial, *, most_rows: int) -> TrialOut:
    """Both versions side by side; every group that occurs in either has a row."""
    proposed = _rows(trial.proposed, most_rows)
    current = {} if trial.current is None else _rows(trial.current, most_rows)
    reading, asked = trial.proposed.answered.reading, trial.proposed.answered.asked
    older = None if trial.current is None else trial.current.answered.reading.card
    return TrialOut(
        code=reading.card.code,
        proposed_version=reading.card.version,
        current_version=None if older is None else older.version,
        break_=older is not None and breaks(older, reading.card),
        period=PeriodOut(from_=str(asked.period.first), until=str(asked.period.last)),
        position=trial.moment.position,
        proposed_seconds=trial.proposed.seconds,
        current_seconds=None if trial.current is None else trial.current.seconds,
        findings=[_found(each) for each in trial.findings],
        rows=[_beside(current.get(key), proposed.get(key)) for key in sorted(proposed.keys() | current.keys())],
    )


def _rows(computed: Computed, most_rows: int) -> dict[str, RowOut]:
    answer: AnswerOut = answer_of(computed.answered, most_rows=most_rows)
    if answer.next is not None:
        raise BadInput(errors=(TOO_MANY_GROUPS.within("query", "groupBy", most=most_rows),))
    groups = {*Grouped.model_fields, "period"}
    return {row.model_dump_json(include=groups): row for row in answer.rows}


def _beside(current: RowOut | None, proposed: RowOut | None) -> TrialRow:
    values = [None if row is None else row.value for row in (current, proposed)]
    difference = None if values[0] is None or values[1] is None else round(values[1] - values[0], 4)
    named = current or proposed
    assert named is not None  # noqa: S101 - a row of either
    groups = {name: getattr(named, name) for name in named.model_fields_set & {*Grouped.model_fields, "period"}}
    return TrialRow(**groups, current=_figure(current), proposed=_figure(proposed), difference=difference)


def _figure(row: RowOut | None) -> TrialFigure | None:
    return None if row is None else TrialFigure.like(row)


def _version_shown(
    kept: KeptCard, older: Card | None, proposal: Proposal | None, versions: Sequence[KeptCard], *, people: bool
) -> CardVersionOut:
    return CardVersionOut(
        version=kept.card.version,
        status=kept.card.status,
        valid_from=kept.card.valid_from,
        valid_until=last_day(kept, versions),
        break_=older is not None and breaks(older, kept.card),
        changed=[] if older is None else _changed(older, kept.card),
        reason=proposal.reason if proposal else None,
        decision=proposal.decision if proposal else None,
        proposed_at=proposal.proposed_at if proposal else None,
        decided_at=proposal.decided_at if proposal else None,
        proposed_by=proposal.proposed_by if proposal and people else None,
        decided_by=proposal.decided_by if proposal and people else None,
    )


def _card_shown(card: Card, cards: Sequence[KeptCard]) -> IndicatorOut:
    return indicator_shown(KeptCard(0, card, seeded=False, failure=None), cards)


def _changed(older: Card, newer: Card) -> list[ChangedOut]:
    return [ChangedOut.model_validate(each) for each in changes(older, newer)]


def _fault(fault: Fault) -> CardFinding:
    return _found(fault.finding, line=fault.place.line, column=fault.place.column)


def _found(finding: Finding, *, line: int | None = None, column: int | None = None) -> CardFinding:
    return CardFinding(
        code=finding.rule,
        severity=finding.severity,
        location=finding.location,
        line=line,
        column=column,
        message=LocalisedText(nl=finding.nl, en=finding.en),
    )
