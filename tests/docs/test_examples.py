"""What the documents show can be done: every example is run as it stands, every answer shown has the API's shape."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from pydantic import BaseModel

from services.ingest.changes.schemas import ChangePage
from services.ingest.submissions.schemas import SubmissionOut
from services.ingest.validations.schemas import ValidationOut
from services.kpi.values.schemas.answer import AnswerOut
from shared.http.who_am_i import Me
from tests.docs.fences import PAGES, ROOT, SHELL, Fence, fences, missing_lines, name_of
from tests.docs.reader import reader_on, runnable, stated_behind
from tests.flow.house import query
from tests.oracle.answers import counts_in, figure_in
from tests.oracle.card import cards
from tests.oracle.figures import figure_of, shown

MODELS: Final[Mapping[str, type[BaseModel]]] = {
    model.__name__: model for model in (AnswerOut, ChangePage, Me, SubmissionOut, ValidationOut)
}
RUN: Final = [page for page in PAGES if runnable(page)]
ANSWERS: Final = [fence for page in PAGES for fence in fences(page) if fence.language == "json"]
EXPECTED: Final[Mapping[str, tuple[str, ...]]] = {
    "README.md": ("MKT-P01", '"indicator": "MKT-P01"', '"partition": true', '"nl": "Percelen met precies'),
    "docs/how-to/send.md": ("accepted", "sandbox-", "Fictieve testorganisatie", '"sandbox":true', '"state":"accepted"'),
    "docs/how-to/first-hour.md": (
        *('"code":"SUP-014"', "1 accepted", '"field":"priceWeightPercent"', '"term":"BT-541"', "Bedrijfscatering"),
        *('"stored":true', '"indicator":"ALG-P01"', '"code":"newer-version"', '"status":403'),
    ),
    "docs/how-to/send-own-records.md": (
        '"dataContracts"',
        '"accepted":2,"refused":1',
        "row 4, wat",
        "BON-2026-00871",
        "row 5, Staffel",
        "registraties-bevindingen.csv",
        "bestelsysteem",
    ),
    "docs/how-to/seven-questions.md": ('"catering"', '"factorSet"', '"goal":"P-I-a"', '"items":[', '"MKT-P01"'),
    "docs/how-to/ten-questions.md": (
        *('"indicator":"SOR-P01"', '"peers"', '"indicator":"ALG-P01"', '"P-I-b"'),
        *('"items":[', '"year":2025', '"factorSet"', '"indicator":"ALG-P17"', '"cause":"late-data"'),
    ),
    "docs/how-to/publish-figures.md": (
        *('"opened":1', '"state":"approved"', "2025-first", "2025-final", "manifest.json", ": counted"),
        *('"series":"final"', '"indicator":"ALG-P17"', '"cause":"late-data"', '"value":240000'),
    ),
    "docs/how-to/take-data-home.md": ('"cursor":', '"withheldColumns":[', '"gone":false', '"awarded_value":'),
    "docs/how-to/open-data.md": (
        '"records":[',
        '"compiledRelease"',
        "epo:Procedure",
        "Counter({",
        "lots with one tender:",
        "awarded, EUR:",
    ),
    "docs/how-to/read-figures.md": (
        *('"indicator":"MKT-P03"', "ALG-P15", '"position":', '"boundaries":{"on":"2026-01-01"', "same third by known"),
        *(" of ", "coverage-below-0.8", '"amount":342', "Send spend by supplier", '"shortlist":[', "ALG-P21"),
        '"code":"QUA-102"',
        *('"code":"catering"', "Voorbeeldministerie van Wegen en Water"),
    ),
    "docs/how-to/administer.md": (
        "client-",
        "holds like this from now on",
        '"state":"suspended"',
        '"algorithm":"RS256"',
    ),
    "docs/how-to/keep-parties.md": ('"dryRun":true', "Utrecht", "Interprovinciaal Overleg"),
    "docs/how-to/take-part.md": ('"state":"applied"', '"step":"admit"', '"withdrawnOn":"20', "suspended", "granted"),
    "docs/how-to/organisations-in-notices.md": (
        '"value":"90000001"',
        '"withdrawalReason":"Agreed',
        '"Request 2027-114"',
    ),
    "docs/how-to/steer-by-goals.md": (
        *("ALG-P02b", "E-KLI-12", '"because":"tier"', '"above"', '"code":"VB-INSCHRIJVINGEN"'),
        *('"state":"adopted"', '"withValue"', '"surplus":0', "accepted"),
    ),
    "docs/how-to/spend-impact.md": (
        *("No factor (greenhouse-gas): Drukwerk", '"state":"adopted"', '"code":"voorbeeld-1-2019"'),
        *('"value":1333333.333333', "document-nl.html", "status-2023-1", "evaluation-2025-1"),
    ),
    "docs/how-to/keep-lists.md": ('"name":"product-chains"', "batterijen", "skos:ConceptScheme", '"state":"published"'),
    "docs/how-to/keep-cards.md": (
        '"valid":true',
        '"code":"card-unknown-column"',
        '"line":31',
        '"proposedVersion":"2.0.0"',
        '"state":"adopted"',
        '"decision":"Besproken in de stuurgroep"',
        "The card is in order.",
        "proposed (9.0.0)",
        "MKT-P02",
    ),
    "docs/how-to/audit.md": (
        '"evidence"',
        '"formulas"',
        '"totals"',
        "mededinging: ",
        "the kept copy is whole",
        '"scopes"',
        '"untilPosition":null',
    ),
    "docs/how-to/steer-by-plans.md": ('"planDueOn"', "Actieplan MVOI", "ORG-P01", "stand-2025.xlsx", "taken.ics"),
    "docs/how-to/run.md": ('"status":"pass"', "http_requests_total"),
}
"""What a reader of the page sees go by: an example that ends well and shows nothing proves little."""


# One test for all pages: services and their data are made once, also when tests are spread over processes.
def test_the_examples_of_every_page_work_in_the_order_in_which_they_stand(database: str, tmp_path: Path) -> None:
    missing = [program for program in ("bash", "curl") if shutil.which(program) is None]
    if missing:
        pytest.skip(f"the examples are typed into a shell, and this machine has no {' and no '.join(missing)}")
    with reader_on(database, tmp_path) as reader:
        for page in RUN:
            blocks = runnable(page)
            outputs = reader.types(blocks)
            shown = "\n".join(outputs)
            absent = [part for part in EXPECTED[name_of(page)] if part not in shown]
            assert absent == [], f"{name_of(page)} showed:\n{shown}"
            for block, output in zip(blocks, outputs, strict=True):
                if (text := stated_behind(block)) is not None:
                    missing = missing_lines(text.text, output)
                    assert missing == [], f"{text.place} is not what {block.place} showed:\n{output}"


def test_every_question_to_the_database_can_be_asked(database: str) -> None:
    questions = [fence for page in PAGES for fence in fences(page) if fence.language == "sql"]
    assert questions
    for question in questions:
        query(database, question.text)


@pytest.mark.parametrize("fence", ANSWERS, ids=lambda fence: fence.place)
def test_an_answer_that_is_shown_has_the_shape_of_the_api(fence: Fence) -> None:
    (name,) = fence.marks
    stated = json.loads(fence.text)
    read = MODELS[name].model_validate(stated)
    assert json.loads(read.model_dump_json(by_alias=True, exclude_unset=True)) == stated


def test_a_text_that_is_shown_stands_behind_a_block_that_is_run() -> None:
    texts = [fence for page in RUN for fence in fences(page) if fence.language == "text"]
    behind = [text for page in RUN for block in runnable(page) if (text := stated_behind(block)) is not None]
    assert len(texts) > 3
    assert texts == behind
    assert [line for text in texts for line in text.text.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize(
    ("stated", "missing"),
    [("a\nc", []), ("a\nb ... d", []), ("c\na", ["a"]), ("b", ["b"]), ("a\n\nb one d", []), ("x\na", ["x", "a"])],
)
def test_lines_must_be_shown_in_their_order_and_whole(stated: str, missing: list[str]) -> None:
    assert missing_lines(stated, "a\nb one d\nc\n") == missing


def test_every_shell_example_says_whether_a_test_runs_it() -> None:
    unmarked = [
        fence.place
        for page in PAGES
        for fence in fences(page)
        if fence.language in SHELL and not {"run", "by-hand"}.intersection(fence.marks)
    ]
    assert unmarked == []


def test_every_page_for_a_user_can_be_reached_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    unreachable = [
        name_of(page) for page in PAGES if "docs/how-to" in name_of(page) and f"({name_of(page)})" not in readme
    ]
    assert unreachable == []


def test_the_figures_of_an_answer_that_is_shown_follow_from_its_counts() -> None:
    shown_answers = [json.loads(fence.text) for fence in ANSWERS if fence.marks == ("AnswerOut",)]
    assert shown_answers
    for answer in shown_answers:
        card = cards()[answer["indicator"]]
        for row in answer["rows"]:
            counts = counts_in(row)
            parts = {
                f"{side}_{word}": number for side in ("in", "undetermined") for word, number in counts[side].items()
            }
            whole = {**parts, "out": counts["out"], "rows": sum(parts.values())}
            assert figure_in(row) == shown(card, figure_of(card, whole))
