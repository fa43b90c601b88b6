"""How addresses are compared."""

import pytest

from routing.addresses import leading_number, name_of, number_and_street, search_text


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("12 Main St", "12 main street"),
        ("  12   MAIN   ST.  ", "12 main street"),
        ("12 main ave", "12 main avenue"),
        ("1 Bay Blvd", "1 bay boulevard"),
        ("1 Oak Dr", "1 oak drive"),
        ("1 Oak Rd", "1 oak road"),
        ("1 Oak Ln", "1 oak lane"),
        ("1 Oak Ct", "1 oak court"),
        ("1 Oak Pl", "1 oak place"),
        ("1 Oak Way", "1 oak way"),
        ("12 N. Fifth Ave, Apt 3", "12 north fifth avenue"),
        ("55 Dr Martin Luther King Blvd #4", "55 doctor martin luther king boulevard"),
        ("123 St James St", "123 saint james street"),
        ("12 N St", "12 north street"),
        ("Nguyễn Đình Chiểu", "nguyen dinh chieu"),
        ("Calle Peñón", "calle penon"),
        ("1 O'Farrell St", "1 ofarrell street"),
        ("91-33 97 STREET", "91-33 97 street"),
        ("123 E Santa Clara S", "123 east santa clara s"),
        ("", ""),
    ],
)
def test_addresses_are_spelled_out_without_accents(text, search):
    assert search_text(text) == search


def test_composed_and_decomposed_letters_are_the_same():
    assert search_text("Chiê\u0309u") == search_text("Chiểu") == "chieu"


def test_what_is_spelled_out_stays_as_it_is():
    assert search_text(search_text("12 N. St James Ave")) == "12 north saint james avenue"


def test_a_house_number_is_told_from_the_street():
    assert [number_and_street(text) for text in ("12a main", "91-33 97 street", "main street", "12", "5th avenue")] == [
        ("12a", "main"),
        ("91-33", "97 street"),
        ("", "main street"),
        ("12", ""),
        ("", "5th avenue"),
    ]


def test_house_numbers_compare_by_their_first_digits():
    assert [leading_number(number) for number in ("12", "12a", "91-33")] == [12, 12, 91]


def test_the_name_of_a_street_is_what_it_does_not_share():
    assert (name_of("north mission street"), name_of("avenue")) == ("mission", "avenue")
