"""Code lists of eForms that reading and checking a notice needs (eForms SDK 1.3 to 1.15.1, CC BY 4.0)."""

from __future__ import annotations

from shared.procurement.notice import Stage

KNOWN_SDKS = frozenset(f"1.{minor}" for minor in range(3, 16))

# --- stage of a notice ---

_PLANNING = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "E1", "E2", "T01")
_CALL = ("10", "11", "12", "13", "14", "16", "17", "18", "19", "20", "21", "23", "24", "E3")
_RESULT = ("29", "30", "31", "32", "33", "34", "35", "36", "37", "E4", "T02")

STAGE_OF_SUBTYPE: dict[str, Stage] = {
    **dict.fromkeys(_PLANNING, Stage.PLANNING),
    **dict.fromkeys(_CALL, Stage.CALL),
    **dict.fromkeys(("25", "26", "27", "28"), Stage.DIRECT_AWARD),
    **dict.fromkeys(_RESULT, Stage.RESULT),
    **dict.fromkeys(("38", "39", "40", "E6"), Stage.MODIFICATION),
    "15": Stage.QUALIFICATION,
    "22": Stage.SUBCONTRACT,
    "CEI": Stage.CALL_FOR_INTEREST,
    "E5": Stage.COMPLETION,
    "X01": Stage.BUSINESS_REGISTRATION,
    "X02": Stage.BUSINESS_REGISTRATION,
}

STAGE_OF_NOTICE_TYPE: dict[str, Stage] = {
    **dict.fromkeys(("pin-buyer", "pin-only", "pin-rtl", "pin-tran", "pmc"), Stage.PLANNING),
    **dict.fromkeys(
        ("pin-cfc-standard", "pin-cfc-social", "cn-standard", "cn-social", "cn-desg"),
        Stage.CALL,
    ),
    **dict.fromkeys(("can-standard", "can-social", "can-desg", "can-tran"), Stage.RESULT),
    "veat": Stage.DIRECT_AWARD,
    "can-modif": Stage.MODIFICATION,
    "compl": Stage.COMPLETION,
    "qu-sy": Stage.QUALIFICATION,
    "subco": Stage.SUBCONTRACT,
    "cei": Stage.CALL_FOR_INTEREST,
    "brin-ecs": Stage.BUSINESS_REGISTRATION,
    "brin-eeig": Stage.BUSINESS_REGISTRATION,
}

STAGE_OF_FORM_TYPE: dict[str, Stage] = {
    "planning": Stage.PLANNING,
    "consultation": Stage.PLANNING,
    "competition": Stage.CALL,
    "dir-awa-pre": Stage.DIRECT_AWARD,
    "result": Stage.RESULT,
    "cont-modif": Stage.MODIFICATION,
    "completion": Stage.COMPLETION,
    "bri": Stage.BUSINESS_REGISTRATION,
}

# --- strategic procurement: the list that a code names decides the field ---

TERM_OF_LIST: dict[str, str] = {
    "strategic-procurement": "BT-06",
    "environmental-impact": "BT-774",
    "social-objective": "BT-775",
    "social-procurement": "BT-775",  # its name before SDK 1.1.0
    "innovative-acquisition": "BT-776",
    "gpp-criteria": "BT-805",
    "accessibility": "BT-754",
}

