"""How long a text message is, and how words are made to fit; figures by hand from 3GPP TS 23.038 and 23.040."""

from dataclasses import replace

import pytest

from app.delivery.sms import Length, length_of, plain, short_text
from app.delivery.wording import Words

LINK = "https://311.city.example/c/4821903756"
WORDS = Words("Pothole · Fixed", "The city says it is fixed.", (), LINK, "4821 9037 56", "t", "en", "ltr")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", Length(0, 0, False)),
        ("a" * 160, Length(160, 1, False)),
        ("a" * 161, Length(161, 2, False)),
        ("a" * 306, Length(306, 2, False)),
        ("a" * 307, Length(307, 3, False)),
        ("€" * 80, Length(160, 1, False)),
        ("€" * 81, Length(162, 2, False)),
        ("a" * 152 + "€" + "a" * 152, Length(306, 3, False)),  # an escape is not parted from its letter
        ("[]{}~^|\\", Length(16, 1, False)),
        ("Ñandú è à Ç", Length(11, 1, True)),  # ú is not in the alphabet
        ("Ñand è à Ç", Length(10, 1, False)),
        ("á" * 70, Length(70, 1, True)),
        ("á" * 71, Length(71, 2, True)),
        ("ប" * 134, Length(134, 2, True)),
        ("ប" * 135, Length(135, 3, True)),
        ("😀" * 35, Length(70, 1, True)),
        ("😀" * 36, Length(72, 2, True)),
        ("😀" * 67, Length(134, 3, True)),  # 33 whole ones to a segment: none is parted
        ("مبنى", Length(4, 1, True)),
        ("`", Length(1, 1, True)),
    ],
)
def test_a_text_is_as_long_as_networks_count_it(text: str, length: Length) -> None:
    assert length_of(text) == length


def test_a_short_message_says_all_of_it() -> None:
    assert short_text(WORDS, LINK) == f"Pothole - Fixed. The city says it is fixed. 4821903756 {LINK}"
    assert length_of(short_text(WORDS, LINK)).segments == 1


@pytest.mark.parametrize(
    "title",
    ["Pothole " * 60, "ប្រហោងនៅលើផ្លូវ" * 40, "حفرة في الشارع " * 40, "😀" * 300, "यह ठीक हो गया है " * 40, "€" * 400],
)
def test_words_give_way_and_the_number_stays(title: str) -> None:
    text = short_text(replace(WORDS, title=title, body=title), LINK)
    assert length_of(text).segments <= 2
    assert text.endswith(f"4821903756 {LINK}")
    assert "..." in text
    assert title.startswith(text.partition("...")[0].rstrip())


def test_signs_that_only_look_nice_do_not_double_the_price() -> None:
    assert not length_of(plain("It’s “fixed” – thank you… · Case 4821\u00a09037")).is_unicode
    assert plain("“حفرة”…") == "“حفرة”…"  # nothing to gain: it stays as it was written
