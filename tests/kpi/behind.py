"""The rows behind a figure: followed by its link, counted by hand, and judged again by the oracle."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import Connection

from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.evidence.operations import Evidence, evidence_of
from services.kpi.evidence.schemas import EvidenceAsked, evidence_csv, evidence_out
from services.kpi.values.schemas.answer import AnswerOut
from services.kpi.values.schemas.asked import cell_asked
from services.kpi.values.store.known import Known
from shared.identity.access import Caller
from tests.oracle.answers import counts_in
from tests.oracle.card import OracleCard, every_card
from tests.oracle.expression import reading
from tests.oracle.figures import counts_shown

INGEST: Final = "https://ingest.example.org"
_LISTS: Final = frozenset(DIMENSIONS)
_TRUTH: Final = {"in": True, "out": False, "undetermined": None, "yes": True, "no": False, "unknown": None}


def page(
    connection: Connection, link: str, *, party: str | None = None, scopes: Collection[str] = (), **more: str
) -> tuple[Evidence, Mapping[str, Any]]:
    """One page behind a link, as the route answers it."""
    address = urlsplit(link)
    asked = {name: values if name in _LISTS else values[0] for name, values in parse_qs(address.query).items()}
    request = EvidenceAsked.model_validate({**asked, **more})
    caller = Caller("test", party, None, frozenset({"kpi:read", *scopes}), "test", "", "", sandbox=False)
    evidence = evidence_of(
        connection,
        address.path.split("/")[3],
        cell_asked(request, limit=request.limit),
        certainty=request.certainty,
        verdict=request.verdict,
        caller=caller,
        known=Known(),
        time_out_ms=20_000,
    )
    answer = evidence_out(evidence, caller=caller, ingest_url=INGEST)
    return evidence, answer.model_dump(mode="json", by_alias=True, exclude_unset=True)


def csv_page(connection: Connection, link: str) -> str:
    """The same as CSV."""
    evidence, _ = page(connection, link)
    caller = Caller("test", None, None, frozenset({"kpi:read"}), "test", "", "", sandbox=False)
    return "".join(evidence_csv(evidence_out(evidence, caller=caller, ingest_url=INGEST), evidence))


def followed(connection: Connection, link: str, *, limit: int = 1000, **asked: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401
    """Every row behind a link, page by page."""
    cursor: dict[str, str] = {}
    while True:
        _, answer = page(connection, link, limit=str(limit), **cursor, **asked)
        assert answer["reason"] is None
        assert len(answer["rows"]) <= limit
        yield from answer["rows"]
        if answer["next"] is None:
            return
        cursor = {"cursor": answer["next"]}


def verify_evidence(connection: Connection, answer: AnswerOut, **asked: Any) -> int:  # noqa: ANN401
    """Behind every row of an answer stand the rows it counted, each judged as the oracle judges it. Gives how many."""
    stated = answer.model_dump(mode="json", by_alias=True, exclude_unset=True)
    card = every_card()[answer.indicator]
    seen = 0
    for row in stated["rows"]:
        if row["counts"] is None:
            continue
        behind = list(followed(connection, row["links"]["evidence"], **asked))
        places = [
            (each["placedOn"], *each["record"].values(), each.get("theme"), each.get("localTheme")) for each in behind
        ]
        assert len(set(places)) == len(places), "no row stands twice in a list"
        assert counts_in(row) == counts_shown(card, _parts(card, behind)), row["links"]["evidence"]
        for each in behind:
            _judge_again(card, each)
        seen += len(behind)
    return seen


def _parts(card: OracleCard, rows: Collection[Mapping[str, Any]]) -> Mapping[str, Fraction]:
    parts: dict[str, Fraction] = defaultdict(Fraction)
    for row in rows:
        side, verdict = row["certainty"], row["verdict"]
        weight = row.get("weight")
        amount = Fraction(1) if not card.is_weighed else Fraction(0) if weight is None else Fraction(str(weight))
        if side == "out":
            parts["out"] += amount
            continue
        parts[f"{side}_{verdict}"] += amount
        parts["without_amount"] += card.is_weighed and weight is None
        for name, of in (("value", "sum"), ("numerator", "sum"), ("denominator", "base"), ("baseline", "base")):
            if row.get(name) is not None:
                parts[f"{side}_{of}"] += Fraction(str(row[name]))
    return parts


def _judge_again(card: OracleCard, row: Mapping[str, Any]) -> None:
    columns = {each["column"]: each["value"] for term in row["terms"] for each in term["columns"]}
    withheld = {each["column"] for term in row["terms"] for each in term["columns"] if each["withheld"]}
    plain = {name: Decimal(str(value)) if _is_number(value) else value for name, value in columns.items()}
    for term in row["terms"]:
        if not withheld & {each["column"] for each in term["columns"]}:
            assert reading(term["term"])(plain) is term["says"], term
    for of, outcome in (("population", row["certainty"]), ("hit", row["verdict"])):
        if of not in card.expressions or withheld:
            continue
        assert card.says(of, plain) is _TRUTH[outcome], row
        deciding = {each["columns"][0]["column"] for each in row["terms"] if each["of"] == of and each["columns"]
                    and each["decides"]}  # fmt: skip
        # What did not decide makes no difference, whatever it would have said.
        others = {name: None for name in plain if name not in deciding}
        if _TRUTH[outcome] is not None and deciding:
            assert card.says(of, {**plain, **others}) is _TRUTH[outcome], row


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
