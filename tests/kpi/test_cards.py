"""Cards: read strictly, kept unchanged, and documented from the same source."""

import json
from collections.abc import Iterator
from datetime import date
from importlib import resources

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.kpi.cells.rules.aggregates import compile_measure
from services.kpi.definitions.operations import chosen_card
from services.kpi.definitions.rules.card import Card, KeptCard, built_in_cards, read_card, stored_card
from services.kpi.definitions.rules.faults import CardError
from services.kpi.definitions.store import keep_cards, kept_cards
from shared.procurement.themes import THEMES

GOOD = """
code = "TST-P01"
version = "1.0.0"
status = "concept"
owner = "Test"
valid_from = 2020-01-01
theme = "alle"
level = "process"
scope = "procurement"
unit = "%"
direction = "higher"
sources = ["Test"]
[names]
nl = "Proef"
en = "Test"
[definition]
nl = "Een proef."
en = "A test."
[measure]
kind = "share"
fact = "procedure"
unit_of_count = "procedure"
counted_on = "awarded_on"
variants = ["launched_on"]
time = "flow"
population = "true"
hit = "climate"
"""


@pytest.fixture
def kpi(database: str) -> Iterator[Engine]:
    engine = create_engine(role_url(database, "ppds_kpi"), poolclass=NullPool)
    yield engine
    engine.dispose()


def changed(**measure: object) -> Card:
    card = read_card(GOOD, place="test")
    return card.model_copy(update={"measure": card.measure.model_copy(update=measure)})


@pytest.mark.parametrize("card", built_in_cards(), ids=lambda card: f"{card.code} {card.version}")
def test_a_built_in_card_compiles_and_survives_being_stored(card: Card) -> None:
    compile_measure(card)
    again = stored_card(card.content)
    assert again == card
    assert again.content_hash == card.content_hash
    assert set(card.measure.counted_on_columns) == set(card.fact.date_columns)


def test_every_card_says_how_it_is_measured_and_very_few_are_core() -> None:
    cards = built_in_cards()
    assert [card.code for card in cards if card.method is None] == []
    core = [card.theme for card in cards if card.core]
    assert set(THEMES) <= set(core)
    assert max(core.count(theme) for theme in core) <= 2
    effects = [card for card in cards if card.level == "effect" and card.measure.fact in {"observation", "commitment"}]
    assert [card.code for card in effects if card.ask_supplier is None] == []
    goals = {goal for card in cards for goal in card.goals}
    assert {"P-I-a", "P-I-b", "P-II", "P-III", "P-IV"} <= goals


def test_codes_and_versions_are_unique() -> None:
    keys = [(card.code, card.version) for card in built_in_cards()]
    assert len(keys) == len(set(keys)) >= 10


@pytest.mark.parametrize(
    ("old", "new", "place", "rule"),
    [
        ('kind = "share"', 'kind = "median"', "/measure/kind", "literal-error"),
        ('hit = "climate"', 'value = "awarded_value"', "/measure", "card-kind"),
        ('hit = "climate"', "", "/measure", "card-kind"),
        ('fact = "procedure"', 'fact = "notice"', "/measure/fact", "card-unknown-fact"),
        ('unit_of_count = "procedure"', 'unit_of_count = "lot"', "/measure/unit_of_count", "card-other-unit"),
        ('time = "flow"', 'time = "wave"', "/measure/time", "literal-error"),
        ('time = "flow"', 'time = "flow"\nminimum_coverage = 0.1', "/measure/minimum_coverage", "greater-than-equal"),
        ('time = "flow"', 'time = "flow"\ntypo = 1', "/measure/typo", "extra-forbidden"),
        ('variants = ["launched_on"]', 'variants = ["awarded_on"]', "/measure/variants", "card-same-date"),
        (
            'variants = ["launched_on"]',
            'required_dimensions = ["theme"]',
            "/measure/required_dimensions",
            "card-no-dimension",
        ),
        ('version = "1.0.0"', 'version = "1"', "/version", "string-pattern-mismatch"),
        ('code = "TST-P01"', 'code = "test"', "/code", "string-pattern-mismatch"),
        ('owner = "Test"', "", "/owner", "missing"),
        ('sources = ["Test"]', "sources = []", "/sources", "too-short"),
        ('direction = "higher"', 'direction = "higher"\nobligation = ["rijk"]', "/obligation/0", "literal-error"),
        ('owner = "Test"', 'owner = "Test"\ngoals = ["doel 1"]', "/goals/0", "string-pattern-mismatch"),
        ('owner = "Test"', 'owner = "Test"\npolicies = ["npce", "wet"]', "/policies/1", "card-no-policy"),
        ("[names]", "[names", "", "card-no-toml"),
    ],
)
def test_a_faulty_card_is_refused_with_its_place(old: str, new: str, place: str, rule: str) -> None:
    assert old in GOOD
    with pytest.raises(CardError, match=r"faulty\.toml") as refused:
        read_card(GOOD.replace(old, new, 1), place="faulty.toml")
    assert (place, rule) in [(finding.location, finding.rule) for finding in refused.value.findings]
    assert f"faulty.toml {place}".strip() in str(refused.value)


