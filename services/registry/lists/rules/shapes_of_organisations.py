"""The columns of the lists about organisations: their tiers and kinds, what is asked of them, what they work with."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.registry.lists.rules.cells import Column, amount, code, codes, one_of, several_of, year
from services.registry.lists.rules.shape import CODE, DAY, NAMES, TEXT, TEXT_OR_BLANK, TRUTH, Shape
from services.registry.parties.rules.words import PARTY_KINDS
from shared.reference.codes import TIERS
from shared.reference.lists import codes_of

OF_ORGANISATIONS: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "instruments": Shape(
            ("code",),
            {
                "code": CODE,
                "kind": Column(one_of("instrument", "source")),
                **NAMES,
                "keeper": TEXT_OR_BLANK,
                "source": TEXT,
            },
        ),
        "tier-duties": Shape(
            ("code",),
            {
                "code": CODE,
                **NAMES,
                "condition_nl": TEXT_OR_BLANK,
                "condition_en": TEXT_OR_BLANK,
                "from_day": DAY,
                "duty": Column(codes, blank=True, refers_to="tiers", many=True),
                "voluntary": Column(codes, blank=True, refers_to="tiers", many=True),
                "kinds": Column(several_of(*PARTY_KINDS), blank=True),
                "fields": Column(codes, blank=True),
                "indicators": Column(codes, blank=True),
                "source": TEXT,
            },
        ),
        "outside-totals": Shape(
            ("year", "scope", "measure"),
            {
                "year": Column(year),
                "scope": Column(one_of("all", *codes_of("sectors"), *TIERS)),
                "measure": Column(one_of("bodies", "procedures", "euros")),
                "amount": Column(amount),
                "at_least": TRUTH,
                "source": TEXT,
            },
        ),
        "policy-documents": Shape(
            ("code",),
            {
                "code": CODE,
                "level": Column(one_of("un", "oecd", "eu", "national")),
                "owner": TEXT_OR_BLANK,
                **NAMES,
                "themes": Column(codes, blank=True, refers_to="themes", many=True),
                "named_in": TEXT_OR_BLANK,
            },
        ),
        "reason-codes": Shape(("code",), {"code": CODE, **NAMES, "needs_text": TRUTH}),
        "sectors": Shape(("code",), {"code": CODE, **NAMES}),
        "tiers": Shape(("code",), {"code": CODE, **NAMES, "sector": Column(code, blank=True, refers_to="sectors")}),
        "organisation-types": Shape(
            ("code",),
            {
                "code": CODE,
                **NAMES,
                "kind": Column(one_of(*PARTY_KINDS)),
                "tier": Column(code, blank=True, refers_to="tiers"),
            },
        ),
    }
)
"""By the name of the list."""
