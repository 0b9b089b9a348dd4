"""Reading a form at the authorization server: a client that signs in with an assertion, and what it asks.

Rules: RFC 6749 §4.4 and §5.2, RFC 7521 §4.2, RFC 8707 (resource), RFC 7662 §2.1 and RFC 7009 §2.1 (token), NL GOV
Assurance profile for OAuth 2.0 (A1, A4, A8). What stands in the address is not read: addresses end up in logs.
"""

from collections.abc import Mapping
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
    "slow_down",
]


class TokenRefusal(Exception):
    """The authorization server says no; `error` is a code of RFC 6749 §5.2, the message goes to the client."""

    def __init__(self, error: OAuthErrorCode, description: str, *, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.error: OAuthErrorCode = error
        self.description = description
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class ClientProof:
    """By what a client proves who it is; not checked yet."""

    assertion: str
    client_id: str | None


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A well-formed request for a token. No scopes: all that the client may have."""

    proof: ClientProof
    scopes: tuple[str, ...]
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TokenQuestion:
    """A well-formed request about a token: whether it holds, or that it must no longer."""

    proof: ClientProof
    token: str


@dataclass(frozen=True, slots=True)
class FormBody:
    """The body of a request and the headers that say how to read it."""

    content: bytes
    content_type: str
    authorization: str | None


def read_token_request(body: FormBody) -> TokenRequest:
    """Read a request to the token endpoint; raises TokenRefusal."""
    fields, resources = _read(body)
    if "grant_type" not in fields:
        raise TokenRefusal("invalid_request", "grant_type is missing.")
    if fields["grant_type"] != "client_credentials":
        raise TokenRefusal("unsupported_grant_type", "The one grant type here is client_credentials.")
    return TokenRequest(_proof(fields), tuple(fields.get("scope", "").split()), resources)


def read_token_question(body: FormBody) -> TokenQuestion:
    """Read a request to introspect or revoke a token; raises TokenRefusal. A `token_type_hint` makes no difference."""
    fields, _ = _read(body)
    proof = _proof(fields)
    if "token" not in fields:
        raise TokenRefusal("invalid_request", "token is missing.")
    return TokenQuestion(proof, fields["token"])


def _read(body: FormBody) -> tuple[dict[str, str], tuple[str, ...]]:
    if body.content_type.partition(";")[0].strip().lower() != FORM:
        raise TokenRefusal("invalid_request", f"The body must be {FORM}.")
    fields, resources = _fields(body.content)
    if body.authorization is not None or "client_secret" in fields:
        raise TokenRefusal("invalid_client", "Client secrets are not accepted here; use private_key_jwt.")
    return fields, resources


def _proof(fields: Mapping[str, str]) -> ClientProof:
    assertion = fields.get("client_assertion")
    if assertion is None or fields.get("client_assertion_type") != ASSERTION_TYPE:
        raise TokenRefusal(
            "invalid_client",
            f"The client must sign in with client_assertion and client_assertion_type {ASSERTION_TYPE}.",
        )
    return ClientProof(assertion, fields.get("client_id"))


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
