"""The columns of every reference list, and which of them tell its rows apart.

A version keeps the shape of its list: the services read it by these columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services.registry.lists.rules.cells import (
    Column,
    amount,
    code,
    codes,
    cpv_code,
    cpv_prefix,
    day,
    one_of,
    pattern,
    relevance,
    several_of,
    text,
    truth,
    whole,
    year,
)
from services.registry.parties.rules.words import PARTY_KINDS
from shared.reference.impact_2019 import SPEND_GROUPS
from shared.reference.product_chains import SCORED_THEMES

_CODE = Column(code)
_TEXT = Column(text)
_TEXT_OR_BLANK = Column(text, blank=True)
_TRUTH = Column(truth)
_WHOLE = Column(whole)
_WHOLE_OR_BLANK = Column(whole, blank=True)
_YEAR = Column(year)
_DAY = Column(day)
_NAMES = {"nl": _TEXT, "en": _TEXT}
_DEFINITIONS = {"definition_nl": _TEXT_OR_BLANK, "definition_en": _TEXT_OR_BLANK}
_CHAIN = Column(code, refers_to="product-chains")
_CPV_PREFIX = Column(cpv_prefix)
_REGIMES = ("classic", "special-sectors", "concessions", "defence", "public-transport")
_STAGES = (
    "planning",
    "call",
    "direct-award",
    "result",
    "modification",
    "completion",
    "qualification",
    "call-for-interest",
    "subcontract",
    "business-registration",
    "unknown",
)

SCALE_LEVELS: Final[Mapping[str, range]] = MappingProxyType(
    {
        "ambition-web": range(4),
        "criteria-tool": range(1, 4),
        "manifest": range(1, 6),
        "market-transformation": range(1, 5),
        "purchasing-impact": range(4),
    }
)
"""The levels of each scale. A scale is never converted into another."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a list in their order, and its key: no two rows have the same.

    `period` names the columns with the first and the last day of a row: rows with the same key then differ in days.
    """

    key: tuple[str, ...]
    columns: Mapping[str, Column]
    period: tuple[str, str] | None = None

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns whose cells no two rows share."""
        return self.key if self.period is None else (*self.key, self.period[0])


SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "theme-lists": Shape(
            ("list",), {"list": _CODE, **_NAMES, "valid_from": _DAY, "valid_until": Column(day, blank=True)}
        ),
        "themes": Shape(
            ("list", "code"),
            {
                "list": Column(code, refers_to="theme-lists"),
                "code": _CODE,
                "kind": Column(one_of("theme", "local", "overarching")),
                **_NAMES,
                **_DEFINITIONS,
            },
        ),
        "theme-crosswalk": Shape(
            ("from_list", "from_code", "to_code"),
            {
                "from_list": Column(code, refers_to="theme-lists"),
                "from_code": Column(code, blank=True, refers_to="themes"),
                "to_code": Column(code, blank=True, refers_to="themes"),
                "relation": Column(one_of("same", "renamed", "split", "merged", "dropped", "added", "overarching")),
                "note": _TEXT_OR_BLANK,
            },
        ),
        "theme-codes": Shape(
            ("term", "code"),
            {
                "term": _TEXT,
                "code": _TEXT,
                "says": Column(one_of("yes", "no", "any", "only-note")),
                "themes": Column(codes, blank=True, refers_to="themes", many=True),
                "note": _TEXT_OR_BLANK,
                "specific": _TRUTH,
                "reason": _TEXT_OR_BLANK,
            },
        ),
        "text-signals": Shape(
            ("theme", "language", "pattern"),
            {
                "theme": Column(code, refers_to="themes"),
                "language": Column(one_of("any", "nl", "en", "de", "fr")),
                "pattern": Column(pattern),
            },
        ),
        "product-chains": Shape(
            ("code",),
            {
                "code": _CODE,
                "cluster": Column(code, refers_to="clusters"),
                **_NAMES,
                "as_printed": _TEXT,
                "in_criteria_tool": _TRUTH,
                "priority": _TRUTH,
                **dict.fromkeys(SCORED_THEMES, Column(relevance)),
            },
        ),
        "cpv-chains": Shape(
            ("cpv_prefix",),
            {
                "cpv_prefix": _CPV_PREFIX,
                "chain": _CHAIN,
                "quality": Column(one_of("A", "B", "C")),
                "reason": _TEXT_OR_BLANK,
            },
        ),
        "cpv-outside-chains": Shape(("cpv_prefix",), {"cpv_prefix": _CPV_PREFIX, "reason": _TEXT_OR_BLANK}),
        "cpv-chains-unmapped": Shape(("chain",), {"chain": _CHAIN, "reason": _TEXT}),
        "eu-thresholds": Shape(
            ("regime", "buyer", "object"),
            {
                "valid_from": _DAY,
                "valid_until": _DAY,
                "regime": Column(one_of(*_REGIMES)),
                "buyer": Column(one_of("central", "sub-central", "any")),
                "object": Column(one_of("supplies-services", "works", "light", "any")),
                "amount_eur": Column(amount),
                "verified": _TRUTH,
                "source": _TEXT,
            },
            period=("valid_from", "valid_until"),
        ),
        "light-regime": Shape(
            ("cpv_from", "cpv_to"),
            {"annex_row": _WHOLE, "cpv_from": Column(cpv_code), "cpv_to": Column(cpv_code)},
        ),
        "notice-subtypes": Shape(
            ("subtype",),
            {
                "subtype": _CODE,
                "stage": Column(one_of(*_STAGES)),
                "regime": Column(one_of(*_REGIMES), blank=True),
                "light": Column(truth, blank=True),
            },
        ),
        "labels": Shape(("list", "code"), {"list": _CODE, "code": _CODE, **_NAMES}),
        "clusters": Shape(("code",), {"code": _CODE, **_NAMES}),
        "yearly-chains": Shape(
            ("year", "chain"),
            {
                "year": _YEAR,
                # The programme chooses among the twenty priority chains (Agenda MVOI 2026-2030, section 6.2).
                "chain": Column(code, refers_to="product-chains", marked="priority"),
                "reason": _TEXT_OR_BLANK,
            },
        ),
        "instruments": Shape(
            ("code",),
            {
                "code": _CODE,
                "kind": Column(one_of("instrument", "source")),
                **_NAMES,
                "keeper": _TEXT_OR_BLANK,
                "source": _TEXT,
            },
        ),
        "tier-duties": Shape(
            ("code",),
            {
                "code": _CODE,
                **_NAMES,
                "condition_nl": _TEXT_OR_BLANK,
                "condition_en": _TEXT_OR_BLANK,
                "from_day": _DAY,
                "duty": Column(codes, blank=True, refers_to="tiers", many=True),
                "voluntary": Column(codes, blank=True, refers_to="tiers", many=True),
                "kinds": Column(several_of(*PARTY_KINDS), blank=True),
                "fields": Column(codes, blank=True),
                "indicators": Column(codes, blank=True),
                "source": _TEXT,
            },
        ),
        "policy-documents": Shape(
            ("code",),
            {
                "code": _CODE,
                "level": Column(one_of("un", "oecd", "eu", "national")),
                "owner": _TEXT_OR_BLANK,
                **_NAMES,
                "themes": Column(codes, blank=True, refers_to="themes", many=True),
                "named_in": _TEXT_OR_BLANK,
            },
        ),
        "rijk-categories": Shape(("code",), {"code": _CODE, **_NAMES, "plan_year": Column(year, blank=True)}),
        "isv-categories-8": Shape(
            ("code",),
            {"code": _CODE, **_NAMES, "rijk_category": Column(code, blank=True, refers_to="rijk-categories")},
        ),
        "isv-categories-10": Shape(
            ("code",),
            {
                "code": _CODE,
                "number": _WHOLE,
                **_NAMES,
                "became": Column(code, refers_to="isv-categories-8"),
                "relation": Column(one_of("same", "renamed", "split", "merged")),
                "part": _TEXT_OR_BLANK,
            },
        ),
        "circular-categories": Shape(
            ("code",), {"code": _CODE, **_NAMES, "due_year": _YEAR, "regrouped_as": Column(code, blank=True)}
        ),
        "high-impact-packages": Shape(
            ("code",),
            {
                "code": _CODE,
                **_NAMES,
                "climate_goals": _TRUTH,
                "circular_categories": Column(codes, blank=True, refers_to="circular-categories", many=True),
                "isv_categories": Column(codes, blank=True, refers_to="isv-categories-8", many=True),
            },
        ),
        "spend-bands": Shape(
            ("band",),
            {"band": _WHOLE, "min_eur": _WHOLE_OR_BLANK, "max_eur": _WHOLE_OR_BLANK, "average_eur": _WHOLE_OR_BLANK},
        ),
        "impact-2019": Shape(
            ("code",),
            {
                "code": _CODE,
                **_NAMES,
                "spend_group": Column(one_of(*SPEND_GROUPS)),
                "ghg_kton": _WHOLE,
                "material_kton": _WHOLE,
                "jobs_least": _WHOLE_OR_BLANK,
                "jobs_most": _WHOLE_OR_BLANK,
            },
        ),
        "scales": Shape(
            ("scale", "level"),
            {"scale": Column(one_of(*SCALE_LEVELS)), "level": _WHOLE, **_NAMES, **_DEFINITIONS},
        ),
        "market-transformation-phases": Shape(
            ("code",), {"code": _CODE, "phase": Column(one_of("I", "II", "III", "IV")), **_NAMES, **_DEFINITIONS}
        ),
        "due-diligence-steps": Shape(("code",), {"code": _CODE, "step": _WHOLE, **_NAMES}),
        "social-return-blocks": Shape(
            ("region", "edition", "code"),
            {
                "region": _CODE,
                "edition": _CODE,
                "code": _CODE,
                **_NAMES,
                "unit": Column(one_of("fte-year", "bonus", "hour")),
                "amount_eur": Column(amount),
                "valid_from": Column(day, blank=True),
                "source": _TEXT,
            },
        ),
        "reason-codes": Shape(("code",), {"code": _CODE, **_NAMES, "needs_text": _TRUTH}),
        "sectors": Shape(("code",), {"code": _CODE, **_NAMES}),
        "tiers": Shape(("code",), {"code": _CODE, **_NAMES, "sector": Column(code, blank=True, refers_to="sectors")}),
        "organisation-types": Shape(
            ("code",),
            {
                "code": _CODE,
                **_NAMES,
                "kind": Column(one_of(*PARTY_KINDS)),
                "tier": Column(code, blank=True, refers_to="tiers"),
            },
        ),
    }
)
"""By the name of the list."""

CODE_COLUMN: Final[Mapping[str, str]] = MappingProxyType({"theme-lists": "list"})
"""The column that references to a list point to, where it is not `code`."""
