"""Ways out: each takes a rendered message and either returns, or raises one of the failures here."""


class Failure(Exception):
    """A message did not go out."""


class Refused(Failure):
    """Not taken this time; it may be taken later. Counts towards giving up."""


class Rejected(Failure):
    """The address does not take messages and never will: given up at once."""


class Away(Failure):
    """The provider does not answer. Says nothing about this message, so it never leads to giving up; the others need not try now."""
