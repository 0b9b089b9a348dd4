"""A token that was verified a moment ago says at once who calls; in any doubt it is verified anew."""

from datetime import timedelta

import pytest

from shared.identity.access import InvalidToken, TokenVerifier
from shared.identity.callers import RECENT_SECONDS, RecentCallers, TokenStamp
from tests.shared.tokens import AUDIENCE, ISSUER, Issuer, claims_of, key, token


class Withdrawn:
    """What is known of withdrawn tokens without waiting: nothing when it is `old`."""

    def __init__(self) -> None:
        self.tokens: set[str] = set()
        self.old = False

    def __call__(self, stamp: TokenStamp) -> bool | None:
        return None if self.old else stamp.token_id in self.tokens


@pytest.fixture
def withdrawn() -> Withdrawn:
    return Withdrawn()


@pytest.fixture
def now() -> list[float]:
    return [float(str(claims_of({})["iat"]))]


@pytest.fixture
def issuer() -> Issuer:
    return Issuer(key())


@pytest.fixture
def verifier(issuer: Issuer, withdrawn: Withdrawn, now: list[float]) -> TokenVerifier:
    recent = RecentCallers(withdrawn, clock=lambda: now[0])
    return TokenVerifier({ISSUER: issuer.source()}, AUDIENCE, recent=recent)


def test_nobody_is_known_before_the_token_was_verified(verifier: TokenVerifier) -> None:
    presented = token()
    assert verifier.recent_caller(presented) is None
    caller = verifier.caller(presented)
    assert verifier.recent_caller(presented) == caller
    assert verifier.recent_caller(token({"jti": "two"})) is None


def test_a_token_that_does_not_hold_is_never_known(verifier: TokenVerifier) -> None:
    verifier.caller(token())
    changed = token()[:-8] + "AAAAAAAA"
    with pytest.raises(InvalidToken):
        verifier.caller(changed)
    assert verifier.recent_caller(changed) is None


def test_a_withdrawn_token_is_no_longer_known(verifier: TokenVerifier, withdrawn: Withdrawn) -> None:
    presented = token()
    verifier.caller(presented)
    withdrawn.tokens.add("one")
    assert verifier.recent_caller(presented) is None


def test_while_nobody_can_say_what_was_withdrawn_nobody_is_known(verifier: TokenVerifier, withdrawn: Withdrawn) -> None:
    presented = token()
    verifier.caller(presented)
    withdrawn.old = True
    assert verifier.recent_caller(presented) is None


def test_a_token_is_not_known_past_its_end(verifier: TokenVerifier, now: list[float]) -> None:
    presented = token({"exp": timedelta(seconds=5)})
    verifier.caller(presented)
    now[0] += 4
    assert verifier.recent_caller(presented) is not None
    now[0] += 2
    assert verifier.recent_caller(presented) is None


def test_a_token_is_read_again_in_time_so_that_one_of_a_withdrawn_key_does_not_live_on(
    verifier: TokenVerifier, now: list[float], issuer: Issuer
) -> None:
    presented = token()
    verifier.caller(presented)
    issuer.keys = ()
    issuer.now += 300
    now[0] += RECENT_SECONDS
    assert verifier.recent_caller(presented) is None
    with pytest.raises(InvalidToken):
        verifier.caller(presented)
