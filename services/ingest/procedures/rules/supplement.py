"""What the buyer's supplements together say of a procedure, lot by lot: above every notice in rank.

Of each supplement its newest version speaks (C10); several that say different things of one matter are conflicting,
and so are two contents of one version: then nothing is known, and a finding says so. Silence contradicts nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeVar
from uuid import UUID

from services.ingest.procedures.rules.findings import SUPPLEMENT_LOT_UNKNOWN, SUPPLEMENT_OF_OTHER, SUPPLEMENTS_CONFLICT
from services.ingest.procedures.rules.kept import KeptNotice
from shared.procurement.finding import Finding
from shared.procurement.notice import Criterion, LotAnswers, Supplement
from shared.procurement.themes import THEMES, Evidence, ThemeState

T = TypeVar("T")
TERM: Final = "supplement"
_WHOLE: Final = ""

_ANSWERS: Final = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class SaidOfLot:
    """What is said of one lot; None and an absent theme are silent or conflicting."""

    themes: Mapping[str, ThemeState] = field(default_factory=dict)
    own_themes: Mapping[str, ThemeState] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    criteria: tuple[Criterion, ...] | None = None
    price_weight: Decimal | None = None
    explained: Mapping[str, str] | None = None  # None: no supplement speaks of it
    suitable: bool | None = None
    wage_sum_reached: bool | None = None
    wage_sum_of_whole: bool = False  # said of all lots together
    duration_months: int | None = None
    isv_applied: bool | None = None
    risk_category: str | None = None
    mki_applied: bool | None = None
    mki_role: str | None = None


NOTHING_SAID: Final = SaidOfLot()


@dataclass(frozen=True, slots=True)
class _Spoken:
    """One supplement in its newest version: a variant for each content of that version."""

    name: str
    variants: tuple[Supplement, ...]


class Supplements:
    """The supplements of one procedure that speak. `findings` fills as they are read."""

    def __init__(self, spoken: Sequence[_Spoken] = ()) -> None:
        self._spoken = spoken
        self.findings: list[Finding] = []

    def __bool__(self) -> bool:
        return bool(self._spoken)

    @property
    def lot_ids(self) -> set[str]:
        """The lots they name."""
        return {lot.lot_id for each in self._spoken for said in each.variants for lot in said.lots} - {_WHOLE}

    def of_procedure(self, place: str, read: Callable[[Supplement], T | None]) -> T | None:
        """What is said of the procedure as a whole; None with a finding where that is conflicting."""
        value, conflicting = _agreed([[read(said) for said in each.variants] for each in self._spoken])
        if conflicting:
            self.findings.append(SUPPLEMENTS_CONFLICT.at(place))
        return value

    def of_lot(self, lot_id: str) -> SaidOfLot:
        """What is said of one lot."""
        if not self._spoken:
            return NOTHING_SAID
        return _LotReading(lot_id, self._spoken).said()


def speaking(
    kept: Sequence[KeptNotice], of_lead: AbstractSet[UUID], *, awarded: bool, lot_ids: AbstractSet[str]
) -> Supplements:
    """The supplements that the lead buyer released: with its award, or before it if so stated (C29).

    `of_lead` are those of the lead buyer, `lot_ids` the lots that notices name; what is said of other lots, and what
    other bodies say, is heard in findings alone.
    """
    versions: defaultdict[str, list[KeptNotice]] = defaultdict(list)
    for each in kept:
        if each.id in of_lead:
            versions[each.notice.notice_id].append(each)
    spoken = [said for name in sorted(versions) if (said := _newest(name, versions[name], awarded=awarded))]
    supplements = Supplements(spoken)
    others = {each.notice.notice_id for each in kept} - versions.keys()
    supplements.findings.extend(SUPPLEMENT_OF_OTHER.at("/notices", name) for name in sorted(others))
    unknown = sorted(supplements.lot_ids - lot_ids)
    supplements.findings.extend(SUPPLEMENT_LOT_UNKNOWN.at(f"/lots/{lot_id}", lot_id) for lot_id in unknown)
    return supplements


def _newest(name: str, versions: Sequence[KeptNotice], *, awarded: bool) -> _Spoken | None:
    newest = max(each.version for each in versions)
    top = sorted((each for each in versions if each.version == newest), key=lambda each: each.content_hash)
    said = [each.notice.supplement for each in top]
    stated = tuple(each for each in said if each is not None and not each.withdrawn)
    if len(stated) < len(top) or not all(_released(each, awarded=awarded) for each in stated):
        return None
    return _Spoken(name, stated)


def _released(said: Supplement, *, awarded: bool) -> bool:
    return said.release == "now" or (awarded and said.release == "on-award")


class _LotReading:
    """Reading one lot: what is said of it apart goes before what is said of every lot."""

    def __init__(self, lot_id: str, spoken: Sequence[_Spoken]) -> None:
        self._lot_id = lot_id
        self._spoken = spoken
        self._lots = [[_both(said, lot_id) for said in each.variants] for each in spoken]
        self._findings: list[Finding] = []

    def said(self) -> SaidOfLot:
        wage_sum = self._answer("socialReturn/wageSumAtLeast250000", lambda lot: lot.wage_sum_reached)
        themes = dict(self._themes("themes", THEMES, lambda lot: lot.themes))
        named = {
            theme for variants in self._lots for pair in variants for lot in pair if lot for theme, _ in lot.own_themes
        }
        own_themes = dict(self._themes("ownThemes", sorted(named), lambda lot: lot.own_themes))
        spoken_of = any(apart or whole for variants in self._lots for apart, whole in variants)
        explained = self._read("explanations", lambda lot: lot.explained or None)
        return SaidOfLot(
            themes=themes,
            own_themes=own_themes,
            evidence=(*self._evidence(themes), *self._own_evidence(own_themes)),
            criteria=self._read("criteria", lambda lot: lot.criteria),
            price_weight=self._read("priceWeightPercent", lambda lot: lot.price_weight),
            explained=dict(explained or ()) if spoken_of else None,
            suitable=self._answer("socialReturn/suitable", lambda lot: lot.suitable),
            wage_sum_reached=wage_sum,
            wage_sum_of_whole=not self._apart(lambda lot: lot.wage_sum_reached),
            duration_months=self._read("socialReturn/durationMonths", lambda lot: lot.duration_months),
            isv_applied=self._answer("internationalSocialConditions/applied", lambda lot: lot.isv_applied),
            risk_category=self._read("internationalSocialConditions/riskCategory", lambda lot: lot.risk_category),
            mki_applied=self._answer("environmentalCostIndicator/applied", lambda lot: lot.mki_applied),
            mki_role=self._read("environmentalCostIndicator/role", lambda lot: lot.mki_role),
            findings=tuple(self._findings),
        )

    def _themes(
        self, place: str, themes: Iterable[str], read: Callable[[LotAnswers], Sequence[tuple[str, str]]]
    ) -> Iterator[tuple[str, ThemeState]]:
        for theme in themes:
            value, conflicting = self._value(lambda lot, theme=theme: dict(read(lot)).get(theme))  # type: ignore[misc]
            if conflicting:
                self._findings.append(SUPPLEMENTS_CONFLICT.at(f"/lots/{self._lot_id}/{place}/{theme}", theme))
                yield theme, ThemeState.CONFLICTING
            elif value is not None:
                yield theme, ThemeState(value)

    def _evidence(self, themes: Mapping[str, ThemeState]) -> Iterator[Evidence]:
        for each, variants in zip(self._spoken, self._lots, strict=True):
            for apart, whole in variants:
                for theme in themes:
                    lot = next(
                        (said for said in (apart, whole) if said is not None and theme in dict(said.themes)), None
                    )
                    if lot is not None:
                        state = ThemeState(dict(lot.themes)[theme])
                        yield Evidence(theme, state, TERM, state.value, each.name, f"{lot.place}/themes/{theme}")

    def _own_evidence(self, own_themes: Mapping[str, ThemeState]) -> Iterator[Evidence]:
        for each, variants in zip(self._spoken, self._lots, strict=True):
            for pair in variants:
                for theme in own_themes:
                    lot = next((said for said in pair if said is not None and theme in dict(said.own_themes)), None)
                    if lot is not None:
                        names = [name for name, _ in lot.own_themes]
                        state = ThemeState(dict(lot.own_themes)[theme])
                        place = f"{lot.place}/ownThemes/{names.index(theme)}/answer"
                        yield Evidence(theme, state, TERM, state.value, each.name, place)

    def _answer(self, place: str, read: Callable[[LotAnswers], str | None]) -> bool | None:
        said = self._read(place, read)
        return None if said is None else _ANSWERS.get(said)

    def _read(self, place: str, read: Callable[[LotAnswers], T | None]) -> T | None:
        value, conflicting = self._value(read)
        if conflicting:
            self._findings.append(SUPPLEMENTS_CONFLICT.at(f"/lots/{self._lot_id}/{place}"))
        return value

    def _value(self, read: Callable[[LotAnswers], T | None]) -> tuple[T | None, bool]:
        return _agreed([[_first(each, read) for each in variants] for variants in self._lots])

    def _apart(self, read: Callable[[LotAnswers], T | None]) -> bool:
        """Whether this is said of this lot apart."""
        return any(apart is not None and read(apart) is not None for variants in self._lots for apart, _ in variants)


def _both(said: Supplement, lot_id: str) -> tuple[LotAnswers | None, LotAnswers | None]:
    named = {lot.lot_id: lot for lot in said.lots}
    return named.get(lot_id), named.get(_WHOLE)


def _first(lots: tuple[LotAnswers | None, LotAnswers | None], read: Callable[[LotAnswers], T | None]) -> T | None:
    return next((value for lot in lots if lot is not None and (value := read(lot)) is not None), None)


def _agreed(by_supplement: Sequence[Sequence[T | None]]) -> tuple[T | None, bool]:
    """The one value that is said, and whether there are several; variants of one version must say the same."""
    values: list[T] = []
    for variants in by_supplement:
        if any(each != variants[0] for each in variants):
            return None, True
        if variants[0] is not None and variants[0] not in values:
            values.append(variants[0])
    return (values[0], False) if len(values) == 1 else (None, len(values) > 1)
