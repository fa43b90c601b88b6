"""The reference a resident can say on the phone: a prefix, 8 random Crockford base-32 characters, and a check character.

40 random bits: nobody counts or guesses requests. The check character (Luhn mod 32) finds every single wrong character and every
swap of neighbours but one pair, so a misheard reference is refused rather than taken for another request.
"""

import secrets
import unicodedata

from django.conf import settings

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
HEARD_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def check_character(body):
    """The Luhn mod 32 check character of a string over ALPHABET."""
    total, factor = 0, 2
    for character in reversed(body):
        product = ALPHABET.index(character) * factor
        total += product // 32 + product % 32
        factor = 3 - factor
    return ALPHABET[-total % 32]


def new_reference():
    """A new random reference in its stored form, e.g. CX4K7M2QXPZ."""
    number = secrets.randbits(5 * LENGTH)  # one draw for all characters: this is called for every row of an import
    body = "".join(ALPHABET[number >> shift & 31] for shift in range(0, 5 * LENGTH, 5))
    return settings.REFERENCE_PREFIX + body + check_character(body)


def normalise(text):
    """The stored form of a reference as somebody typed or heard it (spaces, dashes, O for 0, I or L for 1, any case), or None."""
    text = "".join(c for c in unicodedata.normalize("NFKC", text or "").upper() if c.isalnum())
    prefix = settings.REFERENCE_PREFIX.upper()
    body = text[len(prefix) :] if text.startswith(prefix) and len(text) > LENGTH + 1 else text
    body = body.translate(HEARD_AS)
    if len(body) != LENGTH + 1 or any(c not in ALPHABET for c in body) or check_character(body[:-1]) != body[-1]:
        return None
    return settings.REFERENCE_PREFIX + body


def pretty(reference):
    """In groups that can be read out: CX-4K7M-2QXP-Z."""
    prefix, body = reference[: -(LENGTH + 1)], reference[-(LENGTH + 1) :]
    return f"{prefix}-{body[:4]}-{body[4:8]}-{body[8:]}"
