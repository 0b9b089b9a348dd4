import pytest

from shared.errors import TooManyRequests
from shared.request_limit import MOST_KEYS, RequestLimit


def test_a_key_has_its_share_per_period_and_other_keys_have_theirs() -> None:
    now = 0.0
    limit = RequestLimit(2, seconds=60, clock=lambda: now)
    limit.take("a")
    now = 30.0
    limit.take("a")
    limit.take("b")

    with pytest.raises(TooManyRequests) as refusal:
        limit.take("a")
    assert refusal.value.retry_after == 30
    now = 60.0
    limit.take("a")


def test_keys_of_long_ago_are_forgotten() -> None:
    now = 0.0
    limit = RequestLimit(1, seconds=60, clock=lambda: now)
    for number in range(MOST_KEYS):
        limit.take(str(number))
    now = 61.0
    limit.take("new")

    assert len(limit._asked) == 1


def test_what_is_counted_afterwards_is_refused_beforehand() -> None:
    now = 0.0
    limit = RequestLimit(2, seconds=60, clock=lambda: now)
    for _ in range(3):
        limit.note("a")

    limit.demand_room("b")
    with pytest.raises(TooManyRequests) as refusal:
        limit.demand_room("a")
    assert refusal.value.retry_after == 60
    now = 61.0
    limit.demand_room("a")


def test_asking_for_room_remembers_nobody() -> None:
    limit = RequestLimit(1, seconds=60)
    for number in range(100):
        limit.demand_room(str(number))

    assert len(limit._asked) == 0
