"""Facts of contracts in plain Python, day by day, from the documents as they were sent; each in one final version."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.oracle.expression import Row

CHECKED = ("declared", "verified", "audited")
NEAREST = ("supplier", "buyer", "third-party")
IN_TONNES = {"GRM": Decimal("0.000001"), "KGM": Decimal("0.001"), "TNE": Decimal(1)}
PER_TONNE = {"KLI-E07": 1000, "MIL-E02a": 1000, "MIL-E02b": 1000}
ANSWERS = {"yes": True, "no": False}


class Measured:
    """An observation with what its report says of it."""

    def __init__(self, report: Mapping[str, Any], stated: Mapping[str, Any]) -> None:
        self.report, self.stated = report, stated
        self.first = date.fromisoformat(stated["period"]["from"])
        self.last = date.fromisoformat(stated["period"]["until"])
        self.days = {self.first + timedelta(days=each) for each in range((self.last - self.first).days + 1)}
        self.realised = Decimal(str(stated["realised"]))
        self.reference = None if "reference" not in stated else Decimal(str(stated["reference"]))
        self.total = None if "total" not in stated else Decimal(str(stated["total"]))
        self.rank = (CHECKED.index(report["verification"]), NEAREST.index(report["source"]))
        method = stated.get("method", {})
        self.way = (stated["reading"], stated.get("unit"), tuple(sorted(method.items())))
        self.says = (self.realised, self.reference, self.total, self.way)
        self.speaks, self.contradicted = True, False

    @property
    def value(self) -> Decimal:
        """What was realised, or avoided where there is a reference."""
        return self.realised if self.reference is None else self.reference - self.realised


def facts_of(sent: Iterable[tuple[str, str, Mapping[str, Any]]]) -> Mapping[str, list[Row]]:
    """Rows of the three facts; what was sent as (body, tier, document)."""
    documents = list(sent)
    rows: dict[str, list[Row]] = {"contract": [], "commitment": [], "observation": []}
    for body, tier, contract in documents:
        if contract["format"] != "ppds-contract":
            continue
        reports = [
            each
            for other, _, each in documents
            if other == body and each.get("contract") == contract["senderKey"] and "observations" in each
        ]
        measured = [Measured(each, stated) for each in reports for stated in each["observations"]]
        _choose(measured)
        placed = {"lead_body": body, "tier": tier, "released": contract.get("release") != "hold"}
        rows["contract"] += [{**placed, **each} for each in _standing(contract, measured)]
        rows["commitment"] += [{**placed, **each} for each in _promised(contract, measured, placed["released"])]
        rows["observation"] += [
            {**placed, **_seen(contract, each, measured, placed["released"])} for each in measured if each.speaks
        ]
    return rows


def _choose(measured: Sequence[Measured]) -> None:
    for each in measured:
        rivals = [
            other
            for other in measured
            if (other.stated.get("commitment"), other.stated.get("indicator"))
            == (each.stated.get("commitment"), each.stated.get("indicator"))
            and (other.first, other.last) == (each.first, each.last)
        ]
        best = max(other.rank for other in rivals)
        equals = [other for other in rivals if other.rank == best]
        first = min(equals, key=lambda other: other.report["senderKey"])
        each.speaks = each is first
        each.contradicted = len({other.says for other in equals}) > 1


def _standing(contract: Mapping[str, Any], measured: Sequence[Measured]) -> Iterator[Row]:
    begins, commitments = date.fromisoformat(contract["startsOn"]), contract.get("commitments")
    ends = date.fromisoformat(contract["endsOn"]) if "endsOn" in contract else _later(begins, 10)
    dues = [date.fromisoformat(each["dueOn"]) for each in commitments or () if "dueOn" in each]
    expected = min([_later(begins, 1), *dues])
    role = contract.get("responsibleRole")
    day = begins
    while day <= ends:
        if day.day == monthrange(day.year, day.month)[1]:
            since = _later(day, -1)
            yield {
                "state_on": day,
                "kind": contract["kind"],
                "running": True if "endsOn" in contract else None,
                "has_commitments": None if commitments is None else len(commitments) > 0,
                "measurable": None
                if commitments is None
                else any({"target", "unit", "compare"} <= each.keys() for each in commitments),
                "has_manager": None if role is None else role != "none",
                "reporting_clause": ANSWERS.get(contract.get("reportingClause", "")),
                "measurement_due": day >= expected,
                "measured": any(since < each.last <= day for each in measured),
            }
        day += timedelta(days=1)


def _promised(contract: Mapping[str, Any], measured: Sequence[Measured], released: object) -> Iterator[Row]:
    for each in contract.get("commitments", ()):
        about = [one for one in measured if one.stated.get("commitment") == each["key"]]
        met, realised, used = _judged(each, about, date.fromisoformat(contract["startsOn"]))
        held = any(one.report.get("release") == "hold" for one in used)
        yield {
            "released": bool(released) and not held,
            "theme": each["theme"],
            "indicator": each.get("indicator"),
            "target": None if "target" not in each else Decimal(str(each["target"])),
            "unit_code": each.get("unit"),
            "due_on": date.fromisoformat(each["dueOn"]) if "dueOn" in each else None,
            "met": met,
            "realised": realised,
            "shown_by": min((one.report["verification"] for one in used), key=CHECKED.index, default="none"),
        }


def _judged(
    promise: Mapping[str, Any], about: Sequence[Measured], begins: date
) -> tuple[bool | None, Decimal | None, list[Measured]]:
    if "dueOn" not in promise:
        return None, None, []
    due = date.fromisoformat(promise["dueOn"])
    first = max(begins, _later(due, -1) + timedelta(days=1)) if promise["basis"] == "per-year" else begins
    counting = sorted((each for each in about if each.speaks and each.last <= due), key=lambda each: each.last)
    reading = counting[0].way[0] if counting else None
    if reading == "in-period":
        counting = [each for each in counting if each.first >= first]
    if not counting or len({each.way for each in counting}) > 1 or any(each.contradicted for each in counting):
        return None, None, []
    if reading == "in-period":
        total, used, whole = _day_by_day(counting, first, due)
    elif reading == "cumulative":
        total, used, whole = _so_far(counting, first, due, begins)
    else:
        total, used, whole = counting[-1].value, counting[-1:], counting[-1].last > _later(due, -1)
    unit, wanted = str(counting[0].stated["unit"]), str(promise.get("unit"))
    if total is not None and unit != wanted:
        fit = unit in IN_TONNES and wanted in IN_TONNES
        total = total * IN_TONNES[unit] / IN_TONNES[wanted] if fit else None
    if total is None:
        return None, None, []
    may_turn = reading == "state" or counting[0].reference is not None
    return _kept(promise, total, whole=whole, may_turn=may_turn), total, used


def _day_by_day(counting: list[Measured], first: date, due: date) -> tuple[Decimal | None, list[Measured], bool]:
    days = [day for each in counting for day in each.days]
    if len(days) != len(set(days)) or len({each.reference is None for each in counting}) > 1:
        return None, counting, False
    window = {first + timedelta(days=each) for each in range((due - first).days + 1)}
    return sum((each.value for each in counting), Decimal(0)), counting, set(days) == window


def _so_far(
    counting: list[Measured], first: date, due: date, begins: date
) -> tuple[Decimal | None, list[Measured], bool]:
    last, whole = counting[-1], counting[-1].last == due
    if first == begins or last.first >= first:
        return last.value, [last], whole
    before = [each for each in counting if each.last + timedelta(days=1) == first]
    return (last.value - before[0].value, [before[0], last], whole) if before else (None, [last], whole)


def _kept(promise: Mapping[str, Any], total: Decimal, *, whole: bool, may_turn: bool) -> bool | None:
    if "target" not in promise or "compare" not in promise:
        return None
    target = Decimal(str(promise["target"]))
    if whole:
        kept = {"at-least": total >= target, "at-most": total <= target, "equal": total == target}
        return kept[promise["compare"]]
    if not may_turn and total >= 0 and promise["compare"] == "at-least" and total >= target:
        return True
    if not may_turn and total >= 0 and promise["compare"] != "at-least" and total > target:
        return False
    return None


def _seen(
    contract: Mapping[str, Any], each: Measured, measured: Sequence[Measured], released: object
) -> dict[str, Any]:
    stated = each.stated
    promise = next((one for one in contract.get("commitments", ()) if one["key"] == stated.get("commitment")), None)
    peers = sorted(
        (
            one
            for one in measured
            if one.speaks
            and (one.stated.get("commitment"), one.stated.get("indicator"))
            == (stated.get("commitment"), stated.get("indicator"))
        ),
        key=lambda one: one.last,
    )
    indicator = stated.get("indicator", None if promise is None else promise.get("indicator"))
    in_tonnes = IN_TONNES.get(str(stated.get("unit")), Decimal(1))
    factor = in_tonnes * PER_TONNE.get(indicator, 1) if indicator else Decimal(1)
    added, reference, total = (None if value is None else value * factor for value in _added(each, peers))
    return {
        "released": bool(released) and each.report.get("release") != "hold",
        "theme": promise["theme"]
        if promise
        else {
            "SOR": "social-return",
            "KLI": "climate",
            "CIR": "circular",
            "MIL": "pollution-biodiversity",
            "MRA": "human-rights-labour",
        }.get((indicator or "")[:3]),
        "indicator": indicator,
        "period_until": each.last,
        "unit_code": stated.get("unit"),
        "method": "; ".join(stated["method"][name] for name in ("name", "table", "version") if name in stated["method"])
        if "method" in stated
        else None,
        "realised_in_period": added,
        "reference_in_period": reference,
        "total_in_period": total,
        "stands": each.realised if each.way[0] == "state" and not each.contradicted else None,
        "stands_of": each.total if each.way[0] == "state" and not each.contradicted else None,
    }


def _added(each: Measured, peers: Sequence[Measured]) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    reading = each.way[0]
    if len({one.way for one in peers}) > 1 or reading == "state" or each.contradicted:
        return None, None, None
    realised, reference, total = each.realised, each.reference, each.total
    if reading == "cumulative":
        before = [one for one in peers if one.last < each.last]
        if before:
            if before[-1].contradicted:
                return None, None, None
            realised -= before[-1].realised
            reference = None if reference is None else reference - (before[-1].reference or Decimal(0))
            total = None if total is None else total - (before[-1].total or Decimal(0))
    elif sum(len(one.days) for one in peers) != len(set().union(*(one.days for one in peers))):
        return None, None, None
    return realised, reference, total


def _later(day: date, years: int) -> date:
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
