"""What stands in a mail: headers that nobody breaks out of, whole words in every language, nothing from elsewhere."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from typing import cast

import pytest
from flask import Flask

from app.delivery.email_message import NotDeliverable, address_of, mail_of
from app.delivery.email_settings import mailing
from app.delivery.news import Line
from app.delivery.senders import Outgoing
from app.delivery.wording import Words, digest_words
from app.i18n import NATIVE_NAMES, direction
from tests.conftest import NOON
from tests.delivery.post_office import CITY, PostOffice, post_office

KHMER = "ប្រហោងនៅលើផ្លូវត្រូវបានជួសជុលហើយ "


@pytest.fixture
def office(app: Flask, inside: None) -> Iterator[PostOffice]:
    with post_office(app) as office:
        yield office


def words(language: str = "en", **changes: str | tuple[Line, ...]) -> Words:
    known = Words(
        title="Pothole · Closed",
        body="The city fixed it. Case 4821 9037 56 · Fishtown",
        lines=(Line("We filled the hole.", language),),
        url=f"{CITY}/{language}/cases/4821903756",
        number="4821 9037 56",
        tag="kQ3v9sT1mB8x2LrZkQ3v9sT1mB8x2LrZ",
        language=language,
        direction=direction(language),
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def outgoing(said: Words | None = None, **changes: object) -> Outgoing:
    said = said or words()
    known = Outgoing(
        message_id=7,
        kind="status",
        channel_kind="email",
        channel_id=3,
        channel_since=NOON,
        address="amal@reader.example",
        keys=None,
        host="smtp",
        words=said,
        topic=said.tag,
        urgency="normal",
        ttl_seconds=3600,
        ends=("case", 9),
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def read(message: Outgoing) -> EmailMessage:
    """The mail as its reader's program reads it."""
    return cast(EmailMessage, message_from_bytes(mail_of(message, mailing()).content, policy=policy.default))


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(cast(EmailMessage, body).get_content())


INJECTED = ("Bcc: everybody@else.example", "\r\nBcc: everybody@else.example", "\n\nA second body", "\rSubject: other")


@pytest.mark.parametrize("injected", INJECTED)
def test_words_cannot_begin_a_header(office: PostOffice, injected: str) -> None:
    mail = read(outgoing(words(title=f"Pothole{injected}")))
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject", [])) == 1
    assert "\n" not in mail["Subject"]
    assert part(mail, "plain").count("See") == 0


@pytest.mark.parametrize(
    "address",
    [
        "amal@reader.example\r\nBcc: x@y.example", "amal@reader.example\n", "a@b.example, c@d.example", "amal",
        "@b.example", "amal@", "amal@-b-.example", "amal@b..example", "a b@c.example", "<a@b.example>",
        "amal@" + "b" * 64 + ".example",
    ],
)  # fmt: skip
def test_what_is_not_one_address_gets_no_mail(office: PostOffice, address: str) -> None:
    with pytest.raises(NotDeliverable):
        mail_of(outgoing(address=address), mailing())


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("amal@straße.example", "amal@xn--strae-oqa.example"),
        ("amal@مثال.example", "amal@xn--mgbh0fb.example"),
        ("AMAL@Reader.Example", "AMAL@reader.example"),
        ("o'neil+311@reader.example", "o'neil+311@reader.example"),
        ("пётр@почта.рф", "пётр@xn--80a1acny.xn--p1ai"),
    ],
)
def test_domains_go_out_as_servers_know_them(office: PostOffice, address: str, known_as: str) -> None:
    assert address_of(address).addr_spec == known_as
    mail = mail_of(outgoing(address=address), mailing())
    assert mail.to == known_as
    assert mail.needs_utf8 is not known_as.isascii()


@pytest.mark.parametrize("language", sorted(NATIVE_NAMES))
def test_every_language_arrives_whole(office: PostOffice, language: str) -> None:
    said = words(language, title=f"{NATIVE_NAMES[language]} · ✓ {KHMER}", body=f"{NATIVE_NAMES[language]}، € {KHMER}")
    raw = mail_of(outgoing(said), mailing()).content
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    mail = read(outgoing(said))
    assert " ".join(said.title.split()) in mail["Subject"]
    assert "4821" in mail["Subject"]
    for kind in ("plain", "html"):
        assert said.body.strip() in part(mail, kind)
    assert f'<html lang="{language}" dir="{direction(language)}">' in part(mail, "html")


