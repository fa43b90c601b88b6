"""A provider that does not answer is left alone for a while, by this process, so that a worker does not spend its day waiting for it."""

import time

FIRST_REST = 5.0  # seconds
LONGEST_REST = 60.0

_resting: dict[str, tuple[float, float]] = {}  # channel -> (until, by time.monotonic(); how long it was)


def resting():
    """The channels not to try now."""
    now = time.monotonic()
    return [channel for channel, (until, _length) in _resting.items() if until > now]


def went_away(channel):
    """Note that the provider did not answer. -> seconds it is left alone: 5, doubling to 60 while it stays away."""
    _until, length = _resting.get(channel, (0, 0))
    length = min(length * 2, LONGEST_REST) if length else FIRST_REST
    _resting[channel] = (time.monotonic() + length, length)
    return length


def answered(channel):
    """Note that it is there."""
    _resting.pop(channel, None)
