"""Every figure of the demo year, read over HTTP, is that of a naive recomputation and that of the year's ledger."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from demo import Ledger, write
from demo.expectation import figures as ledger_figures
from demo.expectation.indicators import INDICATORS as LEDGER_INDICATORS
from deploy.embedded import role_url
from deploy.local_registry import LocalRegistry
from tests.flow import naive
from tests.flow.house import JSON, LINES, XML, ZIP, House, contents, house_on, query, tables_of

AT_LEISURE = {"refresh_interval_seconds": 0.5, "refresh_pause_limit_seconds": 2.0}
MEDIA_TYPES = {".xml": XML, ".zip": ZIP, ".json": JSON, ".jsonl": LINES}
PLAIN = [code for code in naive.INDICATORS if code not in naive.PER_THEME]
SINGLE = ((), ("tier",), ("organisation",), ("nature",), ("productChain",))
DOUBLE = (("threshold",), ("purchaseType",), ("tier", "nature"), ("tier", "productChain"), ("tier", "organisation"))
FINEST = ("tier", "nature", "threshold", "productChain", "purchaseType")
IN_LEDGER = {"tier", "organisation", "nature", "productChain", "theme"}


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

    @property
    def periods(self) -> list[tuple[str, str]]:
        size = {None: 36, "year": 12, "quarter": 3, "month": 1}[self.granularity]
        months = [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)]
        months = months[months.index(self.first) : months.index(self.last) + 1]
        return [(months[at], months[at + size - 1]) for at in range(0, len(months), size)]


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

    @cached_property
    def facts(self) -> dict[str, list[naive.Row]]:
        return naive.facts_of(self.procedures)

    def values(self, codes: Sequence[str], asking: Asking = WHOLE, **asked: str | None) -> list[dict[str, Any]]:
        """Answers of several indicators, numbers exact as they stand on the line."""
        stated = {"limit": "5000", "from": asking.first, "until": asking.last, "granularity": asking.granularity}
        written = {name: value for name, value in {**stated, **asked}.items() if value is not None}
        answer = self.house.reader.get("/values", params={"indicators": ",".join(codes), **written})
        assert answer.status_code == 200, answer.text[:1000]
        found: list[dict[str, Any]] = json.loads(answer.text, parse_float=Decimal)["items"]
        assert [one["indicator"] for one in found] == list(codes)
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


@pytest.fixture(scope="module")
def year(database_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    folder = tmp_path_factory.mktemp("demo-year")
    ledger = write(folder, packed=True)
    with house_on(database_module, kpi=AT_LEISURE) as house:
        registry = LocalRegistry(role_url(database_module, "ppds_registry"))
        assert registry.import_parties(folder / "parties.csv", demo=True).refused == 0
        send(house, folder, ledger)
        house.settle(seconds=120)
        yield Year(house, ledger, folder, house.procedures())


def send(house: House, folder: Path, ledger: Ledger, *, keys: str | None = None) -> list[dict[str, Any]]:
    """Send every file of the year, as a sender does, and give the reports; each must say what the ledger says."""
    submissions = []
    for file in ledger.files:
        path = folder / file.path
        key = None if keys is None else f"{keys}:{file.path}"
        submissions.append((file, house.send(path.read_bytes(), MEDIA_TYPES[path.suffix], key=key)))
    reports = []
    for file, submission in submissions:
        report = house.report(submission, seconds=180)
        assert (report["counts"]["records"], report["counts"]["refused"]) == (file.records, file.refused), file.path
        reports.append(report)
    return reports


# --- against the naive recomputation, and against the ledger ------------------------------------------------------


@pytest.mark.parametrize("counted_on", ["awarded", "launched"])
@pytest.mark.parametrize("asking", [WHOLE, BY_YEAR, BY_QUARTER, BY_MONTH], ids=lambda asking: asking.granularity)
def test_every_figure_is_that_of_the_naive_recomputation_and_of_the_ledger(
    year: Year, asking: Asking, counted_on: str
) -> None:
    compared = 0
    for codes, groupings in (
        (PLAIN, asking.groupings),
        (sorted(naive.PER_THEME), tuple((*group_by, "theme") for group_by in asking.themed)),
    ):
        for group_by in groupings:
            for answer in year.values(codes, asking, countedOn=counted_on, groupBy=",".join(group_by) or None):
                compared += compare(year.facts, answer, asking, group_by=group_by)
                compare_with_ledger(year.ledger, answer, asking, group_by=group_by)
    assert compared > 1000


@pytest.mark.parametrize("counted_on", ["awarded", "launched"])
def test_every_figure_of_the_finest_groups_is_that_of_the_naive_recomputation(year: Year, counted_on: str) -> None:
    for answer in year.values(PLAIN, BY_YEAR, countedOn=counted_on, groupBy=",".join(FINEST)):
        assert compare(year.facts, answer, BY_YEAR, group_by=FINEST) > 100


def test_every_figure_of_one_body_is_that_of_the_naive_recomputation(year: Year) -> None:
    """From the body's own rows, for the cells hold no bodies split by all."""
    bodies = sorted({row["lead_body"] for row in year.facts["lot"] if row["lead_body"]})
    assert len(bodies) > 30
    for body in bodies[::8]:
        facts = {fact: [row for row in rows if row["lead_body"] == body] for fact, rows in year.facts.items()}
        for answer in year.values(PLAIN, BY_MONTH, groupBy=",".join(FINEST), organisation=body, countedOn="awarded"):
            compare(facts, answer, BY_MONTH, group_by=FINEST)


