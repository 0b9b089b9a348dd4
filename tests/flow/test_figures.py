"""Every figure of the demo year, read over HTTP, is that of the oracle over its procedures and over its ledger."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo import Ledger, write
from demo.goals import goals_of_the_demonstration
from demo.market.bodies import bodies
from demo.own_records import senders
from demo.own_themes import THEMES, body_with_themes
from deploy.development_issuer import trusted_issuer
from deploy.embedded import role_url
from deploy.local_registry import LocalRegistry
from services.kpi.definitions.facts import facts
from tests.flow import indicator_table, procedure_rows, quality_table
from tests.flow.house import House, contents, house_on, query, tables_of
from tests.flow.question_counts import PAGE, WRITE, Asked, asked_of, page
from tests.flow.sending_the_year import own_senders, send, send_own_records, send_supplements, state_own_themes
from tests.issuer import running_issuer
from tests.oracle import ledger_rows
from tests.oracle.answers import check, counts_in
from tests.oracle.card import OracleCard, cards, every_card, grouped_as_needed, plain_codes
from tests.oracle.expression import Row
from tests.people import trusted_issuers

AT_LEISURE = {"refresh_interval_seconds": 0.5, "refresh_pause_limit_seconds": 2.0}
SINGLE = ((), ("tier",), ("organisation",), ("nature",), ("productChain",))
DOUBLE = (("threshold",), ("tier", "nature"), ("tier", "productChain"), ("tier", "organisation"))
FINEST = ("tier", "nature", "threshold", "productChain")


@dataclass(frozen=True)
class Asking:
    """A granularity, the period it is asked over, and the groupings, those that are crossed with themes as well.

    All of the year lies in the period.
    """

    granularity: str | None
    first: str
    last: str
    groupings: tuple[tuple[str, ...], ...]
    themed: tuple[tuple[str, ...], ...]


WHOLE = Asking(None, "2024-01", "2026-12", SINGLE + DOUBLE, SINGLE)
BY_YEAR = Asking("year", "2024-01", "2026-12", SINGLE + DOUBLE, ((), ("tier",)))
BY_QUARTER = Asking("quarter", "2024-10", "2026-03", SINGLE, ((), ("tier",)))
BY_MONTH = Asking("month", "2024-10", "2026-03", SINGLE, ((), ("tier",)))


@dataclass
class Year:
    """The demo year, loaded, with what a reader of procedures can compute from it."""

    house: House
    ledger: Ledger
    folder: Path
    procedures: list[dict[str, Any]]
    own: Mapping[str, httpx.Client]
    asked_first: Mapping[str, Asked]
    """What each of these bodies was asked before it sent a supplement."""

    @cached_property
    def facts(self) -> dict[str, list[Row]]:
        """Rows of the facts, as the procedures of the API say."""
        return procedure_rows.facts_of(self.procedures)

    @cached_property
    def told(self) -> dict[str, list[Row]]:
        """Rows of the facts, as the ledger says."""
        return ledger_rows.facts_of(self.ledger)

    def values(self, codes: Sequence[str], asking: Asking = WHOLE, **asked: str | None) -> list[dict[str, Any]]:
        """Answers of several indicators, numbers exact as they stand on the line."""
        stated = {"limit": "5000", "from": asking.first, "until": asking.last, "granularity": asking.granularity}
        written = {name: value for name, value in {**stated, **asked}.items() if value is not None}
        answer = self.house.reader.get("/values", params={"indicators": ",".join(codes), **written})
        assert answer.status_code == 200, answer.text[:1000]
        found: list[dict[str, Any]] = json.loads(answer.text, parse_float=Decimal)["items"]
        assert [entry["indicator"] for entry in found] == list(codes)
        for one in found:
            self._read_on(one, written)
        return found

    def _read_on(self, answer: dict[str, Any], written: Mapping[str, str]) -> None:
        """Add the rows past the limit, page by page."""
        while answer["next"] is not None:
            query = {**written, "cursor": answer["next"]}
            page = self.house.reader.get(f"/indicators/{answer['indicator']}/values", params=query)
            assert page.status_code == 200, page.text[:1000]
            found = json.loads(page.text, parse_float=Decimal)
            answer["rows"] += found["rows"]
            answer["next"] = found["next"]


def people_of(issuer_url: str) -> dict[str, object]:
    """Settings by which kpi knows the people of the demonstration."""
    return {"trusted_issuers": (*trusted_issuers(), trusted_issuer(issuer_url))}


@pytest.fixture(scope="module")
def year(database_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    folder = tmp_path_factory.mktemp("demo-year")
    ledger = write(folder, packed=True)
    with running_issuer() as issuer_url, house_on(database_module, kpi=AT_LEISURE | people_of(issuer_url)) as house:
        registry = LocalRegistry(role_url(database_module, "ppds_registry"))
        assert registry.import_parties(folder / "parties.csv", demo=True).refused == 0
        state_own_themes(house)
        send(house, folder, ledger)
        own = own_senders(house, ledger)
        asked_first = {body: asked_of(http) for body, http in own.items()}
        send_supplements(own, folder, ledger)
        send_own_records(house, folder)
        goals_of_the_demonstration(house.services.kpi_url, issuer_url)
        house.settle(seconds=120)
        yield Year(house, ledger, folder, house.procedures(), own, asked_first)


# --- against the oracle, over the procedures and over the ledger ------------------------------------------------------


@pytest.mark.parametrize("counted_on", ["awarded", "launched"])
@pytest.mark.parametrize("asking", [WHOLE, BY_YEAR, BY_QUARTER, BY_MONTH], ids=lambda asking: asking.granularity)
def test_every_figure_is_that_of_the_oracle_over_what_was_compiled_and_over_the_ledger(
    year: Year, asking: Asking, counted_on: str
) -> None:
    compared = told = 0
    for codes, groupings in (
        (plain_codes(), asking.groupings),
        (codes_needing("theme"), tuple((*group_by, "theme") for group_by in asking.themed)),
        (codes_needing("localTheme"), (("organisation", "localTheme"), ("tier", "organisation", "localTheme"))),
    ):
        for group_by in groupings:
            for answer in year.values(codes, asking, countedOn=counted_on, groupBy=",".join(group_by) or None):
                card = cards()[answer["indicator"]]
                compared += check(answer, year.facts[card.fact], granularity=asking.granularity)
                if set(group_by) <= ledger_rows.GROUPS and card.code in ledger_rows.known_cards(year.told):
                    told += check(answer, year.told[card.fact], granularity=asking.granularity)
    assert compared > 1000
    assert told > 500


@pytest.mark.parametrize("counted_on", ["awarded", "launched"])
def test_every_figure_of_the_finest_groups_is_that_of_the_oracle(year: Year, counted_on: str) -> None:
    for answer in year.values(plain_codes(), BY_YEAR, countedOn=counted_on, groupBy=",".join(FINEST)):
        assert check(answer, year.facts[cards()[answer["indicator"]].fact], granularity="year") > 100


def test_every_figure_of_one_body_is_that_of_the_oracle(year: Year) -> None:
    """From the body's own rows, for the cells hold no bodies split by all."""
    bodies = sorted({row["lead_body"] for row in year.facts["lot"] if row["lead_body"]})
    assert len(bodies) > 30
    for body in bodies[::8]:
        asked = {"groupBy": ",".join(FINEST), "organisation": body, "countedOn": "awarded"}
        for answer in year.values(plain_codes(), BY_MONTH, **asked):
            rows = [row for row in year.facts[cards()[answer["indicator"]].fact] if row["lead_body"] == body]
            check(answer, rows, granularity="month")


