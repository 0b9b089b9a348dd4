"""The columns of every reference list, and which of them tell its rows apart.

A version keeps the shape of its list: the services read it by these columns.
"""

from collections.abc import Mapping
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
    truth,
    whole,
    year,
)
from services.registry.lists.rules.shape import CODE, DAY, NAMES, TEXT, TEXT_OR_BLANK, TRUTH, Shape
from services.registry.lists.rules.shapes_of_organisations import OF_ORGANISATIONS
from shared.reference.impact_2019 import SPEND_GROUPS
from shared.reference.product_chains import SCORED_THEMES

_WHOLE = Column(whole)
_WHOLE_OR_BLANK = Column(whole, blank=True)
_YEAR = Column(year)
_DEFINITIONS = {"definition_nl": TEXT_OR_BLANK, "definition_en": TEXT_OR_BLANK}
_CHAIN = Column(code, refers_to="product-chains")
_CPV_PREFIX = Column(cpv_prefix)
_QUALITY_OR_BLANK = Column(one_of("A", "B", "C"), blank=True)
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


SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        **OF_ORGANISATIONS,
        "theme-lists": Shape(
            ("list",), {"list": CODE, **NAMES, "valid_from": DAY, "valid_until": Column(day, blank=True)}
        ),
        "themes": Shape(
            ("list", "code"),
            {
                "list": Column(code, refers_to="theme-lists"),
                "code": CODE,
                "kind": Column(one_of("theme", "local", "overarching")),
                **NAMES,
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
                "note": TEXT_OR_BLANK,
            },
        ),
        "theme-codes": Shape(
            ("term", "code"),
            {
                "term": TEXT,
                "code": TEXT,
                "says": Column(one_of("yes", "no", "any", "only-note")),
                "themes": Column(codes, blank=True, refers_to="themes", many=True),
                "note": TEXT_OR_BLANK,
                "specific": TRUTH,
                "reason": TEXT_OR_BLANK,
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
                "code": CODE,
                "cluster": Column(code, refers_to="clusters"),
                **NAMES,
                "as_printed": TEXT,
                "in_criteria_tool": TRUTH,
                "priority": TRUTH,
                **dict.fromkeys(SCORED_THEMES, Column(relevance)),
            },
        ),
        "cpv-chains": Shape(
            ("cpv_prefix",),
            {
                "cpv_prefix": _CPV_PREFIX,
                "chain": _CHAIN,
                "quality": Column(one_of("A", "B", "C")),
                "reason": TEXT_OR_BLANK,
            },
        ),
        "cpv-outside-chains": Shape(("cpv_prefix",), {"cpv_prefix": _CPV_PREFIX, "reason": TEXT_OR_BLANK}),
        "cpv-chains-unmapped": Shape(("chain",), {"chain": _CHAIN, "reason": TEXT}),
        "cpv-categories": Shape(
            ("cpv_prefix",),
            {
                "cpv_prefix": _CPV_PREFIX,
                "rijk_category": Column(code, blank=True, refers_to="rijk-categories"),
                "rijk_quality": _QUALITY_OR_BLANK,
                "isv_category": Column(code, blank=True, refers_to="isv-categories-8"),
                "isv_quality": _QUALITY_OR_BLANK,
                "reason": TEXT_OR_BLANK,
            },
        ),
        "eu-thresholds": Shape(
            ("regime", "buyer", "object"),
            {
                "valid_from": DAY,
                "valid_until": DAY,
                "regime": Column(one_of(*_REGIMES)),
                "buyer": Column(one_of("central", "sub-central", "any")),
                "object": Column(one_of("supplies-services", "works", "light", "any")),
                "amount_eur": Column(amount),
                "verified": TRUTH,
                "source": TEXT,
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
                "subtype": CODE,
                "stage": Column(one_of(*_STAGES)),
                "regime": Column(one_of(*_REGIMES), blank=True),
                "light": Column(truth, blank=True),
            },
        ),
        "labels": Shape(("list", "code"), {"list": CODE, "code": CODE, **NAMES}),
        "clusters": Shape(("code",), {"code": CODE, **NAMES}),
        "yearly-chains": Shape(
            ("year", "chain"),
            {
                "year": _YEAR,
                # The programme chooses among the twenty priority chains (Agenda MVOI 2026-2030, section 6.2).
                "chain": Column(code, refers_to="product-chains", marked="priority"),
                "reason": TEXT_OR_BLANK,
            },
        ),
        "rijk-categories": Shape(("code",), {"code": CODE, **NAMES, "plan_year": Column(year, blank=True)}),
        "isv-categories-8": Shape(
            ("code",),
            {"code": CODE, **NAMES, "rijk_category": Column(code, blank=True, refers_to="rijk-categories")},
        ),
        "isv-categories-10": Shape(
            ("code",),
            {
                "code": CODE,
                "number": _WHOLE,
                **NAMES,
                "became": Column(code, refers_to="isv-categories-8"),
                "relation": Column(one_of("same", "renamed", "split", "merged")),
                "part": TEXT_OR_BLANK,
            },
        ),
        "circular-categories": Shape(
            ("code",), {"code": CODE, **NAMES, "due_year": _YEAR, "regrouped_as": Column(code, blank=True)}
        ),
        "high-impact-packages": Shape(
            ("code",),
            {
                "code": CODE,
                **NAMES,
                "climate_goals": TRUTH,
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
                "code": CODE,
                **NAMES,
                "spend_group": Column(one_of(*SPEND_GROUPS)),
                "ghg_kton": _WHOLE,
                "material_kton": _WHOLE,
                "jobs_least": _WHOLE_OR_BLANK,
                "jobs_most": _WHOLE_OR_BLANK,
            },
        ),
        "scales": Shape(
            ("scale", "level"),
            {"scale": Column(one_of(*SCALE_LEVELS)), "level": _WHOLE, **NAMES, **_DEFINITIONS},
        ),
        "market-transformation-phases": Shape(
            ("code",), {"code": CODE, "phase": Column(one_of("I", "II", "III", "IV")), **NAMES, **_DEFINITIONS}
        ),
        "due-diligence-steps": Shape(("code",), {"code": CODE, "step": _WHOLE, **NAMES}),
        "social-return-blocks": Shape(
            ("region", "edition", "code"),
            {
                "region": CODE,
                "edition": CODE,
                "code": CODE,
                **NAMES,
                "unit": Column(one_of("fte-year", "bonus", "hour")),
                "amount_eur": Column(amount),
                "valid_from": Column(day, blank=True),
                "source": TEXT,
            },
        ),
    }
)
"""By the name of the list."""

CODE_COLUMN: Final[Mapping[str, str]] = MappingProxyType({"theme-lists": "list"})
"""The column that references to a list point to, where it is not `code`."""