@pytest.mark.parametrize("counted_on", ["awarded", "launched"])
@pytest.mark.parametrize("code", naive.INDICATORS)
def test_the_rows_of_an_indicator_are_those_of_the_ledger_one_by_one(year: Year, code: str, counted_on: str) -> None:
    """Whatever they are grouped by, the figures over them cannot differ."""
    indicator = naive.INDICATORS[code]
    weighed, asked = indicator.kind != "share", "share" in indicator.kind
    read = Counter(
        (
            row["lead_body"],
            row["tier"],
            row["nature"],
            row["product_chain"] or "unknown",
            row.get("theme"),
            row[f"{counted_on}_on"],
            (included := indicator.included(row)),
            indicator.hit(row) if asked and included is not False else None,
            indicator.number(row) if weighed and included is not False else None,
        )
        for row in year.facts[indicator.fact]
    )
    told = Counter(
        (
            row.procedure.lead_body,
            row.procedure.tier,
            row.nature,
            ledger_figures.chain_group(row.cpv),
            row.theme,
            row.placed_on,
            row.included,
            row.hit if asked and row.included is not False else None,
            row.amount if weighed and row.included is not False else None,
        )
        for row in LEDGER_INDICATORS[code].rows(year.ledger, counted_on)
    )
    assert read - told == told - read == Counter()
    assert read.total() > 500


def compare(
    facts: Mapping[str, list[naive.Row]], answer: dict[str, Any], asking: Asking, *, group_by: tuple[str, ...]
) -> int:
    """Compare every row of an answer, and see that no group is left out; gives the number of rows."""
    indicator = naive.INDICATORS[answer["indicator"]]
    counted_on = answer["definition"]["countedOn"]
    expected = naive.groups(facts[indicator.fact], group_by, placed_on=f"{counted_on}_on", periods=asking.periods)
    seen = set()
    for row in answer["rows"]:
        key = key_of(row, group_by, asking.periods)
        seen.add(key)
        figure = naive.figure(indicator, expected.get(key, []))
        place = (answer["indicator"], counted_on, group_by, key)
        assert shown(row) == wanted(figure), place
        assert counts_shown(row) == counts_wanted(indicator, figure), place
        with_data = row["coverage"]["bodies"]["withData"]
        assert with_data in (figure.bodies, None), place
        assert with_data is not None or set(group_by) & {"nature", "threshold", "productChain", "purchaseType"}, place
    assert set(expected) <= seen
    return len(answer["rows"])


