"""Case numbers survive being read out, typed in any script, and mistyped."""

import pytest

from app.cases.numbers import is_number, looks_like_number, new_number, plain_digits, spaced


def test_a_new_number_has_ten_digits_and_fits_its_check_digit() -> None:
    for number in (new_number() for _ in range(500)):
        assert is_number(number)
        assert number[0] != "0"


def test_every_single_slip_and_every_swap_is_caught() -> None:
    number = new_number()
    slips = {number[:i] + digit + number[i + 1 :] for i in range(10) for digit in "0123456789"} - {number}
    swaps = {number[:i] + number[i + 1] + number[i] + number[i + 2 :] for i in range(9)} - {number}
    assert not [slip for slip in slips | swaps if is_number(slip)]


@pytest.mark.parametrize(
    "typed",
    [
        "4821 9037 56",
        "4821903756",
        "4821-9037-56",
        " 4821.9037.56 ",
        "٤٨٢١ ٩٠٣٧ ٥٦",
        "៤៨២១៩០៣៧៥៦",
        "၄၈၂၁၉၀၃၇၅၆",
        "４８２１９０３７５６",
        "\u2067٤٨٢١٩٠٣٧٥٦\u2069",
    ],
)
def test_a_number_is_read_in_any_digits_and_spacing(typed: str) -> None:
    assert plain_digits(typed) == "4821903756"


@pytest.mark.parametrize(
    "typed", ["", "abc", "482190375", "48219037566", "0821903756", "4821a03756", "²821903756", "../../etc"]
)
def test_what_is_no_number_is_not_taken_for_one(typed: str) -> None:
    assert not looks_like_number(plain_digits(typed)) or not is_number(plain_digits(typed))


def test_a_number_is_shown_in_groups() -> None:
    assert spaced("4821903756") == "4821 9037 56"
