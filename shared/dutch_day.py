"""Which day it is: that of the Netherlands, where lists, terms and mandates begin and end at midnight."""

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = "Europe/Amsterdam"
_HERE: Final = ZoneInfo(ZONE)


def today() -> date:
    """The day it is in the Netherlands now, which begins an hour or two before that of UTC."""
    return datetime.now(_HERE).date()


def start_of(day: date) -> datetime:
    """The moment at which a day begins in the Netherlands."""
    return datetime.combine(day, time(), _HERE)