def compare_with_ledger(ledger: Ledger, answer: dict[str, Any], asking: Asking, *, group_by: tuple[str, ...]) -> None:
    """Compare with what the ledger says; by time whole and per tier only, for its rows are compared one by one."""
    if not set(group_by) <= IN_LEDGER or (asking is not WHOLE and group_by not in ((), ("tier",), ("theme",))):
        return
    expected = ledger_figures.figures(
        ledger,
        answer["indicator"],
        first=asking.first,
        last=asking.last,
        counted_on=answer["definition"]["countedOn"],
        group_by=group_by,
        granularity=asking.granularity,
    )
    places = 2 if answer["definition"]["kind"] == "sum" else 4
    seen = set()
    for row in answer["rows"]:
        period = () if asking.granularity is None else (f"{row['period']['from']}/{row['period']['until']}",)
        key = (*period, *(row[name] for name in group_by))
        if key not in expected:
            assert (row["reason"], row["value"]) == ("no-rows", None), (answer["indicator"], key, row)
            continue
        seen.add(key)
        figure = expected[key]
        known = [naive.rounded(each, places=places) for each in (figure.value, figure.lower, figure.upper)]
        said = [row["value"], row["lower"], row["upper"], row["coverage"]["answers"], row["reason"]]
        assert said == [*known, naive.rounded(figure.coverage), figure.reason], (answer["indicator"], group_by, key)
    assert seen == set(expected), (answer["indicator"], group_by)


def key_of(row: dict[str, Any], group_by: Sequence[str], periods: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    period = (row["period"]["from"], row["period"]["until"]) if "period" in row else periods[0]
    return (*(row[name] for name in group_by), str(list(periods).index(period)))


def shown(row: dict[str, Any]) -> dict[str, object]:
    figure = {name: row[name] for name in ("value", "lower", "upper")}
    return {**figure, "reason": row["reason"], "answers": row["coverage"]["answers"]}


def wanted(figure: naive.Figure) -> dict[str, object]:
    names = ("value", "lower", "upper", "reason", "answers")
    return {name: getattr(figure, name) for name in names}


def counts_shown(row: dict[str, Any]) -> dict[str, object]:
    counts = row["counts"]
    found = {
        f"{place}_{name}": value
        for place, stated in (("in", counts["in"]), ("undetermined", counts["undetermined"]))
        for name, value in stated.items()
    }
    extra = {"without_amount": counts["withoutAmount"]} if "withoutAmount" in counts else {}
    return {**found, "out": counts["out"], **extra}


def counts_wanted(indicator: naive.Indicator, figure: naive.Figure) -> dict[str, object]:
    left_out = {"rows"} if indicator.kind == "value share" else {"rows", "without_amount"}
    return {name: value for name, value in figure.counts.items() if name not in left_out}


# --- properties of part 3, and coverage ---------------------------------------------------------------------------


def test_groups_of_a_partition_add_up_to_the_whole(year: Year) -> None:
    whole = {answer["indicator"]: counts_shown(answer["rows"][0]) for answer in year.values(PLAIN)}
    for name in ("tier", "organisation", "nature", "threshold", "purchaseType"):
        for answer in year.values(PLAIN, groupBy=name):
            assert answer["dimensions"] == [{"name": name, "partition": True}]
            parts = [counts_shown(row) for row in answer["rows"]]
            added = {key: sum((Decimal(str(part[key])) for part in parts), Decimal(0)) for key in parts[0]}
            assert added == whole[answer["indicator"]], (answer["indicator"], name)


def test_the_value_lies_between_its_bounds(year: Year) -> None:
    checked = 0
    for answer in year.values(PLAIN, BY_MONTH, groupBy="organisation"):
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
    for answer in year.values(PLAIN, groupBy="tier", countedOn="awarded"):
        for row in answer["rows"]:
            assert set(row["coverage"]) == {"answers", "bodies", "euros"}
            assert row["coverage"]["euros"] is None


# --- and once more ------------------------------------------------------------------------------------------------


def test_the_whole_year_sent_again_changes_nothing(year: Year) -> None:
    database = year.house.services.database_url
    tables = [table for table in tables_of(database, "procurement", "kpi", "registry") if "assertion" not in table]
    before = contents(database, tables)
    for report in send(year.house, year.folder, year.ledger, keys="again"):
        counts = report["counts"]
        assert counts["accepted"] + counts["unchanged"] + counts["refused"] == counts["records"]
    year.house.settle()
    after = contents(database, tables)
    assert {table for table in tables if before[table] != after[table]} == set()
