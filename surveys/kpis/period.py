"""A run of whole days in the city's calendar."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included, in the city's time zone (days with 23 or 25 hours are whole days)."""

    first: date
    last: date

    def __post_init__(self):
        if self.last < self.first:
            raise ValueError("A period ends on its first day or later.")

    @classmethod
    def days(cls, count: int, until: date | None = None) -> "Period":
        """The *count* days up to and with *until* (default: today in the city)."""
        until = until or timezone.localdate()
        return cls(until - timedelta(days=count - 1), until)

    @property
    def start(self) -> datetime:
        """Its first moment (aware)."""
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first moment after it (aware)."""
        return _midnight(self.last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(settings.TIME_ZONE))
