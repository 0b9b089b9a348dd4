"""Reading a request to the token endpoint: client credentials with a signed assertion and nothing else.

Rules: RFC 6749 §4.4 and §5.2, RFC 7521 §4.2, RFC 8707 (resource), NL GOV Assurance profile for OAuth 2.0 (A1, A4).
"""

from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import parse_qsl

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM: Final = "application/x-www-form-urlencoded"
LARGEST_BODY: Final = 65_536
MOST_FIELDS: Final = 20
_REPEATABLE: Final = frozenset({"resource"})

OAuthErrorCode = Literal[
    "invalid_request",
    "invalid_client",
    "invalid_scope",
    "invalid_target",
    "unauthorized_client",
    "unsupported_grant_type",
]


class TokenRefusal(Exception):
    """The token endpoint says no; `error` is a code of RFC 6749 §5.2, the message goes to the client."""

    def __init__(self, error: OAuthErrorCode, description: str) -> None:
        super().__init__(description)
        self.error: OAuthErrorCode = error
        self.description = description


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A well-formed request; the assertion is not checked yet. No scopes: all that the client may have."""

    assertion: str
    client_id: str | None
    scopes: tuple[str, ...]
    resources: tuple[str, ...]


def read_token_request(body: bytes, *, content_type: str, authorization: str | None) -> TokenRequest:
    """Read a token request; raises TokenRefusal."""
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise TokenRefusal("invalid_request", f"The body must be {FORM}.")
    fields, resources = _fields(body)
    if authorization is not None or "client_secret" in fields:
        raise TokenRefusal("invalid_client", "Client secrets are not accepted here; use private_key_jwt.")
    if "grant_type" not in fields:
        raise TokenRefusal("invalid_request", "grant_type is missing.")
    if fields["grant_type"] != "client_credentials":
        raise TokenRefusal("unsupported_grant_type", "The one grant type here is client_credentials.")
    assertion = fields.get("client_assertion")
    if assertion is None or fields.get("client_assertion_type") != ASSERTION_TYPE:
        raise TokenRefusal(
            "invalid_client",
            f"The client must sign in with client_assertion and client_assertion_type {ASSERTION_TYPE}.",
        )
    return TokenRequest(assertion, fields.get("client_id"), tuple(fields.get("scope", "").split()), resources)


def _fields(body: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """The fields that are not empty, and every value of `resource`, the one field that may be repeated."""
    if len(body) > LARGEST_BODY:
        raise TokenRefusal("invalid_request", f"The body is larger than {LARGEST_BODY} bytes.")
    try:
        pairs = parse_qsl(body.decode("ascii"), encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as problem:
        raise TokenRefusal("invalid_request", "The body is no well-formed form.") from problem
    fields: dict[str, str] = {}
    resources: list[str] = []
    for name, value in pairs:
        if name in _REPEATABLE:
            resources.append(value)
        elif name in fields:
            raise TokenRefusal("invalid_request", f"{name[:40]} occurs more than once.")
        else:
            fields[name] = value
    return fields, tuple(resources)
