"""What one address may take of the validating processes."""

import pytest

from services.ingest.validations.operations.shares import Shares
from shared.errors import TooManyRequests


def test_seconds_of_work_are_counted_and_forgotten_after_a_minute() -> None:
    now = 0.0
    shares = Shares(10, clock=lambda: now)
    for _ in range(2):
        with shares.share("a"):
            shares.note("a", 5)
    with pytest.raises(TooManyRequests) as refusal, shares.share("a"):
        pass
    assert refusal.value.retry_after == 60
    with shares.share("b"):
        pass
    now = 60.0
    with shares.share("a"):
        pass
    assert shares._done == {}


def test_the_place_of_an_address_is_given_back_whatever_happens() -> None:
    shares = Shares(10)
    with pytest.raises(ZeroDivisionError), shares.share("a"):
        raise ZeroDivisionError
    with shares.share("a"), pytest.raises(TooManyRequests), shares.share("a"):
        pass
    with shares.share("a"):
        pass
