"""What may stand in a text that anybody reads: no way to reach a person, no number that is hers alone, no name. Pure, by rules.

Rules find names by what stands around them (titles, "my name is", a signature), by a small list of given names, and by what we know the
reporter by. They miss some and take some too many; how many is measured by tests/requests_app/test_screening.py over a labelled set.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from requests_app import naming

EMAIL = re.compile(r"[^\s@<>,;:()\"']+@[^\s@<>,;:()\"']+\.[^\s@<>,;:()\"'.]+")
PHONE = re.compile(r"(?<![\w.])(?<![A-Za-z]-)\+?\(?\d(?:[\s().\-]{0,3}\d){6,14}(?!\w)")
NUMBERS = re.compile(  # social security, cards, licenses and the like
    r"(?<![\w-])(?:\d{3}-\d{2}-\d{4}|\d{4}(?:[ -]?\d{4}){2}[ -]?\d{1,7}|[A-Z]\d{7,9})(?![\w-])"
)
PLATE_WORDS = "|".join([
    r"plates?(?: number| no\.?)?", r"placas?(?: n[uú]mero)?", r"bi[eể]n s[oố](?: xe)?", "車牌(?:號碼|號)?", "车牌(?:号码|号)?",
    "(?:رقم )?(?:ال)?لوحة(?: رقم)?",
])  # fmt: skip
PLATE = re.compile(
    rf"(?:{PLATE_WORDS})[\s:#]*(?:is|es|la|là|是)?[\s:#]*((?=[A-Z -]*\d)[A-Z0-9]{{2,8}}(?:[ -][A-Z0-9]{{2,4}})?)(?![A-Z0-9-])", re.IGNORECASE
)
PLATE_ALONE = re.compile(r"(?<!\w)\d[A-Z]{3} ?\d{3}(?!\w)")
UNIT_WORDS = r"apt|apartment|unit|suite|ste|depto|departamento|apto|apartamento|interior|phòng số|căn hộ số|căn hộ|can ho so|شقة(?: رقم)?"
UNIT = rf"(?<!\w)(?:{UNIT_WORDS})\.?\s*#?\s*\d+[A-Za-z]?(?!\w)"
STREET = r"\d{1,6}[A-Za-z]?\s+(?:[^\W\d_][\w'’.-]*\s+){1,4}"  # a house number and up to four words
HOME = re.compile(
    r"(?:\bi live at|\bmy (?:home )?address is|\bmi direcci[oó]n es|\bvivo en(?: el)?|\bmy house is at)\s+(?P<home>\d{1,6}[^,.\n]*(?:,\s*"
    rf"{UNIT})?)|(?P<with_unit>{STREET},?\s*(?:{UNIT}|#\s?\d+[A-Za-z]?))|(?P<unit>{UNIT})|(?P<chinese>\d+號(?:之\d+)?\d*樓?(?:之\d+|\d+室)|\d+樓\d+室)",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
HAN_NAME = rf"[{naming.HAN_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
HAN_AFTER = r"(?=[，。、,.!！：:\s]|在|住|說|的|是|被|把|跌|受|會|有|$)"
HAN_KIN = "老公|老婆|先生|太太|兒子|女兒|媽媽|爸爸|哥哥|姐姐|弟弟|妹妹|鄰居|房東|房客|室友|朋友|同事|老闆"
HAN = re.compile(
    rf"(?:(?:我叫|名字是|名字叫|我是|本人是?|名叫|叫做|姓名[：:]?|名字[：:]|敝姓|聯絡|聯繫|請找|打給)\s*(?P<told>{HAN_NAME}){HAN_AFTER})"
    rf"|(?:(?:{HAN_KIN})叫?(?P<kin>(?!{naming.HAN_WORDS})[{naming.HAN_SURNAMES}][\u4e00-\u9fff]{{2}}))"
    rf"|(?P<titled>[{naming.HAN_SURNAMES}][\u4e00-\u9fff]{{0,2}}?(?:先生|女士|小姐|太太|老師|醫生|師傅|阿姨|伯伯))"
    rf"|(?:(?:^|[，。、：:\n])\s*(?P<clause>(?!{naming.HAN_WORDS}){HAN_NAME})(?=[，。、!！\s]|$))"
    rf"|(?:(?:謝謝|感謝|敬上|此致)[，,。!！\s]*(?P<signed>{HAN_NAME})\s*$)"
)
ARABIC_NAME = r"[\u0621-\u064a]+(?:\s+(?:ال|آل |بن |أبو |ابو )?[\u0621-\u064a]+)?"
ARABIC_NEXT = rf"(?:\s+(?:(?:{naming.ARABIC_NAMES})(?![\u0621-\u064a])|(?:ال|آل |بن |أبو |ابو )[\u0621-\u064a]+))?"
ARABIC = re.compile(
    rf"(?:(?:اسمي|إسمي|أدعى|اسمه|اسمها|الاسم\s*:|الإسم\s*:)\s*(?P<told>{ARABIC_NAME}))"
    rf"|(?:[بلو]?(?:السيدة|السيد|الأستاذة|الأستاذ|الدكتورة|الدكتور|المهندسة|المهندس|الحاجة|الحاج|الشيخ)\s+"
    rf"(?P<titled>(?!ال)(?:{naming.ARABIC_NAMES})(?:\s+[\u0621-\u064a]+)?))"
    rf"|(?:(?:جاري|جارتي|جارنا|جارتنا|ابني|ابنتي|بنتي|زوجي|زوجتي|أخي|أختي|صديقي|صديقتي|أم|أبو|ابو)\s+"
    rf"(?P<relation>(?:{naming.ARABIC_NAMES})){ARABIC_NEXT})(?![\u0621-\u064a])"
    rf"|(?:(?:شكرا|شكرًا|شكراً|مع التحية|تحياتي)[،,.\s]+(?P<signed>(?:{naming.ARABIC_NAMES})(?:\s+[\u0621-\u064a]+)?)\s*$)"
    rf"|(?P<place>(?:{naming.ARABIC_PLACES})\s+(?:[\u0621-\u064a]+\s+)?(?:{naming.ARABIC_ALONE})(?![\u0621-\u064a]))"  # taken first, and left
    rf"|(?:(?<![\u0621-\u064a])(?P<lone>(?:{naming.ARABIC_ALONE}){ARABIC_NEXT})(?![\u0621-\u064a]))"
)
ARABIC_ENDS = {"و", "من", "في", "على", "ومن", "أسكن", "اسكن", "ساكن", "وأسكن", "رقمي", "ورقمي"}


REMOVED = {
    "email": _("[e-mail address removed]"),
    "phone": _("[phone number removed]"),
    "number": _("[number removed]"),
    "plate": _("[license plate removed]"),
    "address": _("[address removed]"),
    "name": _("[name removed]"),
}


def screened(text, name=""):
    """The text without what reaches a person or names one, each replaced by words saying so. name: what we know its writer by, or ""."""
    return _without(text, _private(text, name))


def unreachable(text):
    """The text without e-mail addresses and phone numbers only: for places, which may be named after people."""
    return _without(text, sorted([*_reached(text), *_spans(PHONE, text, "phone")]))


def _without(text, spans):
    out, end = [], 0
    for start, stop, kind in spans:
        if start >= end:
            out += [text[end:start], str(REMOVED[kind])]
        end = max(end, stop)
    return "".join([*out, text[end:]]) if out else text


@lru_cache(maxsize=8192)
def _private(text, name):
    """((start, end, kind), …) of what must not be read, in order. Kept, since the same requests are shown again and again."""
    spans = [*_reached(text), *_numbered(text), *((start, end, "name") for start, end in _named(text, name))]
    return tuple(sorted(spans, key=lambda span: (span[0], -span[1])))


def _reached(text):
    if "@" in text:
        yield from _spans(EMAIL, text, "email")


def _numbered(text):
    if any(c.isdigit() for c in text):
        yield from _spans(NUMBERS, text, "number")
        yield from _spans(PHONE, text, "phone")
        yield from _spans(PLATE_ALONE, text, "plate")
        yield from ((*found.span(1), "plate") for found in PLATE.finditer(text))
        yield from ((*found.span(found.lastgroup), "address") for found in HOME.finditer(text))


def _spans(pattern, text, kind):
    return ((*found.span(), kind) for found in pattern.finditer(text))


def _named(text, name):
    yield from _latin(text)
    yield from _known(text, name)
    if any("\u4e00" <= c <= "\u9fff" for c in text):
        yield from (found.span(found.lastgroup) for found in HAN.finditer(text))
        yield from (found.span() for found in naming.HAN_RELATION.finditer(text))
    if any("\u0600" <= c <= "\u06ff" for c in text):
        yield from (_until_a_verb(text, found) for found in ARABIC.finditer(text) if found.lastgroup != "place")


def _until_a_verb(text, found):
    """An Arabic name has no capitals: its second word counts unless it is one that goes on with the sentence."""
    start, stop = found.span(found.lastgroup)
    first, _space, second = text[start:stop].partition(" ")
    goes_on = second.strip() in ARABIC_ENDS or second.strip().startswith(("و", "ي", "ت"))
    return (start, start + len(first)) if second and goes_on else (start, stop)


# Latin letters: words in a row, told by capitals


def plain(word):
    """Lower case without accents."""
    word = unicodedata.normalize("NFKD", word.casefold().replace("đ", "d"))
    return "".join(c for c in word if not unicodedata.combining(c))


class _Words:
    """The words of a text with their places, and which stand one after the other with nothing but a space (or the dot of a title) between."""

    def __init__(self, text):
        self.text = text
        self.found = [(found.start(), found.end(), found[0]) for found in WORD.finditer(text)]
        self.plain = [plain(word) for _start, _end, word in self.found]
        gaps = [text[one[1] : two[0]] for one, two in pairwise(self.found)]
        dotted = [len(word) == 1 or word in naming.DOTTED for word in self.plain]
        self.follows = [False, *(gap in (" ", "  ") or (gap == ". " and dotted[at]) for at, gap in enumerate(gaps))]
        self.near = [False, *(gap.strip(" ,.:") == "" and "\n" not in gap and len(gap) <= 3 for gap in gaps)]

    def capital(self, at):
        return at < len(self.found) and self.found[at][2][0].isupper() and self.plain[at] not in naming.NEVER

    def name_end(self, at, most=4):
        """Where a run of capitalised words that begins at *at* ends, particles ("de la") inside it included; *at* itself when there is none."""
        end = at
        while end < len(self.found) and end - at < most and (end == at or self.follows[end]):
            if self.capital(end) or (end > at and self.is_particle(end)):
                end += 1
            else:
                break
        return end

    def is_particle(self, at):
        """A small word with a capitalised one behind it: "de la Cruz"."""
        return self.plain[at] in naming.PARTICLES and any(self.capital(n) and self.follows[n] for n in (at + 1, at + 2))

    def is_place(self, at, end):
        """Streets, parks and schools are named after people too."""
        before = {word for n in range(max(0, at - 2), at) if self.near[n + 1] for word in (self.plain[n], self.found[n][2].casefold())}
        after = {self.plain[n] for n in range(at + 1, min(end + 2, len(self.found))) if self.follows[n]}
        return bool(before & naming.PLACE_BEFORE or after & naming.PLACE_AFTER)

    def inside_a_sentence(self, at):
        """Not its first word, which has a capital anyway."""
        return at > 0 and self.text[self.found[at - 1][1] : self.found[at][0]].strip(" ,(;") == ""

    def span(self, at, end):
        return self.found[at][0], self.found[end - 1][1]


def _latin(text):
    """Spans of what is likely a name."""
    words = _Words(text)
    at = 0
    while at < len(words.found):
        start, end = _begins(words, at)
        if end > start and not words.is_place(start, end):
            yield words.span(start, end)
            at = end
        else:
            at += 1
    yield from _signature(words)


def _begins(words, at):
    """(start, end) of the name that the word at *at* begins or announces; start == end when it does neither."""
    for told, least, loose in naming.INTRODUCTIONS.get(words.plain[at], ()):
        start = at + len(told)
        if tuple(words.plain[at:start]) == told and start < len(words.found) and words.near[start]:
            end = words.name_end(start)
            if end - start >= least:
                return start, end
            if loose and (end := _in_small_letters(words, start)) > start:
                return start, end
            if words.plain[start] in naming.TELLING:  # "mi hijo tomas"
                return start, start + 1
            if words.plain[start] in naming.VIETNAMESE_FAMILY and words.plain[start + 1 : start + 2] in (["thi"], ["van"]):
                return start, min(start + 3, len(words.found))
    is_title = words.plain[at] in naming.TITLES or words.found[at][2] in naming.TITLES_WITH_ACCENTS
    if is_title and at + 1 < len(words.found) and words.follows[at + 1] and (end := words.name_end(at + 1)) > at + 1:
        return at + 1, end
    if words.plain[at] in naming.GIVEN:
        end = words.name_end(at)
        if end - at >= 2 or (end > at and words.plain[at] in naming.TELLING and words.inside_a_sentence(at)):
            return at, end
        if end == at and at + 1 < len(words.found) and words.follows[at + 1] and words.plain[at + 1] in naming.FAMILY:  # all in small letters
            return at, at + 2
    if words.plain[at] in naming.VIETNAMESE_FAMILY and (end := words.name_end(at)) - at >= 2:
        return at, end
    return at, at


def _in_small_letters(words, start):
    """Up to four words after "my name is" that nobody capitalised, until one that goes on with the sentence."""
    end = start
    while end < len(words.found) and end - start < 4 and (end == start or words.follows[end]) and words.plain[end] not in naming.GOES_ON:
        end += 1
    return end


def _signature(words):
    """A closing and a name at the end, or a name alone on the last line."""
    if not words.found:
        return
    start = len(words.found)
    while start and words.capital(start - 1) and len(words.found) - start < 4 and (start == len(words.found) or words.follows[start]):
        start -= 1
    if start == len(words.found) or words.text[words.found[-1][1] :].strip(" .!,)"):
        return
    if start and words.plain[start - 1] in naming.TITLES and words.follows[start]:
        start -= 1
    line = words.text.rfind("\n", 0, words.found[start][0])
    dash = re.search(r"[-–—]\s*$", words.text[max(0, line) : words.found[start][0]])
    alone = line >= 0 and not words.text[line : words.found[start][0]].strip(" \n-–—") and (dash or len(words.found) - start >= 2)
    closed = start and words.plain[start - 1] in naming.CLOSINGS and not words.follows[start] and words.text[words.found[start - 1][1]] in ",\n.!:"
    closed = closed and words.text[words.found[start - 1][1]] != "."
    if (alone or closed) and not words.is_place(start, len(words.found)):
        yield words.span(start, len(words.found))


def _known(text, name):
    """Spans of the name we know, whole or in parts: any part that is no everyday word, as it is capitalised there, or the whole in any letters."""
    parts = [plain(part) for part in WORD.findall(name)]
    if not parts:
        return
    words = _Words(text)
    if any("\u4e00" <= c <= "\u9fff" or "\u0600" <= c <= "\u06ff" for c in name):
        yield from (found.span() for found in re.finditer(re.escape(name.strip()), text))
        return
    parts = [part for part in parts if len(part) > 1]
    for at, word in enumerate(words.plain):
        if len(parts) > 1 and words.plain[at : at + len(parts)] == parts:
            yield words.span(at, at + len(parts))
        elif word in parts and len(word) > 2 and word not in naming.EVERYDAY and words.capital(at) and not words.is_place(at, at + 1):
            yield words.span(at, at + 1)
