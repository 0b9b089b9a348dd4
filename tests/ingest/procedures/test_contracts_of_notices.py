"""Which statements of notices are about one contract, and what each says: whatever the order of arrival."""

import dataclasses
import itertools
from datetime import date
from typing import Any

from services.ingest.procedures.rules.lot.contracts import contracts_of
from shared.procurement.contract import CompiledContract, Modification
from shared.procurement.notice import Contract, Notice, Organisation, Stage, Tender
from tests.ingest.eforms.builders import parsed, real_files
from tests.ingest.procedures.builders import euro, kept, result

AWARD = "22222222-2222-4222-8222-222222222222"
CHANGE = "33333333-2222-4222-8222-222222222222"
END = "44444444-2222-4222-8222-222222222222"


def awarded(notice_id: str = AWARD, *, number: str | None = "N1", firm: str = "99900001", **fields: Any) -> Notice:  # noqa: ANN401
    """A result with one contract for the first lot."""
    stated = result(notice_id, **fields)
    return dataclasses.replace(
        stated,
        contracts=(dataclasses.replace(stated.contracts[0], number=number),),
        organisations=(Organisation("ORG-0101", "Fictief bedrijf", (("kvk", firm),), "NLD"),),
    )


def changed(number: str | None = "N1", value: int = 120_000, **fields: Any) -> Notice:  # noqa: ANN401
    said = Modification("CON-0001", None, "add-wss", "Meer nodig", "Meer")
    told: dict[str, Any] = {
        "stage": Stage.MODIFICATION,
        "dispatched_on": date(2026, 1, 5),
        "modifications": (said,),
        **fields,
    }
    return awarded(CHANGE, number=number, value=euro(value), **told)


def completed(number: str | None = "N1") -> Notice:
    return awarded(END, number=number, stage=Stage.COMPLETION, dispatched_on=date(2027, 1, 5))


def compiled(*notices: Notice) -> tuple[CompiledContract, ...]:
    return contracts_of(kept(*notices))


def stages(contract: CompiledContract) -> list[str]:
    return [each.stage for each in contract.statements]


def test_award_change_and_completion_of_one_number_are_one_contract_in_any_order() -> None:
    notices = [awarded(), changed(), completed()]
    [expected] = compiled(*notices)
    assert stages(expected) == ["result", "modification", "completion"]
    assert [each.value for each in expected.statements] == [euro(100_000), euro(120_000), euro(100_000)]
    assert expected.statements[1].modifications[0].reason == "add-wss"
    for order in itertools.permutations(notices):
        assert compiled(*order) == (expected,)


def test_a_change_under_another_number_is_of_the_only_contract_of_that_lot_and_supplier() -> None:
    [one] = compiled(awarded(), changed("WIJZIGING-02"))
    assert (one.number, stages(one)) == ("N1", ["result", "modification"])
    two = compiled(awarded(firm="99900002"), changed("WIJZIGING-02"))
    assert [stages(each) for each in two] == [["result"], ["modification"]]


def test_a_change_is_of_none_where_two_contracts_may_be_meant() -> None:
    first, second = awarded(number="N1"), awarded("55555555-2222-4222-8222-222222222222", number="N2")
    found = compiled(first, second, changed("WIJZIGING-02"))
    assert [(each.number, stages(each)) for each in found] == [
        ("N1", ["result"]),
        ("N2", ["result"]),
        ("WIJZIGING-02", ["modification"]),
    ]


def test_a_change_is_of_the_contract_of_the_notice_that_it_names() -> None:
    other = "55555555-2222-4222-8222-222222222222"
    told = changed("WIJZIGING-02", modifications=(Modification("CON-0001", f"{other}-01", "add-wss"),))
    found = compiled(awarded(number="N1"), awarded(other, number="N2"), told)
    assert [(each.number, stages(each)) for each in found] == [("N1", ["result"]), ("N2", ["result", "modification"])]


def test_results_under_one_system_are_contracts_of_their_own() -> None:
    second = awarded("55555555-2222-4222-8222-222222222222", number=None, firm="99900002")
    assert len(compiled(awarded(number=None), second)) == 2


def test_a_higher_version_replaces_and_two_forms_of_one_version_say_what_they_agree_on() -> None:
    higher = dataclasses.replace(awarded(value=euro(5000)), version="02")
    [one] = compiled(awarded(), higher)
    assert [each.value for each in one.statements] == [euro(5000)]
    rival = awarded(value=euro(7000))
    [torn] = compiled(awarded(), rival)
    assert (torn.statements[0].value, torn.statements[0].conflicting) == (None, ("value",))
    assert torn.statements[0].awarded_on == date(2025, 6, 18)


def test_an_amount_that_two_contracts_share_is_that_of_neither() -> None:
    stated = awarded()
    both = dataclasses.replace(
        stated, contracts=(*stated.contracts, Contract("CON-0002", ("TEN-0001",), number="N2")),
        tenders=(Tender("TEN-0001", "LOT-0001", euro(100_000), None, ("ORG-0101",)),),
    )  # fmt: skip
    assert [each.statements[0].value for each in compiled(both)] == [None, None]


def test_the_changes_in_the_examples_of_the_sdk_are_read() -> None:
    files = (parsed(path.read_bytes()).notice for path in real_files("sdk-examples"))
    read = [each for each in files if each is not None]
    changing = [each for each in read if each.stage is Stage.MODIFICATION]
    assert len(changing) >= 5
    for each in changing:
        [contract, *_] = contracts_of(kept(each))
        [said, *_] = contract.statements[0].modifications
        assert said.reason is not None
        assert said.description is not None
    [ended] = [each for each in read if each.stage is Stage.COMPLETION]
    [contract] = contracts_of(kept(ended))
    [statement] = contract.statements
    assert (statement.completed, statement.paid, statement.penalties) == (True, euro(95414), euro(12345))
