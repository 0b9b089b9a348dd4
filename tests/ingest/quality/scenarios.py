"""Procurements that each fail one quality rule, or to which it does not apply, beside one that passes them all.

Every scenario stands on days of its own, so that a score of one day is the score of one scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from tests.ingest.service.builders import release

Release: TypeAlias = dict[str, Any]
Change: TypeAlias = Callable[[Release, Release], None]


def launched_on(number: int) -> date:
    """The day on which the call of this scenario was dispatched."""
    return date(2025, 1, 1) + timedelta(days=7 * number)


def awarded_on(number: int) -> date:
    """The day on which this scenario was awarded."""
    if number == NUMBERS["awarded before launch"]:
        return launched_on(number) - timedelta(days=20)
    return date(2025, 7, 1) + timedelta(days=7 * number)


def _moment(day: date) -> str:
    return f"{day.isoformat()}T09:00:00Z"


def _call(number: int) -> Release:
    call: Release = release(number, title="Schoonmaak")
    call["date"] = _moment(launched_on(number))
    call["tender"] |= {"value": {"amount": 200_000, "currency": "EUR"}, "procurementMethod": "open"}
    call["tender"]["lots"][0] |= {"value": {"amount": 200_000, "currency": "EUR"}}
    return call


def _result(number: int) -> Release:
    result: Release = release(number, tag="award")
    day = awarded_on(number)
    supplier = {
        "id": "s1",
        "name": "Verzonnen Schoonmaak B.V.",
        "roles": ["supplier"],
        "identifier": {"scheme": "NL-KVK", "id": "99000123"},
        "address": {"countryName": "NLD"},
        "details": {"scale": "small"},
    }
    result["parties"].append(supplier)
    result |= {
        "date": _moment(day + timedelta(days=12)),
        "bids": {"statistics": [{"id": "1", "measure": "bids", "value": 3, "relatedLots": ["LOT-0001"]}]},
        "awards": [
            {
                "id": "A1",
                "status": "active",
                "date": _moment(day),
                "relatedLots": ["LOT-0001"],
                "value": {"amount": 187_250, "currency": "EUR"},
                "suppliers": [{"id": "s1", "name": "Verzonnen Schoonmaak B.V."}],
            }
        ],
        "contracts": [{"id": "C1", "awardID": "A1", "dateSigned": _moment(day + timedelta(days=4))}],
    }
    result["tender"]["status"] = "complete"
    return result


def _as_it_is(_call: Release, _result: Release) -> None:
    pass


def _no_result(_call: Release, result: Release) -> None:
    result.clear()


def _day_of_contract_missing(_call: Release, result: Release) -> None:
    del result["contracts"][0]["dateSigned"]


def _tenders_missing(_call: Release, result: Release) -> None:
    del result["bids"]


def _size_missing(_call: Release, result: Release) -> None:
    del result["parties"][1]["details"]


def _estimate_missing(call: Release, _result: Release) -> None:
    del call["tender"]["value"]
    del call["tender"]["lots"][0]["value"]


def _second_buyer_unknown(call: Release, _result: Release) -> None:
    call["parties"].append({"id": "b2", "name": "Nergens bekend", "roles": ["buyer"]})


def _nobody_knows_the_number(_call: Release, result: Release) -> None:
    result["parties"][1]["identifier"]["id"] = "KvK 12 34"


def _foreign(_call: Release, result: Release) -> None:
    result["parties"][1] |= {"address": {"countryName": "BEL"}, "identifier": {"scheme": "BE-BCE", "id": "1"}}


def _amount_of_one_digit(_call: Release, result: Release) -> None:
    result["awards"][0]["value"]["amount"] = 777_777


def _no_amount(_call: Release, result: Release) -> None:
    del result["awards"][0]["value"]


def _too_many_tenders(_call: Release, result: Release) -> None:
    result["bids"]["statistics"][0]["value"] = 250


def _sixty_lots(call: Release, result: Release) -> None:
    lots = [{"id": f"LOT-{number:04}", "status": "active"} for number in range(1, 61)]
    call["tender"]["lots"] = result["tender"]["lots"] = lots


def _nature_unknown(call: Release, result: Release) -> None:
    del call["tender"]["mainProcurementCategory"], result["tender"]["mainProcurementCategory"]


def _awarded_before_launch(call: Release, result: Release) -> None:
    launched = date.fromisoformat(call["date"][:10])
    result["awards"][0]["date"] = _moment(launched - timedelta(days=20))
    del result["contracts"]


def _day_not_believed(_call: Release, result: Release) -> None:
    result["awards"][0]["date"] = _moment(date(2033, 1, 1))


def _announced_late(_call: Release, result: Release) -> None:
    signed = date.fromisoformat(result["contracts"][0]["dateSigned"][:10])
    result["date"] = _moment(signed + timedelta(days=31))


def _cancelled(call: Release, result: Release) -> None:
    call["tender"]["status"] = result["tender"]["status"] = "cancelled"
    del result["awards"], result["contracts"], result["bids"]


def _no_call(call: Release, _result: Release) -> None:
    call.clear()


def _criteria_named(call: Release, _result: Release) -> None:
    stated = {"strategies": ["euGPPCriteria"], "goal": "environmental.climateChangeMitigation"}
    call["tender"]["lots"][0] |= {"hasSustainability": True, "sustainability": [stated]}


def _bid_of_another_amount(_call: Release, result: Release) -> None:
    value = {"amount": 9_000_000, "currency": "EUR"}
    bid = {"id": "B1", "status": "valid", "relatedLots": ["LOT-0001"], "tenderers": [{"id": "s1"}], "value": value}
    result["bids"]["details"] = [bid]
    result["awards"][0]["relatedBids"] = ["B1"]


SCENARIOS: Final[Mapping[str, Change]] = MappingProxyType(
    {
        "right": _as_it_is,
        "no result": _no_result,
        "day of contract missing": _day_of_contract_missing,
        "tenders missing": _tenders_missing,
        "size missing": _size_missing,
        "estimate missing": _estimate_missing,
        "second buyer unknown": _second_buyer_unknown,
        "number of nobody": _nobody_knows_the_number,
        "foreign supplier": _foreign,
        "amount of one digit": _amount_of_one_digit,
        "no amount": _no_amount,
        "250 tenders": _too_many_tenders,
        "sixty lots": _sixty_lots,
        "nature unknown": _nature_unknown,
        "awarded before launch": _awarded_before_launch,
        "day not believed": _day_not_believed,
        "announced late": _announced_late,
        "cancelled": _cancelled,
        "no call": _no_call,
        "criteria named": _criteria_named,
        "supplemented": _as_it_is,
        "totals differ": _bid_of_another_amount,
        "themes contradict": _criteria_named,
        "results contradict": _as_it_is,
    }
)
NUMBERS: Final = {name: number for number, name in enumerate(SCENARIOS, start=1)}


def releases_of(name: str) -> list[Release]:
    """The call and the result of this scenario."""
    number = NUMBERS[name]
    call, result = _call(number), _result(number)
    SCENARIOS[name](call, result)
    stated = [each for each in (call, result) if each]
    return stated + [other for each in stated if (other := _otherwise(name, each)) is not None]


def _otherwise(name: str, stated: Release) -> Release | None:
    """The same version again with other content, where that is what the scenario is about."""
    other = deepcopy(stated)
    match name, stated["tag"]:
        case "themes contradict", ["tender"]:
            other["tender"]["lots"][0] = {"id": "LOT-0001", "hasSustainability": False}
        case "results contradict", ["award"]:
            other["bids"]["statistics"][0]["value"] = 5
        case _:
            return None
    return other


def supplement_of(name: str) -> dict[str, Any]:
    """A supplement of its buyer."""
    return {
        "format": "ppds-supplement",
        "senderKey": f"AANV-{NUMBERS[name]}",
        "procurement": {"ocid": f"ocds-voorbeeld-{NUMBERS[name]:06}"},
        "lots": [{"lotId": "LOT-0001", "themes": {"climate": "yes"}}],
    }