# Known codes per field, retired ones included: old notices hold them. Kept apart by list name for the finding's text.
_YES_NO = frozenset({"true", "false"})
KNOWN_CODES: dict[str, tuple[str, frozenset[str]]] = {
    "BT-06": ("strategic-procurement", frozenset({"env-imp", "inn-pur", "none", "soc-obj"})),
    "BT-774": (
        "environmental-impact",
        frozenset(
            {"biodiv-eco", "circ-econ", "clim-adapt", "clim-mitig", "other", "pollu-prev", "water-mar"}
            | {"emas-com", "ene-ef-com", "iso-14001-com", "iso-14024-com", "reg-834-2007-com"}
        ),
    ),
    "BT-775": (
        "social-objective",
        frozenset({"acc-all", "et-eq", "gen-eq", "hum-right", "opp", "other", "work-cond"}),
    ),
    "BT-776": (
        "innovative-acquisition",
        frozenset({"mar-nov", "proc-innov", "prod-innov", "rd-act", "buy-eff", "fp-requ", "org-nov", "other"}),
    ),
    "BT-805": ("gpp-criteria", frozenset({"eu", "national", "none", "other"})),
    "BT-754": ("accessibility", frozenset({"inc", "n-inc", "n-inc-just"})),
    "BT-71": ("reserved-procurement", frozenset({"none", "res-pub-ser", "res-ws"})),
    "BT-736": ("applicability", frozenset({"no", "not-known", "yes"})),
    "BT-717": ("cvd-scope", _YES_NO),
    "BT-810": ("eed-scope", _YES_NO),
    "BT-735": (
        "cvd-contract-type",
        frozenset({"oth-serv-contr", "pass-tran-serv", "veh-acq", "road-tran-contr"}),
    ),
    "BT-142": ("winner-selection-status", frozenset({"clos-nw", "open-nw", "selec-w"})),
    "BT-144": (
        "non-award-justification",
        frozenset(
            {"all-rej", "chan-need", "ins-fund", "no-rece", "no-signed", "one-admis", "other"}
            | {"rev-body", "rev-buyer", "tch-pr-error"}
        ),
    ),
    "BT-23": ("contract-nature", frozenset({"services", "supplies", "works", "combined"})),
    "BT-765": ("framework-agreement", frozenset({"fa-mix", "fa-w-rc", "fa-wo-rc", "none"})),
    "BT-766": ("dps-usage", frozenset({"dps-list", "dps-nlist", "none"})),
    "BT-165": ("economic-operator-size", frozenset({"large", "medium", "micro", "small", "sme"})),
    "BT-760": (
        "received-submission-type",
        frozenset(
            {"part-req", "t-esubm", "t-large", "t-med", "t-micro", "t-no-eea", "t-no-verif", "t-oth-eea", "t-small"}
            | {"t-sme", "t-verif-inad", "t-verif-inad-low", "tenders"}
        ),
    ),
    "BT-539": ("award-criterion-type", frozenset({"cost", "price", "quality"})),
    "BT-5421": (
        "number-weight",
        frozenset({"dec-exa", "dec-mid", "ord-imp", "per-exa", "per-mid", "poi-exa", "poi-mid"}),
    ),
    "BT-140": (
        "change-corrig-justification",
        frozenset(
            {"cancel", "cancel-intent", "cor-buy", "cor-esen", "cor-pub", "info-release", "susp-review", "update-add"}
        ),
    ),
    "OPT-155": ("vehicles", frozenset({"vehicles", "vehicles-clean", "vehicles-zero-emission"})),
}

SPECIFIC_TERMS = frozenset({"BT-774", "BT-775", "BT-776"})
"""Fields whose codes name something specific: beside BT-06 `none` in one lot they contradict it."""

# --- withheld fields: code of list `non-publication-identifier` (BT-195) -> field ---

TERM_OF_WITHHELD: dict[str, str] = {
    "awa-cri-com": "BT-543",
    "awa-cri-des": "BT-540",
    "awa-cri-fix": "BT-5422",
    "awa-cri-nam": "BT-734",
    "awa-cri-num": "BT-541",
    "awa-cri-ord": "BT-733",
    "awa-cri-thr": "BT-5423",
    "awa-cri-typ": "BT-539",
    "awa-cri-wei": "BT-5421",
    "buy-rev-cou": "BT-712",
    "buy-rev-typ": "BT-712",
    "con-rev-buy": "BT-160",
    "con-rev-use": "BT-162",
    "cou-ori": "BT-191",
    "cro-bor-law": "BT-09",
    "dir-awa-jus": "BT-136",
    "dir-awa-pre": "BT-1252",
    "dir-awa-tex": "BT-135",
    "gro-max-ide": "BT-556",
    "gro-max-val": "BT-156",
    "max-val": "BT-709",
    "no-awa-rea": "BT-144",
    "not-app-val": "BT-1118",
    "not-dis-dat": "BT-05",
    "not-max-val": "BT-118",
    "not-pub-dat": "BT-738",
    "not-ree-val": "BT-1561",
    "gro-ree-val": "BT-1561",
    "not-val": "BT-161",
    "pro-acc": "BT-106",
    "pro-acc-jus": "BT-1351",
    "pro-fea": "BT-88",
    "pro-typ": "BT-105",
    "rec-sub-cou": "BT-759",
    "rec-sub-typ": "BT-760",
    "ree-val": "BT-660",
    "rev-req": "BT-712",
    "sub-con": "BT-773",
    "sub-des": "BT-554",
    "sub-per": "BT-555",
    "sub-per-kno": "BT-731",
    "sub-val": "BT-553",
    "sub-val-kno": "BT-730",
    "ten-ran": "BT-171",
    "ten-val-hig": "BT-711",
    "ten-val-low": "BT-710",
    "val-con-des": "BT-163",
    "win-cho": "BT-142",
    "win-ten-val": "BT-720",
    "win-ten-var": "BT-193",
}
