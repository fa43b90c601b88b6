"""How addresses are compared: without accents, in lower case, with street words spelled out. Pure."""

import re
import unicodedata

STREET_WORDS = {
    "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "blvd": "boulevard", "dr": "drive", "rd": "road", "ln": "lane", "ct": "court",
    "pl": "place", "wy": "way", "pkwy": "parkway", "hwy": "highway", "ter": "terrace", "cir": "circle", "sq": "square", "expy": "expressway",
}  # fmt: skip
FIRST_WORDS = {"st": "saint", "dr": "doctor", "mt": "mount", "ft": "fort"}  # before the name they are no street words
DIRECTIONS = {"n": "north", "s": "south", "e": "east", "w": "west"}
UNITS = {"apt", "apartment", "unit", "suite", "ste", "room", "rm", "floor", "fl"}
PLAIN = str.maketrans({"đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "æ": "ae", "Æ": "AE"})
NUMBER = re.compile(r"\d+[a-z]?(-\d+)?")


def plain(text: str) -> str:
    """The text without accents, in lower case; "Nguyễn Đình Chiểu" becomes "nguyen dinh chieu"."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(PLAIN))
    return "".join(c for c in letters if not unicodedata.combining(c)).lower()


def search_text(text: str) -> str:
    """What is stored in `Address.search` and compared with what people type: "12 N. Fifth Ave, Apt 3" becomes "12 north fifth avenue".

    A single letter at the very end is left alone: somebody may still be typing.
    """
    words = re.findall(r"[^\W_]+(?:-\d+)?|#", plain(text).replace("'", "").replace("’", ""))
    spelled: list[str] = []
    for position, word in enumerate(words):
        is_last = position == len(words) - 1
        is_first = not spelled or all(NUMBER.fullmatch(earlier) or earlier in DIRECTIONS.values() for earlier in spelled)
        if spelled and (word == "#" or (word in UNITS and not is_last)):
            break
        if is_first and not is_last and word in FIRST_WORDS:
            word = FIRST_WORDS[word]
        elif not is_last and word in DIRECTIONS:
            word = DIRECTIONS[word]
        elif any(not NUMBER.fullmatch(earlier) for earlier in spelled):
            word = STREET_WORDS.get(word, word)
        spelled.append(word)
    return " ".join(spelled)[:200]


def number_and_street(search: str) -> tuple[str, str]:
    """A search text in its house number (or "") and the rest."""
    first, _, rest = search.partition(" ")
    return (first, rest) if NUMBER.fullmatch(first) else ("", search)


def leading_number(number: str) -> int:
    """The number to compare house numbers by: 91 for "91-33", 12 for "12a"."""
    return int(re.match(r"\d{1,9}", number).group())


def name_of(street: str) -> str:
    """A street without the words that most streets share, by which it is compared when somebody misspells it: "mission" for "mission street"."""
    shared = {*STREET_WORDS.values(), *DIRECTIONS.values(), "way"}
    return " ".join(word for word in street.split() if word not in shared) or street


def names_in(name: str, text: str) -> bool:
    """Does the text hold the name, word for word, whatever its accents and case? Scripts that put no space between words are searched as they are."""
    wanted, given = (" ".join(re.findall(r"[^\W_]+", plain(words))) for words in (name, text))
    if not wanted:
        return False
    return f" {wanted} " in f" {given} " if wanted.isascii() else wanted in given
