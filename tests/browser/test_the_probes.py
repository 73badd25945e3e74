"""What looks at the screens finds what is wrong, in every script; else its silence would mean nothing."""

import pytest

from tests.browser.conftest import OpenPhone
from tests.browser.looks import problems

TEXTS = {
    "en": "Nobody can read this",
    "ar": "لا أحد يستطيع قراءة هذا",
    "km": "គ្មាននរណាអាចអានវាបានទេ",
    "ur": "کوئی یہ نہیں پڑھ سکتا",
}
# What is done to a new paragraph, and how the finding begins.
FAULTS = {
    "pale": ("color: #bbb; background: #fff", "color-contrast"),
    "too wide": ("inline-size: 900px", "the page scrolls sideways"),
    "one line": ("white-space: nowrap; font-size: 60px", "out of its box"),
    "too low": ("block-size: 8px; overflow: hidden", "clipped"),
    "off the page": ("position: relative; inset-inline-start: -60px", "off the page"),
}
PLANT = """([text, style, lang]) => {
  const planted = document.createElement('p');
  planted.textContent = text;
  planted.lang = lang;
  planted.style.cssText = style;
  document.querySelector('main').append(planted);
}"""


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("lang", TEXTS)
def test_a_planted_fault_is_found(phone: OpenPhone, lang: str, fault: str) -> None:
    person = phone(lang="ar" if lang in {"ar", "ur"} else "en")
    style, beginning = FAULTS[fault]
    person.go("about")
    assert not problems(person.page, ("color-contrast",))
    person.page.evaluate(PLANT, [TEXTS[lang], style, lang])
    assert any(found.startswith(beginning) for found in problems(person.page, ("color-contrast",)))


def test_a_field_too_small_for_its_words_is_found(phone: OpenPhone) -> None:
    person = phone()
    person.go("cases")
    field = person.page.locator("main input[name=number]")
    field.fill("4821 9037 56 4821 9037 56 4821 9037 56 4821 9037 56")
    assert any(found.startswith("clipped field") for found in problems(person.page, ("color-contrast",)))


def test_a_tiny_button_is_found(phone: OpenPhone) -> None:
    person = phone()
    person.go("about")
    person.page.evaluate("""() => {
      const row = document.createElement('div');
      row.append(...['a', 'b'].map(() => document.createElement('button')));
      for (const button of row.children) {
        button.textContent = 'x';
        button.style.cssText = 'inline-size: 12px; padding: 0; margin: 0; border: 0';
      }
      document.querySelector('main').append(row);
    }""")
    assert any(found.startswith("target-size") for found in problems(person.page))


def test_a_request_that_leaves_the_city_is_found(phone: OpenPhone) -> None:
    person = phone()
    person.go("about")
    with person.page.expect_console_message():
        person.page.evaluate("() => void fetch('http://127.0.0.1:9/elsewhere').catch(() => null)")
    assert person.faults, "the content security policy let it out"
    person.expects("elsewhere", "127.0.0.1:9")


def test_markup_made_from_text_is_refused(phone: OpenPhone) -> None:
    person = phone()
    person.go("about")
    refused = person.page.evaluate(
        "() => { try { document.body.innerHTML = '<p>'; } catch (error) { return error.name; } }"
    )
    assert refused == "TypeError"
    person.expects("TrustedHTML|require-trusted-types-for")
