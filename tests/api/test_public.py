import pytest

from requests_app.public import block, coarse, screened


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("1234 Oak Street, San Example, CA 95112", "1200–1299 Oak Street, San Example, CA 95112"),
        ("1234 Oak Street Apt 5B", "1200–1299 Oak Street"),
        ("1234 Oak Street #12", "1200–1299 Oak Street"),
        ("1234 Oak Street, Unit 4, Exampleville", "1200–1299 Oak Street, Exampleville"),
        ("12 Elm Ave", "1–99 Elm Ave"),
        ("100 Elm Ave", "100–199 Elm Ave"),
        ("1234B Elm Ave", "1200–1299 Elm Ave"),
        ("1234-1236 Elm Ave", "1200–1299 Elm Ave"),
        ("Room 3, 1234 Elm Ave", "1200–1299 Elm Ave"),
        ("Oak Street & 3rd Street", "Oak Street & 3rd Street"),
        ("5th Street & Oak", "5th Street & Oak"),
        ("10 5th Street", "1–99 5th Street"),
        ("612 A Street", "600–699 A Street"),
        ("612 1/2 A Street", "600–699 A Street"),
        ("2400 Space Park Way, Suite B", "2400–2499 Space Park Way"),
        ("Guadalupe Park", "Guadalupe Park"),
        ("", ""),
    ],
)
def test_address_to_the_block(address, told):
    assert block(address) == told


def test_place_to_three_decimals():
    assert (coarse(37.123456), coarse(-121.98765), coarse(None)) == (37.123, -121.988, None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Write to ana.lopez+311@mail.example.org, please", "Write to [e-mail address removed], please"),
        ("Call (408) 555-0123 after 5", "Call [phone number removed] after 5"),
        ("+1 408 555 0123", "[phone number removed]"),
        ("408.555.0123!", "[phone number removed]!"),
        ("my number is 4085550123", "my number is [phone number removed]"),
        ("The hole is 12 inches deep, since 2019", "The hole is 12 inches deep, since 2019"),
        ("At 1234 Oak Street", "At 1234 Oak Street"),
        ("", ""),
    ],
)
def test_ways_to_reach_a_person_are_removed(text, told):
    assert screened(text) == told