@pytest.mark.parametrize("counted_on", ["awarded", "launched"])
def test_the_rows_of_each_indicator_are_those_of_the_ledger_one_by_one(year: Year, counted_on: str) -> None:
    """Whatever they are grouped by, the figures over them cannot differ."""
    for code in ledger_rows.known_cards(year.told):
        card = cards()[code]
        read, told = (
            Counter(says(card, row, f"{counted_on}_on") for row in rows[card.fact]) for rows in (year.facts, year.told)
        )
        assert read - told == told - read == Counter(), code
        assert read.total() > 500, code


@pytest.mark.parametrize("counted_on", ["awarded", "launched"])
def test_themes_of_a_bodys_own_are_those_of_the_ledger_and_of_nobody_else(year: Year, counted_on: str) -> None:
    [answer] = year.values(["ALG-P22"], countedOn=counted_on, groupBy="organisation,localTheme")
    assert check(answer, year.told["local_theme_use"]) == len(THEMES)
    assert {row["organisation"] for row in answer["rows"]} == {body_with_themes(senders()).key}
    answers = Counter(row["answer"] for row in year.told["local_theme_use"])
    assert min(answers[True], answers[False], answers[None]) > 0


def test_rows_have_every_column_that_a_card_may_name(year: Year) -> None:
    for name, rows in year.facts.items():
        assert rows[0].keys() == facts()[name].columns.keys()