@pytest.mark.parametrize("address", ["amal@reader.example", "пётр@reader.example"])
@pytest.mark.parametrize("letters", range(1, 40, 2))
def test_no_space_is_lost_where_a_line_of_the_header_ends(office: PostOffice, address: str, letters: int) -> None:
    title = f"{'ح' * letters} بدأ العمل في الشارع · Яма на дороге закрыта"
    mail = read(outgoing(words("ar", title=title), address=address))
    assert mail["Subject"].startswith(title)


@pytest.mark.parametrize("city", ["Посёлок Пижмовый Брод на Реке", "مدينة تجريبية على النهر الكبير", "Ciudad del Río"])
def test_the_city_is_named_whole(office: PostOffice, city: str) -> None:
    sender = replace(mailing(), sender=Address(city, "alerts", "city.example"))
    for address in ("amal@reader.example", "пётр@reader.example"):
        raw = mail_of(outgoing(address=address), sender).content
        named = make_header(decode_header(message_from_bytes(raw)["From"]))
        assert " ".join(str(named).split()) == f"{city} <alerts@city.example>"


def test_five_thousand_bytes_of_khmer_arrive_whole(office: PostOffice) -> None:
    said = words("km", title=KHMER * 50, body=KHMER * 60, lines=(Line(KHMER * 60, "km"),))
    raw = mail_of(outgoing(said), mailing()).content
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    mail = read(outgoing(said))
    assert part(mail, "plain").count(KHMER.strip()) >= 170
    assert len(mail["Subject"]) <= 200


def test_what_somebody_wrote_is_text_and_no_page(office: PostOffice) -> None:
    said = words(lines=(Line('<img src="https://elsewhere.example/x.png"><script>alert(1)</script>', '"><b>'),))
    html = part(read(outgoing(said)), "html")
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html


def test_a_line_in_another_language_says_so(office: PostOffice) -> None:
    ours, foreign, unknown = Line("تم الإصلاح", "ar"), Line("We filled the hole.", "en"), Line("Bouchons", "")
    html = part(read(outgoing(words("ar", lines=(ours, foreign, unknown)))), "html")
    attributes = {said: tag for tag, said in re.findall(r"<p([^>]*?) style=[^>]*>([^<]+)</p>", html)}
    assert attributes[ours.text] == ' dir="auto"'
    assert attributes[foreign.text] == ' dir="auto" lang="en"'
    assert attributes[unknown.text] == ' dir="auto" lang=""'


def test_nothing_is_fetched_from_anywhere(office: PostOffice) -> None:
    html = part(read(outgoing()), "html")
    assert not re.search(r"\ssrc=|<link|<img|<style|@import|url\(|<script|<table", html)
    assert all(address.startswith(CITY) for address in re.findall(r'href="([^"]*)"', html))


def test_mails_about_one_case_hang_together_and_a_repeat_is_the_same_mail(office: PostOffice) -> None:
    first, repeat, next_one = read(outgoing()), read(outgoing()), read(outgoing(message_id=8))
    assert first["Message-ID"] == repeat["Message-ID"] != next_one["Message-ID"]
    assert first["References"] == next_one["References"] == next_one["In-Reply-To"]
    other = words(tag="another-case-another-case-anothe")
    assert read(outgoing(other))["References"] != first["References"]
    assert first["Message-ID"].endswith("@city.example>")


def test_machines_do_not_answer_and_mail_programs_can_end_it(office: PostOffice) -> None:
    mail = read(outgoing())
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"].startswith(f"<{CITY}/alerts/unsubscribe/")
    assert mail["List-Unsubscribe"].endswith("?lang=en>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    raw = mail_of(outgoing(), mailing()).content.decode("ascii")
    assert re.search(r"^List-Unsubscribe: <https://[^\s=]+/[\w.\-]+\?lang=en>\r$", raw, re.MULTILINE)


def test_a_day_of_many_cases_is_one_mail_that_leads_to_each(office: PostOffice) -> None:
    cases = [words("ar", title=f"حفرة {one}", url=f"{CITY}/ar/cases/{one}") for one in range(1000000001, 1000000041)]
    said = digest_words(cases)
    mail = read(outgoing(said, kind="digest", ends=None))
    for each in cases:
        assert each.title in part(mail, "html")
        assert f'href="{each.url}"' in part(mail, "html")
        assert each.url in part(mail, "plain")
    assert mail["References"] is None
