"""Forms made of the data contracts: every one can be filled in, and what was filled in comes back as a record."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.asking.faults import Told
from dashboard.forms.maker import FormMaker, everything, record_of
from dashboard.forms.parts import NONE, Field, Part, every
from dashboard.forms.problems import by_place, summary_of
from dashboard.forms.schema import DataContract
from dashboard.page.language import Language, translations
from services.ingest.data_contracts.model import OwnRecordModel
from services.ingest.data_contracts.table import BY_FORMAT, DATA_CONTRACTS
from services.ingest.format_list.rules import example_of, json_schema, table_schema

LANGUAGES: tuple[Language, ...] = ("nl", "en")


def contract_of(model: type[OwnRecordModel]) -> DataContract:
    return DataContract(json_schema(model, address="https://ingest.example/schema"), table_schema(model))


def maker_of(contract: DataContract, language: Language = "nl") -> FormMaker:
    return FormMaker(contract, language, translations(language).gettext)


def fields_of(parts: tuple[Part, ...]) -> Iterator[Field]:
    return (part for part in every(parts) if isinstance(part, Field))


def typed(parts: tuple[Part, ...]) -> list[tuple[str, str]]:
    """What a browser sends of a form as it stands."""
    return [(field.place, value) for field in fields_of(parts) for value in field.values]


def plain(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Numbers as text: a form sends them so, exact to the last digit."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", DATA_CONTRACTS, ids=lambda model: model.format_name())
def test_what_is_filled_in_comes_back_as_it_was(model: type[OwnRecordModel], language: Language) -> None:
    contract = contract_of(model)
    record = {name: value for name, value in example_of(model).items() if everything(name)}

    again = record_of(contract, typed(maker_of(contract, language).parts(record)))

    assert plain(again) == plain(record)


@pytest.mark.parametrize("model", DATA_CONTRACTS, ids=lambda model: model.format_name())
def test_every_field_has_a_name_and_an_id_of_its_own(model: type[OwnRecordModel]) -> None:
    contract = contract_of(model)
    for language in LANGUAGES:
        parts = list(every(maker_of(contract, language).parts({})))
        assert all(part.label.strip() for part in parts)
        assert len({part.id for part in parts}) == len(parts)


def test_what_nobody_filled_in_is_left_out_and_none_is_said_apart() -> None:
    contract = contract_of(BY_FORMAT["ppds-registration"])

    assert record_of(contract, [("/senderKey", "  "), ("/themes", "")]) == {}
    assert record_of(contract, [("/themes", NONE)]) == {"themes": []}
    assert record_of(contract, [("/themes", NONE), ("/themes", "climate")]) == {"themes": ["climate"]}
    assert record_of(contract_of(BY_FORMAT["ppds-contract"]), [("/commitments", NONE)]) == {"commitments": []}


def test_only_places_of_the_contract_are_read() -> None:
    contract = contract_of(BY_FORMAT["ppds-registration"])
    hostile = [("/state", "final"), ("/buyer", "x"), ("/__proto__", "x"), ("/what/deeper", "x"), ("senderKey", "x")]

    assert record_of(contract, hostile) == {}


def test_a_number_is_written_with_a_comma_or_a_point_and_what_is_none_goes_on_as_it_is() -> None:
    contract = contract_of(BY_FORMAT["ppds-contract"])
    fields = [(f"/commitments/{row}/target", text) for row, text in enumerate(("12,5", "12.5", "veel"))]

    assert [row["target"] for row in record_of(contract, fields)["commitments"]] == ["12.5", "12.5", "veel"]


def test_a_problem_stands_at_its_field_and_one_deeper_at_what_is_around_it() -> None:
    contract = contract_of(BY_FORMAT["ppds-contract"])
    told = [Told("/commitments/0/dueOn", "te laat"), Told("/supplier/id/0", "onbekend"), Told("", "alles")]
    parts = maker_of(contract).parts({"commitments": [{"key": "C1"}]}, problems=by_place(told))

    [due] = [field for field in fields_of(parts) if field.place == "/commitments/0/dueOn"]
    assert due.problems == ("te laat",)
    ids = [line.id for line in summary_of(told, parts)]
    assert ids == [due.id, "veld-supplier-id", None]


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=20))
def test_no_posted_form_breaks_the_reading(fields: list[tuple[str, str]]) -> None:
    contract = contract_of(BY_FORMAT["ppds-plan"])
    stated = [(f"/actions/{name}", value) for name, value in fields] + fields

    record = record_of(contract, stated)

    maker_of(contract).parts(record)
    assert set(record) <= set(contract.root["properties"])
