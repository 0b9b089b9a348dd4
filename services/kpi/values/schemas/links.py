"""Where to read on from a figure: its definition, and the rows behind it as they stood."""

from functools import lru_cache
from urllib.parse import quote, urlencode

from services.kpi.values.operations.answering import Answered
from services.kpi.values.rules.question import UNKNOWN
from services.kpi.values.rules.reading import GroupKey, Reading
from services.kpi.values.schemas.answer import LinksOut
from services.kpi.values.schemas.asked import written


def definition_link(reading: Reading) -> str:
    """The card that was counted by, in its version."""
    return f"/v1/indicators/{reading.card.code}?version={reading.card.version}"


class Links:
    """The links of every row of an answer; what they share is written once."""

    def __init__(self, answered: Answered) -> None:
        reading, asked = answered.reading, answered.asked
        question = reading.question
        self._readings = [answered.read_in(bucket) for bucket in range(len(question.buckets))]
        self._buckets = question.buckets
        self._group_by = question.group_by
        shared: list[tuple[str, str]] = [
            (name, written(value or UNKNOWN))
            for name, values in question.filters.items()
            if name not in question.group_by
            for value in values
        ]
        shared.append(("countedOn", reading.card.fact.word_of(reading.counted_on)))
        pinned: list[tuple[str, str]] = []
        if asked.own:
            pinned.append(("view", asked.view))
        if question.boundaries is not None:
            pinned.append(("boundaries", question.boundaries.on.isoformat()))
        elif asked.publication is not None:
            pinned.append(("publication", asked.publication))
        elif answered.moment is not None:
            # So that the rows stay those of this figure; boundaries are those of today's register and cannot be pinned.
            pinned.append(("asOf", str(answered.moment.position)))
        self._shared = urlencode(shared)
        self._pinned = "".join(f"&{urlencode([each])}" for each in pinned)
        self._evidence = f"/v1/indicators/{reading.card.code}/evidence"
        self._explanation = f"/v1/explanations?indicator={reading.card.code}"

    def of(self, key: GroupKey, bucket: int) -> LinksOut:
        """The links of one group in one part of the period."""
        period = self._buckets[bucket]
        group = "".join(f"&{name}={_quoted(value)}" for name, value in zip(self._group_by, key, strict=True))
        reading = self._readings[bucket]
        version = f"&version={reading.card.version}"
        asked = f"from={period.first}&until={period.last}{group}&{self._shared}{version}{self._pinned}"
        return LinksOut(
            definition=definition_link(reading),
            explanation=f"{self._explanation}&{asked}",
            evidence=f"{self._evidence}?{asked}",
        )


@lru_cache(maxsize=10_000)
def _quoted(value: str) -> str:
    """A value of a group as it stands in an address: the same bodies and tiers come back in every answer."""
    return quote(written(value or UNKNOWN), safe="")
