"""From an answer of kpi to rows that can be drawn: value, bounds, coverage and the reason where there is no value."""

from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import Field

from dashboard.asking.answers import QUESTION, Answer
from dashboard.page.page import Page
from dashboard.page.period import Filters, OfYear, Several


class Sliced(Filters):
    """Which part of the rows a figure is about; the names are those of the API."""

    tier: Several = Field((), max_length=8)
    organisation: Several = Field((), max_length=8)
    product_chain: Several = Field((), max_length=8, alias="productChain")
    theme: Several = Field((), max_length=8)
    method: Several = Field((), max_length=8)
    nature: Several = Field((), max_length=8)
    threshold: Several = Field((), max_length=8)

    @property
    def part(self) -> dict[str, object]:
        """The same as kpi is asked for it."""
        return {name: value for name, value in self.model_dump(by_alias=True, include=set(_SLICES)).items() if value}


class ByTheme(OfYear):
    """An indicator that is stated by theme, of everybody or of a tier, a body or a product chain."""

    indicator: str = Field("ALG-P04", max_length=40)
    tier: str | None = Field(None, max_length=60)
    organisation: str | None = Field(None, max_length=300)
    product_chain: str | None = Field(None, max_length=100, alias="productChain")

    @property
    def question(self) -> dict[str, object]:
        """The same as kpi is asked for it, without by what."""
        return {
            **self.period,
            "tier": self.tier,
            "organisation": self.organisation,
            "productChain": self.product_chain,
        }


_BODY: Final = "organisation"
_SLICES: Final = tuple(Sliced.model_fields)


def asked_of(asked: Filters) -> dict[str, object]:
    """The question as the query of an address."""
    return asked.model_dump(by_alias=True, exclude_none=True)


def rows_of(page: Page, figures: Answer) -> Iterator[tuple[Answer, dict[str, object]]]:
    """Each row of an answer and what is shown of it."""
    for row in figures["rows"]:
        yield (
            row,
            {
                "value": row["value"],
                "lower": row["lower"],
                "upper": row["upper"],
                "answers": (row["coverage"] or {}).get("answers"),
                "why": page.reason(row["reason"]),
                QUESTION: row.get(QUESTION),
            },
        )


def labels(page: Page, dimension: str) -> Mapping[str, str]:
    """The words for the codes of a dimension in the language of the page."""
    if dimension == _BODY:
        return {each["key"]: each["name"] for each in page.services.items("registry", "/parties")}
    for each in page.services.read("kpi", "/dimensions")["items"]:
        if each["name"] == dimension:
            return {code["code"]: page.text(code["names"]) for code in each["codes"]}
    return {}


def label_of(page: Page, names: Mapping[str, str], row: Answer, dimension: str) -> str:
    """What a row is about, in words: of an organisation its name."""
    code = row.get(dimension)
    if isinstance(code, Mapping):
        return str(code.get("name") or code.get("key") or "")
    if code is None:
        return page.say("alle")
    if dimension == _BODY and str(code) not in names and ":" in str(code):
        return page.body(str(code))
    return names.get(str(code), page.say("onbekend") if code == "unknown" else str(code))
