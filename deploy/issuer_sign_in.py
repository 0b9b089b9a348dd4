"""How people sign in at the test issuer: a page on which somebody chooses who to be, and the code that follows."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, StrictUndefined

from deploy.issuer_grants import CLIENT, ROLES, Grant, Grants, Person, form_of, unknown_roles

FOLDER: Final = Path(__file__).parent
POLICY: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
ASKED: Final = (
    *("response_type", "client_id", "redirect_uri", "scope", "state", "nonce"),
    *("code_challenge", "code_challenge_method", "ui_locales"),
)
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_ENGLISH: Final[Mapping[str, str]] = {
    "beheerder": "administrator",
    "bronhouder": "steward",
    "inkoper": "buyer",
    "contractmanager": "contract manager",
    "leverancier": "supplier",
    "goedkeurder": "approver",
}

router = APIRouter()
_page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(
    (FOLDER / "issuer_page.html").read_text(encoding="utf-8")
)


@router.get("/style.css")
def style() -> Response:
    """How its page looks."""
    return Response((FOLDER / "issuer_page.css").read_bytes(), media_type="text/css")


@router.get("/authorize")
def ask_who(request: Request) -> Response:
    """Let somebody choose who to be (OpenID Connect Core 3.1.2)."""
    asked = dict(request.query_params)
    if fault := _stranger(request, asked, repeated=len(request.query_params.multi_items()) > len(asked)):
        return _shown(asked, wrong=fault, status=400)
    if fault := _unfit(asked):
        return _back(asked, error="invalid_request", error_description=fault)
    return _shown(asked, form=True)


@router.post("/authorize")
async def give_code(request: Request) -> Response:
    """Send whoever chose back with a code."""
    try:
        fields = await form_of(request)
    except ValueError as error:
        return _shown({}, wrong=str(error), status=400)
    asked = {name: value for name, value in fields if name in ASKED}
    if fault := _stranger(request, asked, repeated=False) or _unfit(asked):
        return _shown(asked, wrong=fault, status=400)
    single = dict(fields)
    roles = tuple(value for name, value in fields if name == "role")
    subject = single.get("subject", "").strip()
    if fault := unknown_roles(roles) or ("" if subject else "subject is missing"):
        return _shown(asked, wrong=fault, status=400, form=True)
    person = Person(roles, subject, single.get("organisation", "").strip() or None)
    codes: Grants = request.app.state.codes
    code = codes.give(Grant(person, CLIENT, asked["nonce"], asked["redirect_uri"], asked["code_challenge"]))
    return _back(asked, code=code)


def _stranger(request: Request, asked: Mapping[str, str], *, repeated: bool) -> str:
    """Why nobody may be sent back to where this asks; "" when it is the dashboard that asks."""
    if repeated:
        return "each parameter stands once"
    if asked.get("client_id") != CLIENT:
        return f"client_id is {CLIENT}"
    return "" if asked.get("redirect_uri") == request.app.state.callback else "redirect_uri is not the one known here"


def _unfit(asked: Mapping[str, str]) -> str:
    """What is not right about this question of the dashboard; "" when all is."""
    if asked.get("response_type") != "code":
        return "response_type is code"
    if "openid" not in asked.get("scope", "").split():
        return "scope names openid"
    if not asked.get("state") or not asked.get("nonce"):
        return "state and nonce are needed"
    challenge = asked.get("code_challenge", "")
    if asked.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
        return "code_challenge is needed, by S256"
    return ""


def _shown(asked: Mapping[str, str], *, wrong: str | None = None, status: int = 200, form: bool = False) -> Response:
    kept = {name: value for name, value in asked.items() if name in ASKED}
    made = _page.render(
        language="en" if asked.get("ui_locales") == "en" else "nl",
        roles=[(role, role, _ENGLISH.get(role, role)) for role in ROLES],
        asked=kept if form else None,
        wrong=wrong,
    )
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}
    return HTMLResponse(made, status_code=status, headers=headers)


def _back(asked: Mapping[str, str], **answer: str) -> Response:
    query = urlencode({**answer, **({"state": asked["state"]} if "state" in asked else {})})
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(f"{asked['redirect_uri']}?{query}", status_code=303, headers=headers)
