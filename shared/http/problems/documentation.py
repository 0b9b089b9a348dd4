"""The addresses that findings and problems name: what a rule or a type of problem means, and what to do. For anyone."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Path

from shared.errors import NotFound
from shared.http.problems.addresses import PROBLEMS, RULES, problem_address, rule_address
from shared.http.problems.types import PROBLEM_TYPES, ProblemType
from shared.http.schema import ApiModel, LocalisedText
from shared.procurement.finding import Rule, Severity

_REFERENCE: Final = "docs/reference"
"""Of the source, where the same stands with an anchor for each."""
_BY_NAME: Final[Mapping[str, ProblemType]] = {kind.name: kind for kind in PROBLEM_TYPES}


class RuleOut(ApiModel):
    """A rule by its code. Words in braces are filled in per finding; `remedy` is null where the sentence says it."""

    code: str
    address: str
    reference: str
    severity: Severity
    message: LocalisedText
    remedy: LocalisedText | None

    @classmethod
    def of(cls, rule: Rule) -> "RuleOut":
        return cls(
            code=rule.code,
            address=rule_address(rule.code),
            reference=f"{_REFERENCE}/{RULES}.md#{rule.code}",
            severity=rule.severity,
            message=LocalisedText(nl=rule.nl, en=rule.en),
            remedy=LocalisedText(nl=rule.remedy.nl, en=rule.remedy.en) if rule.remedy else None,
        )


class Rules(ApiModel):
    """Every rule that this service can find something by, in the order of their codes."""

    items: list[RuleOut]


class ProblemTypeOut(ApiModel):
    """A type of problem, as the `type` of a problem names it."""

    name: str
    address: str
    reference: str
    status: int
    title: LocalisedText
    remedy: LocalisedText

    @classmethod
    def of(cls, kind: ProblemType) -> "ProblemTypeOut":
        return cls(
            name=kind.name,
            address=problem_address(kind.name),
            reference=f"{_REFERENCE}/{PROBLEMS}.md#{kind.name}",
            status=kind.status,
            title=LocalisedText(nl=kind.title.nl, en=kind.title.en),
            remedy=LocalisedText(nl=kind.remedy.nl, en=kind.remedy.en),
        )


class ProblemTypes(ApiModel):
    """Every type of problem."""

    items: list[ProblemTypeOut]


def router(rules: Mapping[str, Rule]) -> APIRouter:
    """Answer the addresses of these rules and of every type of problem."""
    routes = APIRouter(tags=["documentation"])

    @routes.get(f"/{RULES}")
    def every_rule() -> Rules:
        return Rules(items=[RuleOut.of(rule) for rule in rules.values()])

    @routes.get(f"/{RULES}/{{code}}")
    def one_rule(code: Annotated[str, Path(max_length=80)]) -> RuleOut:
        if code not in rules:
            raise NotFound(
                nl="Deze regel bestaat hier niet; GET /v1/rules noemt ze alle.",
                en="This rule does not exist here; GET /v1/rules names them all.",
            )
        return RuleOut.of(rules[code])

    @routes.get(f"/{PROBLEMS}")
    def every_problem() -> ProblemTypes:
        return ProblemTypes(items=[ProblemTypeOut.of(kind) for kind in PROBLEM_TYPES])

    @routes.get(f"/{PROBLEMS}/{{name}}")
    def one_problem(name: Annotated[str, Path(max_length=80)]) -> ProblemTypeOut:
        if name not in _BY_NAME:
            raise NotFound(
                nl="Dit type probleem bestaat niet; GET /v1/problems noemt ze alle.",
                en="This type of problem does not exist; GET /v1/problems names them all.",
            )
        return ProblemTypeOut.of(_BY_NAME[name])

    return routes
