"""What was typed becomes the request that it asks for, and what cannot is named at its field."""

import pytest

from dashboard.registers.kept import access, meaning, parties, publishing, trails
from dashboard.registers.posted import Unfit, query_of, request_of
from dashboard.registers.register import Act, Field, Register
from dashboard.registers.view import addressed

REGISTERS = [each for module in (parties, access, meaning, publishing, trails) for each in module.REGISTERS]
ACTS = [(register, act) for register in REGISTERS for act in (*register.start, *register.acts)]


def act(*fields: Field, path: str = "/things", **stated: object) -> Act:
    return Act("doe", "Doe", "", "POST", path, ("kpi:read",), fields, **stated)  # type: ignore[arg-type]


def test_places_nest_and_positions_become_lists() -> None:
    body = request_of(
        act(Field("names.0.name", "Naam"), Field("identifiers.1.value", "Nummer"), Field("source", "Bron")),
        {"names.0.name": " Voorbeeldgemeente ", "identifiers.1.value": "1", "source": "besluit"},
    )
    assert body == {"names": [{"name": "Voorbeeldgemeente"}], "identifiers": [{"value": "1"}], "source": "besluit"}


def test_what_is_empty_and_not_required_is_left_out() -> None:
    assert request_of(act(Field("reason", "Reden", required=False)), {"reason": "  "}) == {}


@pytest.mark.parametrize(
    ("kind", "typed", "sent"),
    [
        ("number", "1.250,5".replace(".", ""), 1250.5),
        ("number", "2025", 2025),
        ("yes", "yes", True),
        ("lines", "a\r\n\r\n b ", ["a", "b"]),
        ("document", '{"code": "x"}', {"code": "x"}),
        ("keys", '{"client": "x", "jwks": {"keys": []}}', {"keys": []}),
        ("keys", '{"keys": []}', {"keys": []}),
    ],
)
def test_each_kind_of_field_is_sent_as_what_it_is(kind: str, typed: str, sent: object) -> None:
    assert request_of(act(Field("x", "X", kind)), {"x": typed}) == {"x": sent}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (Field("x", "X"), "", "Vul dit in."),
        (Field("x", "X", "number"), "veel", "Dit is geen getal."),
        (Field("x", "X", "document"), "{", "Dit is geen JSON."),
        (Field("x", "X", "choice", choices={"a": "A"}), "b", "Kies een van de mogelijkheden."),
    ],
)
def test_what_cannot_be_sent_is_named_at_its_field(field: Field, typed: str, said: str) -> None:
    with pytest.raises(Unfit) as unfit:
        request_of(act(field), {"x": typed})
    assert unfit.value.faults == {"x": said}


def test_what_goes_into_the_address_is_not_in_the_body() -> None:
    asked = act(Field("version", "V"), Field("note", "N", required=False), path="/lists/{version}", query=("note",))
    form = {"version": "2/..", "note": "x"}
    assert request_of(asked, form) == {}
    assert query_of(asked, form) == {"note": "x"}
    assert addressed(asked.path, None, form) == "/lists/2%2F.."


@pytest.mark.parametrize(("register", "asked"), ACTS, ids=lambda each: getattr(each, "key", ""))
def test_every_act_says_what_it_needs_to_be_addressed(register: Register, asked: Act) -> None:
    known = {register.id, *(field.place for field in asked.fields)}
    braces = {part.partition("}")[0] for part in asked.path.split("{")[1:]}
    assert braces <= known
    assert asked.document is None or asked.document in known
    assert len({field.id for field in asked.fields}) == len(asked.fields)


def test_registers_have_keys_of_their_own() -> None:
    assert len({register.key for register in REGISTERS}) == len(REGISTERS)
