"""The reference that can be said on the phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.reference import ALPHABET, LENGTH, check_character, new_reference, normalise, pretty

bodies = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)
COMPLETE = "CX" + "4K7M2QXP" + check_character("4K7M2QXP")


@given(bodies, st.data())
def test_every_single_wrong_character_is_found(body, data):
    whole = body + check_character(body)
    place = data.draw(st.integers(0, LENGTH))
    wrong = data.draw(st.sampled_from([c for c in ALPHABET if c != whole[place]]))
    assert normalise(whole[:place] + wrong + whole[place + 1 :]) is None


@given(bodies, st.integers(0, LENGTH - 1))
def test_a_swap_of_neighbours_is_found_but_for_one_pair(body, place):
    whole = body + check_character(body)
    left, right = whole[place], whole[place + 1]
    swapped = whole[:place] + right + left + whole[place + 2 :]
    same = left == right or {left, right} == {ALPHABET[0], ALPHABET[-1]}
    assert (normalise(swapped) is not None) == same


@given(bodies, st.data())
def test_every_way_of_writing_it_is_read(body, data):
    stored = "CX" + body + check_character(body)
    heard = {"0": "0oO", "1": "1iIlL", "V": "vVuU"}
    written = "".join(data.draw(st.sampled_from(heard.get(c, c + c.lower()))) for c in stored[2:])
    gap = data.draw(st.sampled_from(["", " ", "-", ".", " – "]))
    prefix = data.draw(st.sampled_from(["", "CX", "cx", "Cx-", " cx "]))
    assert normalise(prefix + gap.join(written)) == stored


@given(st.text())
def test_whatever_is_typed_is_read_or_refused(text):
    found = normalise(text)
    assert found is None or normalise(found) == found


def test_full_width_characters_are_read():
    assert normalise("ＣＸ－４Ｋ７Ｍ－２ＱＸＰ－" + COMPLETE[-1]) == COMPLETE


@pytest.mark.parametrize("text", ["", None, "   ", "CX", "4K7M2QXP", COMPLETE + "0", COMPLETE[:-1]])
def test_what_is_too_short_or_too_long_is_no_reference(text):
    assert normalise(text) is None


def test_another_prefix_is_refused():
    assert normalise("AB" + COMPLETE[2:]) is None


@given(bodies)
def test_the_spoken_form_reads_back(body):
    stored = "CX" + body + check_character(body)
    assert pretty(stored) == f"CX-{body[:4]}-{body[4:]}-{stored[-1]}"
    assert normalise(pretty(stored)) == stored


def test_a_new_one_is_in_its_stored_form():
    made = new_reference()
    assert normalise(made) == made
    assert len(made) == len("CX") + LENGTH + 1


def test_new_ones_differ():
    assert len({new_reference() for _ in range(1000)}) == 1000


def test_the_city_chooses_its_prefix(settings):
    settings.REFERENCE_PREFIX = "SV"
    made = new_reference()
    assert made.startswith("SV")
    assert normalise(made.lower()) == made
