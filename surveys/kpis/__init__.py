"""The figures of requirements 1.1: the registry, and one function per figure. `registry["R1"].compute(period, by="language")`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.kpis.answers import r1, r6, r6_top, r10, r13
from surveys.kpis.figure import Figure
from surveys.kpis.period import Period

__all__ = ["Figure", "Kpi", "Period", "r1", "r6", "r6_top", "r10", "r13", "registry"]


@dataclass(frozen=True)
class Kpi:
    code: str
    name: Promise
    counts: Promise  # what is in the numerator, over what, in words
    compute: Callable


_ALL = (
    Kpi(
        "R1",
        _("Very satisfied overall"),
        _("Of those who answered “Overall, how satisfied are you with your experience with the City on this request?”: were very satisfied."),
        r1,
    ),
    Kpi(
        "R6",
        _("Seamless"),
        _("Of those who answered “My experience with the City was seamless: I did not have to start over.”: agreed or strongly agreed."),
        r6,
    ),
    Kpi(
        "R10",
        _("Very satisfied with timeliness"),
        _("Of those who answered “How satisfied are you with how quickly the City responded?”: were very satisfied."),
        r10,
    ),
    Kpi(
        "R13",
        _("Very willing to contact us again"),
        _("Of those who answered “How willing would you be to contact the City again?”: were very willing."),
        r13,
    ),
)
registry = {kpi.code: kpi for kpi in _ALL}
