"""Lots of a notice: those it lists, or those its awards are for when it lists none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree
from lxml.etree import _Element as Element

from services.ingest.formats.doubled_ids import Ids
from services.ingest.formats.ted_xml import rules
from services.ingest.formats.ted_xml.codes import DYNAMIC, FRAMEWORK, NATURE
from services.ingest.formats.ted_xml.forms import Form
from services.ingest.formats.ted_xml.scope import LOT, Scope, child, local
from services.ingest.formats.ted_xml.values import Reading
from shared.procurement.days import MONTHS_PER, months_between, months_of
from shared.procurement.notice import AwardCriterion, Lot, LotKind, SourceCode, SourceText

THE_ONE = "LOT-0000"
"""How the whole is named where a notice is not divided into lots, as eForms does."""
_ASK_FOR_SYSTEMS = frozenset({"F02", "F03", "F04", "F05", "F06"})
"""Forms on which a framework agreement and a purchasing system are boxes: not ticked is no."""
_KINDS = (("AC_QUALITY", "quality"), ("AC_COST", "cost"), ("AC_PRICE", "price"))
_RESERVED = {
    "RESTRICTED_SHELTERED_WORKSHOP": ("BT-71", "res-ws"),
    "RESTRICTED_TO_SHELTERED_WORKSHOPS": ("BT-71", "res-ws"),
    "RESERVED_ORGANISATIONS_SERVICE_MISSION": ("BT-71", "res-pub-ser"),
    "RESTRICTED_SHELTERED_PROGRAM": ("BT-736", "yes"),
    "RESTRICTED_TO_FRAMEWORK_SHELTERED_EMPLOYMENT": ("BT-736", "yes"),
}
_SEPARATOR = re.compile(r"[\s.,;/&+]+")
_RANGE = re.compile(r"(\d{1,4})\s?[-\u2013]\s?(\d{1,4})", re.ASCII)
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Numbers:
    """The lots of a notice by the number that it gives them."""

    ids: Mapping[str, str]
    only: str | None

    def meant(self, stated: str | None) -> Sequence[str]:
        """The lots that a number means: one, or several (`1, 2`, `3-5`); none when that cannot be told.

        Where there is only one lot it is that, whatever is said.
        """
        if self.only is not None:
            return (self.only,)
        if stated is None:
            return ()
        own = self.ids.get(_plain(stated))
        if own is not None:
            return (own,)
        between = _RANGE.fullmatch(stated.strip())
        parts = (
            [str(number) for number in range(int(between[1]), int(between[2]) + 1)]
            if between is not None
            else [_plain(part) for part in _SEPARATOR.split(stated) if part]
        )
        return tuple(self.ids[part] for part in parts) if parts and all(part in self.ids for part in parts) else ()


def lots(
    notice: Scope, awards: Iterable[Scope], form: Form, kind: LotKind, reading: Reading
) -> tuple[list[Lot], Numbers]:
    """Read the lots of a notice, with their numbers."""
    parts = list(notice.parts(LOT))
    if not parts and not notice.has("NO_LOT_DIVISION"):
        parts = _awarded(awards)
    if not parts:
        parts = [notice]
    shared = _Shared(notice, form, kind, reading)
    stated = [reading.code(part.first("LOT_NO", "LOT_NUMBER"), "BT-137") for part in parts]
    if len(parts) == 1 and (stated[0] is None or _plain(stated[0]) == "0" or parts[0] is notice):
        only = _id_of(None, 1, kind, one=True)
        return [shared.lot(parts[0], only)], Numbers({}, only)
    ids: Ids[Element] = Ids(etree.tostring)
    read: list[Lot] = []
    numbers: dict[str, str] = {}
    for position, (part, number) in enumerate(zip(parts, stated, strict=True), start=1):
        wanted = _id_of(number, position, kind, one=False)
        if number is None:
            reading.add(rules.NO_LOT_NUMBER, part.element)
        own, other = ids.own(wanted, part.element)
        if other is not None:
            rule = rules.REPEATED_LOT if own is None else rules.DUPLICATE_LOT
            reading.add(rule, part.element, number, lot=number, place=reading.place(other))
        if own is None:
            continue
        if number is not None:
            numbers.setdefault(_plain(number), own)
        read.append(shared.lot(part, own))
    return read, Numbers(numbers, read[0].lot_id if len(read) == 1 else None)


def _awarded(awards: Iterable[Scope]) -> list[Scope]:
    """The first award for each lot number, of a notice that lists no lots."""
    first: dict[str, Scope] = {}
    for award in awards:
        element = award.first("LOT_NO", "LOT_NUMBER")
        number = _plain((element.text or "") if element is not None else "")
        first.setdefault("" if number == "0" else number, award)
    return [award for number, award in first.items() if number]


def _plain(number: str) -> str:
    stripped = number.strip().lower()
    return stripped.lstrip("0") or "0" if _NUMBER.fullmatch(stripped) else stripped


def _id_of(number: str | None, position: int, kind: LotKind, *, one: bool) -> str:
    """The identifier as eForms writes it: LOT-0001; a number that is none stays as it is."""
    prefix = "PAR" if kind is LotKind.PART else "LOT"
    if one:
        return f"{prefix}-0000"
    if number is None:
        return f"#{position}"
    plain = _plain(number)
    return f"{prefix}-{int(plain):04}" if _NUMBER.fullmatch(plain) else number


class _Shared:
    """What a notice says of all its lots together."""

    def __init__(self, notice: Scope, form: Form, kind: LotKind, reading: Reading) -> None:
        self._notice, self._reading, self._kind = notice, reading, kind
        none = "none" if form.number in _ASK_FOR_SYSTEMS else None
        self._framework = "fa-wo-rc" if notice.has(*FRAMEWORK) else none
        self._dps = "dps-list" if notice.has(*DYNAMIC) else none
        self._title = reading.text(notice.first("TITLE", "TITLE_CONTRACT"), "BT-21")
        self._nature = nature(notice, reading)
        self._cpv, self._more = cpv_codes(notice, reading)
        self._codes = tuple(
            SourceCode(term, code, reading.place(element))
            for name, (term, code) in _RESERVED.items()
            for element in notice.all(name)
        )
        conditions = notice.first("PERFORMANCE_CONDITIONS")
        text = reading.text(conditions, "BT-70")
        self._texts = (
            () if text is None or conditions is None else (SourceText("BT-70", text, reading.place(conditions)),)
        )

    def lot(self, part: Scope, lot_id: str) -> Lot:
        reading = self._reading
        main, more = (self._cpv, self._more) if part is self._notice else cpv_codes(part, reading)
        starts_on, ends_on, months = _duration(part, reading)
        title = (
            self._title
            if part is self._notice
            else reading.text(part.first("TITLE", "LOT_TITLE", "CONTRACT_TITLE"), "BT-21")
        )
        read, texts = _criteria(part if part.has("AC") else self._notice, reading)
        return Lot(
            lot_id=lot_id,
            place=reading.place(part.element),
            kind=self._kind,
            title=title or self._title,
            nature=self._nature,
            cpv=main or self._cpv,
            cpv_additional=more or (self._more if main is None and part.name not in LOT else ()),
            estimated_value=reading.amount(part.first("VAL_OBJECT", "COSTS_RANGE_AND_CURRENCY"), "BT-27"),
            framework=self._framework,
            dps=self._dps,
            duration_months=months,
            starts_on=starts_on,
            ends_on=ends_on,
            codes=self._codes,
            texts=(*texts, *self._texts),
            criteria=read,
            withheld=tuple(reading.withheld(part, ("AC",), "BT-539", "BT-541", "BT-734")),
        )


def nature(notice: Scope, reading: Reading) -> str | None:
    """Main nature (BT-23)."""
    element = notice.first("TYPE_CONTRACT")
    if element is None:
        return None
    stated = reading.code(element, "BT-23", of="CTYPE") or reading.code(element, "BT-23", of="VALUE")
    return NATURE.get(stated or "")


def cpv_codes(scope: Scope, reading: Reading) -> tuple[str | None, tuple[str, ...]]:
    """Main and additional CPV codes."""
    main = scope.first("CPV_MAIN")
    more = (reading.cpv(child(element, "CPV_CODE"), "BT-263") for element in scope.all("CPV_ADDITIONAL"))
    stated = None if main is None else reading.cpv(child(main, "CPV_CODE"), "BT-262")
    return stated, tuple(dict.fromkeys(code for code in more if code is not None))


def _duration(scope: Scope, reading: Reading) -> tuple[date | None, date | None, Decimal | None]:
    """Start, end and months: as stated, else from the dates."""
    starts_on = reading.day(scope.first("DATE_START", "START_DATE"), "BT-536")
    ends_on = reading.day(scope.first("DATE_END", "END_DATE"), "BT-537")
    stated = scope.first("DURATION")
    period = scope.first("PERIOD_WORK_DATE_STARTING")
    size, unit = None, ""
    if stated is not None:
        size, unit = reading.count(stated, "BT-36"), stated.get("TYPE", "")
    elif period is not None:
        months, days = child(period, "MONTHS"), child(period, "DAYS")
        size, unit = (
            (reading.count(months, "BT-36"), "MONTH") if months is not None else (reading.count(days, "BT-36"), "DAY")
        )
    if size is not None and unit in MONTHS_PER:
        return starts_on, ends_on, months_of(Decimal(size), MONTHS_PER[unit])
    if starts_on is None or ends_on is None:
        return starts_on, ends_on, None
    if ends_on < starts_on:
        reading.add(rules.ENDS_BEFORE_IT_STARTS, scope.first("DATE_END", "END_DATE"), ends_on.isoformat())
        return starts_on, ends_on, None
    return starts_on, ends_on, months_between(starts_on, ends_on)


def _criteria(scope: Scope, reading: Reading) -> tuple[tuple[AwardCriterion, ...], list[SourceText]]:
    """Award criteria with their weights; weights that add up to a hundred are percentages."""
    if any(each.get("PUBLICATION") == "NO" for each in scope.all("AC")):
        return (), []
    stated: list[tuple[Element, str | None, Element | None, Element | None]] = [
        (element, kind, child(element, "AC_CRITERION"), child(element, "AC_WEIGHTING"))
        for name, kind in _KINDS
        for element in scope.all(name)
    ]
    stated += [(each, "quality", each, None) for each in scope.all("AC_CRITERION") if _is_by_itself(each)]
    stated += [(each, "price", None, None) for each in scope.all("LOWEST_PRICE")]
    stated += [
        (each, None, child(each, "CRITERIA"), child(each, "WEIGHTING")) for each in scope.all("CRITERIA_DEFINITION")
    ]
    weights = [reading.number(reading.text(weight, "BT-541")) for *_, weight in stated]
    exact = "per-exa" if sum(weight or 0 for weight in weights) == _HUNDRED else "dec-exa"
    criteria: list[AwardCriterion] = []
    texts: list[SourceText] = []
    for (element, kind, named, _), weight in zip(stated, weights, strict=True):
        name = reading.text(named, "BT-734")
        place = reading.place(element)
        criteria.append(AwardCriterion(kind, name, weight, None if weight is None else exact, place))
        if name is not None and named is not None:
            texts.append(SourceText("BT-734", name, reading.place(named)))
    return tuple(criteria), texts


def _is_by_itself(criterion: Element) -> bool:
    parent = criterion.getparent()
    return parent is not None and local(parent.tag) == "AC"
