"""E-mail addresses, phone numbers and words as they are kept."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from contacts.points import normalise, normalise_email, normalise_phone, one_line, plain, spoken


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ana@Example.COM", "ana@example.com"),
        ("  ana@example.com\n", "ana@example.com"),
        ("ana+311@sub.example.com", "ana+311@sub.example.com"),
        ("jose\u0301@example.com", None),
    ],
)
def test_an_address_is_kept_in_one_form(text, kept):
    if kept is None:
        with pytest.raises(ValidationError):
            normalise_email(text)
    else:
        assert normalise_email(text) == kept


@pytest.mark.parametrize(
    "text",
    ["", None, "ana", "ana@", "@example.com", "ana@example", "a b@example.com", "ana@example.com\nBcc: x@example.com", "ana\x00@example.com"],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValidationError) as caught:
        normalise_email(text)
    assert caught.value.code == "email"


@pytest.mark.parametrize(
    "text",
    [
        "408 555 0123", "(408) 555-0123", "408.555.0123", "4085550123", "1 408 555 0123", "+1 408 555 0123", "  +14085550123 ",
        "tel:+1-408-555-0123", "４０８５５５０１２３",
    ],
)  # fmt: skip
def test_a_number_is_kept_in_one_form(text):
    assert normalise_phone(text) == "+14085550123"


def test_a_number_of_another_country_keeps_its_code():
    assert normalise_phone("+84 24 3825 5555") == "+842438255555"


@pytest.mark.parametrize("text", ["", None, "311", "hello", "555 0123", "40855501234567890", "+", "\x00", "12"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValidationError) as caught:
        normalise_phone(text)
    assert caught.value.code == "phone"


def test_the_region_is_a_setting(settings):
    settings.PHONE_REGION = "DE"
    assert normalise_phone("030 901820") == "+4930901820"


@pytest.mark.parametrize(
    ("text", "known"),
    [("ANA@example.com", ("email", "ana@example.com")), ("408 555 0123", ("phone", "+14085550123")), ("Ana Ruiz", None), ("", None), (None, None)],
)
def test_a_caller_is_known_by_either(text, known):
    assert normalise(text) == known


@given(st.text())
def test_whatever_is_typed_is_read_or_is_neither(text):
    found = normalise(text)
    assert found is None or normalise(found[1]) == found


@pytest.mark.parametrize(("phone", "said"), [("+14085550123", "(408) 555-0123"), ("+842438255555", "+84 24 3825 5555"), ("nonsense", "nonsense")])
def test_a_number_is_read_out_as_people_here_do(phone, said):
    assert spoken(phone) == said


@given(st.text(alphabet=st.characters()), st.integers(1, 40))
def test_any_words_can_be_kept_on_one_line(text, limit):
    kept = one_line(text, limit)
    kept.encode()
    assert len(kept) <= limit
    assert not set(kept) & set("\n\r\t\x00")
    assert one_line(kept, limit) == kept
    assert plain(plain(text)) == plain(text)