@pytest.mark.parametrize("required", [[], ["localTheme"], ["organisation"]])
def test_a_card_on_themes_of_a_bodys_own_that_could_count_several_bodies_is_refused(required: list[str]) -> None:
    card = next(card for card in built_in_cards() if card.fact.name == "local_theme_use")
    stated = "required_dimensions = " + json.dumps(list(card.measure.required_dimensions))
    written = (
        resources.files("services.kpi.definitions.cards").joinpath(f"{card.code}.toml").read_text(encoding="utf-8")
    )
    assert stated in written
    with pytest.raises(CardError) as refused:
        read_card(written.replace(stated, f"required_dimensions = {json.dumps(required)}"), place="total.toml")
    assert [(each.location, each.rule) for each in refused.value.findings] == [
        ("/measure/required_dimensions", "card-dimension-of-fact")
    ]


def test_an_expression_is_refused_with_card_property_and_place() -> None:
    with pytest.raises(CardError, match=r"TST-P01 1\.0\.0 /measure/hit: 'klimaat' is no column of the fact procedure"):
        compile_measure(changed(hit="klimaat"))
    with pytest.raises(CardError, match=r"/measure/weight: .*gives a boolean, and a number is needed"):
        compile_measure(changed(weight="climate"))


def test_a_changed_card_without_a_new_version_is_refused(kpi: Engine) -> None:
    card = read_card(GOOD, place="test")
    with kpi.begin() as connection:
        keep_cards(connection, [card])
        keep_cards(connection, [card])
        with pytest.raises(CardError, match=r"TST-P01 1\.0\.0: .* differs .* give the card a new version"):
            keep_cards(connection, [changed(hit="circular")])
        keep_cards(connection, [changed(hit="circular").model_copy(update={"version": "1.10.0"})])
        keep_cards(connection, [changed(hit="circular").model_copy(update={"version": "1.9.0"})])
        assert [kept.card.version for kept in kept_cards(connection)] == ["1.0.0", "1.9.0", "1.10.0"]


def test_not_even_the_service_itself_can_change_a_kept_card(kpi: Engine) -> None:
    with kpi.begin() as connection:
        keep_cards(connection, [read_card(GOOD, place="test")])
    for statement in ("update kpi.card set content = '{}'", "delete from kpi.card"):
        with kpi.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text(statement))


def test_the_version_valid_on_the_last_day_of_the_period_is_used() -> None:
    old = read_card(GOOD, place="test")
    new = old.model_copy(update={"version": "2.0.0", "valid_from": date(2025, 7, 1)})
    cards = [KeptCard(1, old, True, None), KeptCard(2, new, True, None)]
    assert chosen_card(cards, "TST-P01", version=None, on=date(2025, 6, 30)).card.version == "1.0.0"
    assert chosen_card(cards, "TST-P01", version=None, on=date(2025, 12, 31)).card.version == "2.0.0"
    assert chosen_card(cards, "TST-P01", version=None, on=date(2010, 1, 31)).card.version == "1.0.0"
    assert chosen_card(cards, "TST-P01", version="1.0.0", on=date(2025, 12, 31)).card.version == "1.0.0"


def test_a_card_is_counted_on_the_dates_it_states() -> None:
    card = changed(variants=())
    assert card.counted_on_column(None) == "awarded_on"
    with pytest.raises(CardError, match=r"not counted on launched\. It is on awarded"):
        card.counted_on_column("launched")