def test_the_ledger_knows_what_the_first_indicators_count(year: Year) -> None:
    assert len(ledger_rows.known_cards(year.told)) >= 22


def codes_needing(dimension: str) -> list[str]:
    return sorted(code for code, card in cards().items() if dimension in card.required)


def says(card: OracleCard, row: Row, placed_on: str) -> tuple[object, ...]:
    """Where a row stands, and what the card says of it."""
    member = card.member(row)
    groups = (row["lead_body"], row["tier"], row["nature"], row["product_chain"], row.get("theme"), row[placed_on])
    told = () if member is False else tuple(card.says(name, row) for name in sorted(card.expressions))
    return (*groups, member, *told)


def test_a_body_sees_what_it_did_not_release_in_its_own_figures_and_nobody_else_does(year: Year) -> None:
    own_rows = ledger_rows.facts_of(year.ledger, own=True)
    for body in year.own:
        reader = year.house.services.http("kpi", "kpi:read", party=body)
        differing = 0
        for code in ledger_rows.known_cards(year.told):
            card = cards()[code]
            asked = {"from": WHOLE.first, "until": WHOLE.last, "countedOn": "launched"}
            asked["groupBy"] = ",".join(grouped_as_needed(code, ("nature",)))
            answers = {
                view: json.loads(
                    reader.get(f"/indicators/{code}/values", params={**asked, "view": view, "organisation": body}).text,
                    parse_float=Decimal,
                )
                for view in ("own", "released")
            }
            for view, rows in (("own", own_rows), ("released", year.told)):
                assert answers[view]["view"] == view
                check(
                    answers[view],
                    rows[card.fact],
                    keep=lambda row: row["lead_body"] == body,  # noqa: B023 - read at once
                    filtered=("organisation",),
                )
            differing += answers["own"]["rows"] != answers["released"]["rows"]
        assert differing > 5, body
        for stranger in (year.house.reader, year.house.services.http("kpi", "kpi:read")):
            refused = stranger.get(
                "/indicators/ALG-P01/values",
                params={"from": "2025-01", "until": "2025-12", "view": "own", "organisation": body},
            )
            assert refused.status_code == 403


# --- properties of part 3, and coverage ---------------------------------------------------------------------------


def test_groups_of_a_partition_add_up_to_the_whole(year: Year) -> None:
    whole = {answer["indicator"]: flat(answer["rows"][0]) for answer in year.values(plain_codes())}
    for name in ("tier", "organisation", "nature", "threshold"):
        for answer in year.values(plain_codes(), groupBy=name):
            assert answer["dimensions"] == [{"name": name, "partition": True}]
            parts = [flat(row) for row in answer["rows"]]
            added = {key: sum(part[key] for part in parts) for key in parts[0]}
            assert added == whole[answer["indicator"]], (answer["indicator"], name)


def test_every_dimension_has_more_than_one_value(year: Year) -> None:
    for dimension in year.house.reader.get("/dimensions").json()["items"]:
        name = dimension["name"]
        [code, *_] = [each for each in dimension["indicators"] if each in plain_codes()] or dimension["indicators"]
        needed = [each for each in every_card()[code].required if each != name]
        [answer] = year.values([code], groupBy=",".join([name, *needed]))
        said = {row[name] for row in answer["rows"] if row["counts"] and any(flat(row).values())}
        assert len(said - {"unknown"}) > 1, name


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """The counts of a row side by side."""
    return {
        f"{side} {name}": number
        for side, counts in counts_in(row).items()
        for name, number in (counts if isinstance(counts, dict) else {"": counts}).items()
    }


def test_the_value_lies_between_its_bounds(year: Year) -> None:
    checked = 0
    for answer in year.values(plain_codes(), BY_MONTH, groupBy="organisation"):
        for row in answer["rows"]:
            if row["value"] is not None and row["lower"] is not None and row["upper"] is not None:
                assert row["lower"] <= row["value"] <= row["upper"]
                checked += 1
    assert checked > 500


