"""Answers to a service's questions: every kind, conditions, and what nobody should be able to send."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.queries import current
from requests_app.answers import check_answers, clean_text, means_danger
from tests import factories as make


def read(service, **given):
    return check_answers(current().service_by_id(service.pk), given)


def refused(service, **given):
    """Question code -> code of the error."""
    with pytest.raises(ValidationError) as caught:
        read(service, **given)
    return {field: errors[0].code for field, errors in caught.value.error_dict.items()}


@pytest.fixture
def one_of_each(db):
    service = make.service("all-kinds")
    make.question(service, "line", "string")
    make.question(service, "story", "text")
    make.question(service, "count", "number")
    make.question(service, "when", "datetime")
    make.question(service, "where", "singlevaluelist", options=["road", "path"])
    make.question(service, "what", "multivaluelist", options=["glass", "wood", "metal"])
    return service


@pytest.mark.parametrize(
    ("code", "raw", "kept"),
    [
        ("line", "  a \t b\n c ", "a b c"),
        ("line", "x" * 250, "x" * 250),
        ("line", "e\u0301", "é"),
        ("story", " first\r\nsecond\rthird ", "first\nsecond\nthird"),
        ("story", "x" * 4000, "x" * 4000),
        ("count", "3", 3),
        ("count", " 2.50 ", 2.5),
        ("count", "-7", -7),
        ("count", "1 000", 1000),
        ("count", 4, 4),
        ("count", "0", 0),
        ("count", "1e-999999", 0.0),
        ("when", "2026-03-27 14:30", "2026-03-27T14:30:00-07:00"),
        ("when", "2026-01-27T14:30", "2026-01-27T14:30:00-08:00"),
        ("when", "2026-03-27T14:30:00Z", "2026-03-27T14:30:00+00:00"),
        ("when", "2026-03-27T14:30:00+02:00", "2026-03-27T14:30:00+02:00"),
        ("when", "2026-03-27", "2026-03-27T00:00:00-07:00"),
        ("where", "road", "road"),
        ("where", ["path"], "path"),
        ("where", ["road", "road"], "road"),
        ("what", "glass", ["glass"]),
        ("what", ["wood", "glass", "wood"], ["wood", "glass"]),
        ("what", ["", "glass"], ["glass"]),
    ],
)
def test_each_kind_of_answer_is_kept_in_its_form(one_of_each, code, raw, kept):
    assert read(one_of_each, **{code: raw}) == {code: kept}


@pytest.mark.parametrize(
    ("code", "raw", "error"),
    [
        ("line", "x" * 251, "long"),
        ("story", "x" * 4001, "long"),
        ("count", "many", "number"),
        ("count", "NaN", "number"),
        ("count", "sNaN", "number"),
        ("count", "Infinity", "number"),
        ("count", "-inf", "number"),
        ("count", "1e15", "number"),
        ("count", "1e999999999", "number"),
        ("count", "1e99999999999999999999", "number"),
        ("count", "   ", "number"),
        ("count", "1,5", "number"),
        ("count", "12\x003", "number"),
        ("when", "tomorrow", "datetime"),
        ("when", "2026-02-30", "datetime"),
        ("when", "2026-02-20T25:00", "datetime"),
        ("when", "\x00", "datetime"),
        ("where", "sea", "choice"),
        ("where", ["road", "path"], "choice"),
        ("where", "ROAD", "choice"),
        ("where", [["road"]], "choice"),
        ("what", ["glass", "gold"], "choice"),
        ("what", {"glass": 1}, "choice"),
    ],
)
def test_what_is_none_of_its_kind_is_refused(one_of_each, code, raw, error):
    assert refused(one_of_each, **{code: raw}) == {code: error}


def test_every_wrong_answer_is_named_at_once(one_of_each):
    assert refused(one_of_each, count="x", when="y", line="fine") == {"count": "number", "when": "datetime"}


@pytest.mark.parametrize("raw", [None, "", [], [""], [None]])
def test_an_empty_answer_is_not_kept(one_of_each, raw):
    assert read(one_of_each, line=raw) == {}


@pytest.mark.parametrize("raw", [None, "", [], "   ", "\n\t", "\x00\x07", "\u00a0"])
@pytest.mark.parametrize("kind", ["string", "text"])
def test_a_required_answer_may_not_be_empty(db, kind, raw):
    service = make.service()
    make.question(service, "why", kind, required=True)
    assert refused(service, why=raw) == {"why": "required"}


def test_blank_words_for_an_optional_question_are_not_kept(one_of_each):
    assert read(one_of_each, line="   ", story="\n") == {}


@pytest.mark.parametrize("raw", ["zero\x00", "bell\x07", "escape\x1b[31m", "lone\ud800surrogate", "\x85"])
def test_control_characters_are_left_out(one_of_each, raw):
    kept = read(one_of_each, story="a" + raw)["story"]
    assert not set(kept) & set("\x00\x07\x1b\ud800\x85")
    assert kept.startswith("a")


def test_a_code_nobody_asked_for_is_left_out(one_of_each):
    assert read(one_of_each, line="a", evil="b") == {"line": "a"}


def test_a_heading_takes_no_answer(db):
    service = make.service()
    make.question(service, "intro", is_variable=False, required=True)
    assert read(service, intro="text") == {}


@pytest.fixture
def conditional(db):
    service = make.service("dumping")
    kind = make.question(service, "kind", "multivaluelist", options=["glass", "wood"])
    make.question(service, "sharp", "singlevaluelist", options=["yes", "no"], required=True, depends_on=kind, depends_keys=["glass"])
    return service


def test_a_question_whose_condition_is_met_must_be_answered(conditional):
    assert refused(conditional, kind=["glass", "wood"]) == {"sharp": "required"}


def test_a_question_whose_condition_is_not_met_is_not_asked(conditional):
    assert read(conditional, kind="wood") == {"kind": ["wood"]}


def test_an_answer_to_a_question_that_was_not_asked_is_left_out(conditional):
    assert read(conditional, kind="wood", sharp="yes") == {"kind": ["wood"]}


def test_a_condition_on_a_wrong_answer_is_not_met(conditional):
    assert refused(conditional, kind="gold", sharp="yes") == {"kind": "choice"}


def test_a_condition_of_a_condition_falls_with_it(db):
    service = make.service()
    first = make.question(service, "first", "singlevaluelist", options=["yes", "no"])
    second = make.question(service, "second", "singlevaluelist", options=["yes", "no"], depends_on=first, depends_keys=["yes"])
    make.question(service, "third", "string", depends_on=second, depends_keys=["yes"], required=True)
    assert read(service, first="no", second="yes", third="x") == {"first": "no"}


def test_a_dangerous_option_is_named(db):
    service = make.service("wires")
    make.question(service, "state", "singlevaluelist", options=["hanging", "sparking!"])
    entry = current().service_by_id(service.pk)
    assert means_danger(entry, {"state": "sparking"}).key == "sparking"
    assert means_danger(entry, {"state": ["hanging"]}) is None
    assert means_danger(entry, {}) is None


@given(st.text(alphabet=st.characters(), max_size=200))
@settings(max_examples=300)
def test_any_text_can_be_kept(text):
    kept = clean_text(text)
    kept.encode()
    assert clean_text(kept) == kept
    assert "\x00" not in kept


def test_text_that_is_too_long_says_by_how_much():
    with pytest.raises(ValidationError) as caught:
        clean_text("x" * 11, 10)
    assert caught.value.messages == ["Use 10 characters or fewer. You have used 11."]
