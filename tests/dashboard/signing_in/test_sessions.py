"""How long a session lives, how many there are, and how its token is renewed."""

from collections.abc import Callable

import pytest

from dashboard.sessions.session import Person, Session, SessionOver, Tokens
from dashboard.sessions.sessions import PARKED_SECONDS, ParkedForm, ParkedForms, Sessions

MINUTE, HOUR = 60.0, 3600.0


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def over(_refresh: str) -> Tokens:
    raise SessionOver


def session(
    subject: str = "persoon-1",
    *,
    clock: Clock | None = None,
    refresh: str | None = None,
    renew: Callable[[str], Tokens] = over,
) -> Session:
    person = Person("https://issuer.example", subject, (), frozenset(), "person:1", None, None)
    at = clock or Clock()
    return Session(person, Tokens("eerste", at() + HOUR, refresh), csrf="csrf", renew=renew, clock=at)


def sessions(clock: Clock, *, most: int = 10) -> Sessions:
    return Sessions(idle=30 * MINUTE, whole=8 * HOUR, most=most, clock=clock)


def test_a_session_ends_half_an_hour_after_its_last_use() -> None:
    clock = Clock()
    kept = sessions(clock)
    secret = kept.start(session())

    clock.now += 29 * MINUTE
    assert kept.find(secret) is not None
    clock.now += 29 * MINUTE
    assert kept.find(secret) is not None, "using it keeps it alive"
    clock.now += 31 * MINUTE
    assert kept.find(secret) is None
    assert kept.identity_of_ended(secret) == ("https://issuer.example", "persoon-1")


def test_a_session_ends_after_eight_hours_however_much_it_is_used() -> None:
    clock = Clock()
    kept = sessions(clock)
    secret = kept.start(session())

    for _ in range(24):
        clock.now += 20 * MINUTE
        assert kept.find(secret) is not None
    clock.now += MINUTE
    assert kept.find(secret) is None


def test_of_too_many_the_one_used_longest_ago_goes() -> None:
    kept = sessions(Clock(), most=2)
    first, second = kept.start(session()), kept.start(session())
    assert kept.find(first) is not None

    third = kept.start(session())
    assert [kept.find(each) is not None for each in (first, second, third)] == [True, False, True]


@pytest.mark.parametrize("secret", [None, "", "geraden", "\udcff"])
def test_a_secret_that_was_never_given_finds_nobody(secret: str | None) -> None:
    assert sessions(Clock()).find(secret) is None


def test_a_token_is_renewed_before_it_ends_and_without_a_refresh_token_the_session_is_over() -> None:
    clock = Clock()
    renewed = session(clock=clock, refresh="r1", renew=lambda _token: Tokens("tweede", clock() + HOUR, "r2"))
    ended = session(clock=clock)
    assert renewed.authorization("kpi") == {"Authorization": "Bearer eerste"}

    clock.now += HOUR - 10
    assert renewed.authorization("kpi") == {"Authorization": "Bearer tweede"}
    with pytest.raises(SessionOver):
        ended.authorization("kpi")


def test_tokens_and_names_are_shown_nowhere() -> None:
    shown = repr(Tokens("geheim", 1.0, "ook geheim")) + repr(session("mevrouw-geheim").person)
    assert "geheim" not in shown


def test_a_parked_form_is_given_back_once_in_time_and_to_whoever_filled_it_in() -> None:
    clock = Clock()
    forms = ParkedForms(clock=clock)
    mine, other = ("i", "een"), ("i", "ander")
    form = ParkedForm("/werk", (("a", "b"),), mine)

    assert forms.take(forms.park(form), identity=other) is None
    secret = forms.park(form)
    assert forms.take(secret, identity=mine) == form
    assert forms.take(secret, identity=mine) is None
    late = forms.park(form)
    clock.now += PARKED_SECONDS + 1
    assert forms.take(late, identity=mine) is None