def test_bodies_that_sent_nothing_are_part_of_the_coverage(year: Year) -> None:
    registered = query(
        year.house.services.database_url,
        "select tier, count(*) from registry.party_current where tier is not null group by tier",
    )
    [answer] = year.values(["ALG-P12"], groupBy="tier")
    for row in answer["rows"]:
        if row["tier"] != "unknown":
            bodies = row["coverage"]["bodies"]
            assert bodies["inRegister"] == dict(registered)[row["tier"]]
            assert 0 < bodies["withData"] <= bodies["inRegister"]
    assert any(
        row["coverage"]["bodies"]["inRegister"] > row["coverage"]["bodies"]["withData"] for row in answer["rows"]
    )


def test_an_answer_claims_no_coverage_that_nobody_can_send_yet(year: Year) -> None:
    for answer in year.values(plain_codes(), groupBy="tier", countedOn="awarded"):
        for row in answer["rows"]:
            assert set(row["coverage"]) == {"answers", "bodies", "euros"}
            assert row["coverage"]["euros"] is None


# --- questions ---------------------------------------------------------------------------------------------------


def test_notices_spare_a_body_questions_and_the_page_says_how_many(year: Year) -> None:
    tier_of = {body.key: body.tier for body in bodies()}
    first = {tier_of[body]: asked for body, asked in year.asked_first.items()}
    last = {tier_of[body]: asked_of(http) for body, http in year.own.items()}
    assert set(first) == {"central", "province", "municipality", "water-authority"}
    for tier, asked in first.items():
        assert asked.procedures > 10
        assert last[tier].questions < asked.questions < asked.before, tier
    written = page(first, last)
    if os.environ.get(WRITE):
        PAGE.write_text(written, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == written, f"Set {WRITE}=1 and run this again to write the page."


# --- all indicators ----------------------------------------------------------------------------------------------


def test_each_of_the_forty_indicators_has_a_value_with_bounds_and_the_page_shows_them(year: Year) -> None:
    answers: dict[str, dict[str, list[Any]]] = {}
    for code, card in every_card().items():
        for level in ("", "tier", "organisation"):
            grouped = ",".join((*card.required, *([level] if level and level not in card.required else [])))
            answer = year.house.values(code, from_="2025-01", until="2025-12", groupBy=grouped or None, limit=5000)
            answers.setdefault(code, {})[level] = answer["rows"]
    without = [
        indicator
        for indicator in indicator_table.forty()
        if not any(
            row["value"] is not None
            for card in indicator_table.cards_of(indicator)
            for rows in answers[card.code].values()
            for row in rows
        )
    ]
    assert (len(indicator_table.forty()), without) == (40, [])
    written = indicator_table.page(answers)
    if os.environ.get(WRITE):
        indicator_table.PAGE.write_text(written, encoding="utf-8")
    assert indicator_table.PAGE.read_text(encoding="utf-8") == written, f"Set {WRITE}=1 and run this again to write it."


# --- how good the data are ----------------------------------------------------------------------------------------


def test_every_body_is_scored_as_counted_one_by_one_and_the_page_shows_them(year: Year) -> None:
    ingest = year.house.sender
    rules = ingest.get("/quality/rules").json()["items"]
    scores = {}
    for body in sorted({each["leadBody"] for each in year.procedures if each["leadBody"]}):
        answer = ingest.get("/quality/scores", params={"buyer": body, **quality_table.YEAR})
        assert answer.status_code == 200, answer.text
        scores[body] = {each["code"]: each for each in answer.json()["items"]}
        for code, counted in quality_table.counted_naively(year.procedures, body).items():
            assert (code, scores[body][code]["applies"], scores[body][code]["passes"]) == (code, *counted)
    written = quality_table.page(rules, scores)
    if os.environ.get(WRITE):
        quality_table.PAGE.write_text(written, encoding="utf-8")
    assert quality_table.PAGE.read_text(encoding="utf-8") == written, f"Set {WRITE}=1 and run this again to write it."


# --- and once more ------------------------------------------------------------------------------------------------


def test_the_whole_year_sent_again_changes_nothing(year: Year) -> None:
    database = year.house.services.database_url
    tables = [table for table in tables_of(database, "procurement", "kpi", "registry") if "assertion" not in table]
    before = contents(database, tables)
    for report in send(year.house, year.folder, year.ledger, keys="again"):
        counts = report["counts"]
        assert counts["accepted"] + counts["unchanged"] + counts["refused"] == counts["records"]
    send_supplements(year.own, year.folder, year.ledger, again=True)
    year.house.settle()
    after = contents(database, tables)
    assert {table for table in tables if before[table] != after[table]} == set()
