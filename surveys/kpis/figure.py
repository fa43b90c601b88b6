"""A share with what it takes to read it honestly."""

from dataclasses import dataclass
from math import sqrt

FEWEST = 10  # valid answers below which a share is not shown (requirements 1.0)
Z_95 = 1.959963984540054  # the 97.5th percentile of the normal distribution


@dataclass(frozen=True)
class Figure:
    """numerator of denominator as a share (0 to 1) with its 95 % Wilson interval; answered of invited as the response rate.

    Below FEWEST valid answers the figure is suppressed: numerator, value and interval are None, the numbers of people stay.
    """

    numerator: int | None
    denominator: int
    value: float | None
    low: float | None
    high: float | None
    invited: int
    answered: int
    response_rate: float | None
    suppressed: bool

    @classmethod
    def of(cls, numerator: int, denominator: int, invited: int, answered: int) -> "Figure":
        rate = answered / invited if invited else None
        if denominator < FEWEST:
            return cls(None, denominator, None, None, None, invited, answered, rate, True)
        low, high = wilson(numerator, denominator)
        return cls(numerator, denominator, numerator / denominator, low, high, invited, answered, rate, False)


def wilson(successes: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """The Wilson score interval of a proportion: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), with p = successes / n and n > 0."""
    p, z2 = successes / n, z * z
    middle = p + z2 / (2 * n)
    spread = z * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
