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
