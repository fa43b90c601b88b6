"""What tells a name from other words, in the languages of the city: names.toml as sets and patterns, for screening."""

import re
import tomllib
from pathlib import Path

WORDS = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))


def _set(name):
    return frozenset(WORDS[name].split())


def _either(text):
    """Comma separated words as alternatives of a pattern, the longest first."""
    return "|".join(sorted((re.escape(word.strip()) for word in text.split(",")), key=len, reverse=True))


NEVER, PARTICLES = _set("never"), _set("particles")
PLACE_AFTER, PLACE_BEFORE, EVERYDAY = _set("place_after"), _set("place_before"), _set("everyday")
TITLES, TITLES_WITH_ACCENTS = _set("titles"), _set("titles_with_accents")
GOES_ON, CLOSINGS = _set("goes_on"), _set("closings")
GIVEN, AMBIGUOUS, FAMILY, VIETNAMESE_FAMILY = _set("given"), _set("ambiguous"), _set("family"), _set("vietnamese_family")
TELLING = GIVEN - AMBIGUOUS  # given names that are one even alone
DOTTED = TITLES | {"st", "jr", "sr"}
HAN_SURNAMES = "".join(WORDS["han"]["family"].split())
HAN_WORDS = "|".join(WORDS["han"]["words"].split())
HAN_RELATION = re.compile(r"(?<=老公|老婆|兒子|女兒|鄰居|朋友)阿[\u4e00-\u9fff]")
ARABIC_NAMES, ARABIC_ALONE, ARABIC_PLACES = (_either(WORDS["arabic"][name]) for name in ("given", "alone", "places"))


def _introductions():
    """First word -> [(all its words, how many capitalised ones must follow, whether small letters will do)], the longest first."""
    announced = {how: [" ".join(phrase.split()) for phrase in listed.split(",")] for how, listed in WORDS["announced"].items()}
    kin = WORDS["kin"]
    told = [(phrase, 1, True) for phrase in announced["strong"]]
    told += [(phrase, 1, False) for phrase in announced["one"]] + [(phrase, 2, False) for phrase in announced["two"]]
    told += [(f"{whose} {who}", 1, False) for code in ("en", "es") for whose in kin[f"whose_{code}"].split() for who in kin[f"who_{code}"].split()]
    found = {}
    for phrase, least, loose in sorted(told, key=lambda row: -len(row[0])):
        parts = tuple(phrase.split())
        found.setdefault(parts[0], []).append((parts, least, loose))
    return found


INTRODUCTIONS = _introductions()
