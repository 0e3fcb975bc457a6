"""The mail as it goes on the wire: quiet unless chosen otherwise, easy to stop, safe against what is put in."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.mail.address import UnmailableError
from shared.domain.mail.compose import Envelope, MailLinks, MailMode, compose_mail
from shared.domain.notes.note import Note
from shared.errors import PermanentError

TOKEN = "aB3_-" * 60  # a signed link is longer than a folded header line
NOTE = Note(
    "No hurry with this",
    'Hi Zoë,\n\nYou said, "I kept his coat & hat," and the talk moved on.\n\nIt can also wait.\n\nDana Reyes',
)
ENVELOPE = Envelope(
    recipient="zoe@example.org",
    sender="notes@practice.example.org",
    therapist_name="Dana Reyes",
    message_id="<s-1-p1@practice.example.org>",
    date=datetime(2026, 3, 2, 15, 0, tzinfo=UTC),
)
LINKS = MailLinks(
    page_url=f"https://notes.example.org/n/{TOKEN}",
    unsubscribe_url=f"https://notes.example.org/stop/{TOKEN}",
    unsubscribe_mailto="mailto:stop@practice.example.org",
    choices_url=f"https://notes.example.org/choices/{TOKEN}",
)


def mail(
    note: Note = NOTE, mode: MailMode = MailMode.QUIET, envelope: Envelope = ENVELOPE, links: MailLinks = LINKS
) -> EmailMessage:
    """Compose and read back what a mail program would read."""
    raw = compose_mail(note, mode=mode, envelope=envelope, links=links)
    return message_from_bytes(raw, policy=default)


def content(message: EmailMessage, kind: str) -> str:
    """One of the two forms of a mail."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_quiet_mail_holds_one_neutral_line_and_a_link(kind: str) -> None:
    """Nothing the client said is in the mailbox; the note is behind the link."""
    text = content(mail(), kind)

    assert "There is a short note for you." in text
    assert LINKS.page_url in text
    assert "coat" not in text
    assert "Zo" not in text


def test_a_full_mail_holds_the_note_as_it_was_approved() -> None:
    """Every line of the note, in order; in HTML its marks are escaped."""
    message = mail(mode=MailMode.FULL)

    assert NOTE.body in content(message, "plain").replace("\r\n", "\n")
    assert "coat &amp; hat" in content(message, "html")


def test_what_a_client_said_is_never_markup() -> None:
    """A quote that looks like HTML is text in the mail."""
    note = replace(NOTE, body='Hi,\n\nYou said, "<img src=https://x.example/a.png>{{ 7 * 7 }}."')

    html = content(mail(note, MailMode.FULL), "html")

    assert "<img" not in html
    assert "{{ 7 * 7 }}" in html


@pytest.mark.parametrize("mode", list(MailMode))
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_the_footer_says_what_a_client_must_know(mode: MailMode, kind: str) -> None:
    """Consent, approval, software, an unwatched inbox, help in a crisis, and the way out."""
    text = content(mail(mode=mode), kind)

    for words in ("because you said yes", "Dana Reyes read and approved", "Software helped", "not watched"):
        assert words in text
    for words in ("call or text 988", "988lifeline.org", "call 911", "Pause, change or stop", LINKS.choices_url):
        assert words in text


def test_nothing_in_the_mail_tells_when_it_is_read() -> None:
    """No image, no remote style, no script; the only links are the page and the choices."""
    html = content(mail(mode=MailMode.FULL), "html")

    assert not re.search(r"<(?:img|script|link|iframe|object|video|audio)\b|url\(|@import|background=", html)
    assert set(re.findall(r'(?:href|src)="([^"]+)"', html)) == {LINKS.page_url, LINKS.choices_url}


def test_the_html_has_a_language_and_both_colour_schemes() -> None:
    """A screen reader knows the language, and a phone at night stays dark."""
    html = content(mail(), "html")

    assert '<html lang="en">' in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "prefers-color-scheme: dark" in html
    assert "max-width: 34rem" in html


def test_one_click_stops_the_notes() -> None:
    """The stop link stands in the headers in one piece, however long, with the marker of RFC 8058."""
    message = mail()

    assert message["List-Unsubscribe"] == (
        f"<{LINKS.unsubscribe_url}>, <mailto:stop@practice.example.org?subject=stop>"
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    raw = compose_mail(NOTE, mode=MailMode.QUIET, envelope=ENVELOPE, links=LINKS)
    assert f"List-Unsubscribe: <{LINKS.unsubscribe_url}>".encode() in raw


def test_the_headers_say_who_writes_and_that_no_machine_should_answer() -> None:
    """From carries the therapist's name; the date and the id are the ones given."""
    message = mail(envelope=replace(ENVELOPE, reply_to="desk@practice.example.org"))

    assert message["From"] == "Dana Reyes <notes@practice.example.org>"
    assert message["To"] == "zoe@example.org"
    assert message["Reply-To"] == "desk@practice.example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == ENVELOPE.message_id
    assert message["Date"] == "Mon, 02 Mar 2026 15:00:00 +0000"
    assert message["Content-Language"] == "en"


def test_without_a_reply_mailbox_there_is_no_reply_header() -> None:
    """The sender's own mailbox is the only one named."""
    assert mail()["Reply-To"] is None


def test_the_same_mail_is_the_same_bytes() -> None:
    """A second delivery composes exactly what the first one did."""
    first = compose_mail(NOTE, mode=MailMode.FULL, envelope=ENVELOPE, links=LINKS)

    assert first == compose_mail(NOTE, mode=MailMode.FULL, envelope=ENVELOPE, links=LINKS)


def test_every_line_on_the_wire_is_short_enough() -> None:
    """Bodies keep to 76 characters and headers to the 998 that RFC 5322 allows."""
    raw = compose_mail(NOTE, mode=MailMode.FULL, envelope=ENVELOPE, links=LINKS)
    headers, _, bodies = raw.partition(b"\r\n\r\n")

    assert max(map(len, headers.split(b"\r\n"))) <= 998
    assert max(map(len, bodies.split(b"\r\n"))) <= 76
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_an_international_domain_goes_out_in_ascii() -> None:
    """Every mail server takes it."""
    assert mail(envelope=replace(ENVELOPE, recipient="zoe@bücher.example"))["To"] == "zoe@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "zoe",
        "zoe@",
        "zoe@example.org, eve@example.org",
        "zoe@example.org\r\nBcc: eve@example.org",
        "zoe@example.org\n",
        "Zoe <zoe@example.org>",
        "zoë@example.org",
        "zoe@exa mple.org",
        "zoe@example.org\x00",
        "a" * 65 + "@example.org",
    ],
)
def test_an_address_that_is_not_one_plain_mailbox_is_refused(recipient: str) -> None:
    """The refusal is permanent and does not repeat the address."""
    with pytest.raises(UnmailableError) as refused:
        mail(envelope=replace(ENVELOPE, recipient=recipient))

    assert isinstance(refused.value, PermanentError)
    assert "zo" not in str(refused.value)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("name", ["", " ", "Dana\r\nBcc: eve@example.org", "Dana\u202eReyes", "D" * 79])
def test_a_name_that_could_break_a_header_is_refused(name: str) -> None:
    """Control characters, turned text and endless names stay out."""
    with pytest.raises(UnmailableError):
        mail(envelope=replace(ENVELOPE, therapist_name=name))


@pytest.mark.parametrize("subject", ["", "x" * 46, "One\r\nBcc: eve@example.org", "One\x07"])
def test_a_subject_that_could_break_a_header_is_refused(subject: str) -> None:
    """Forty-five plain characters at most."""
    with pytest.raises(UnmailableError):
        mail(replace(NOTE, subject=subject))


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://notes.example.org/n",
        "javascript:alert(1)",
        "https://a.example/>x",
        "https://a.example/ x",
        "https://a.example/\n",
    ],
)
def test_a_link_that_is_not_plain_https_is_refused(link: str) -> None:
    """A link cannot carry a header or a script."""
    for field in ("page_url", "unsubscribe_url"):
        with pytest.raises(UnmailableError):
            mail(links=replace(LINKS, **{field: link}))


def test_a_link_to_this_very_machine_may_be_plain_http() -> None:
    """The demo serves its pages on the loopback address."""
    local = replace(LINKS, page_url="http://127.0.0.1:8080/n/abc", choices_url="")

    assert content(mail(links=local), "plain").count("http://127.0.0.1:8080/n/abc") == 2


@pytest.mark.parametrize("message_id", ["", "a@b", "<a b@c>", "<a@b@c>", "<ab>", "<a@b>\r\nBcc: eve@example.org"])
def test_a_message_id_of_another_form_is_refused(message_id: str) -> None:
    """Mail programs and the ledger both rely on it."""
    with pytest.raises(UnmailableError):
        mail(envelope=replace(ENVELOPE, message_id=message_id))


@given(st.text(), st.text(), st.text(), st.sampled_from(MailMode))
def test_no_text_adds_a_header_or_a_recipient(subject: str, name: str, body: str, mode: MailMode) -> None:
    """Whatever is put in, the mail goes to one person and has one of each header, or there is none."""
    plain = compose_mail(NOTE, mode=mode, envelope=ENVELOPE, links=LINKS)
    expected = sorted(message_from_bytes(plain).keys())

    try:
        raw = compose_mail(Note(subject, body), mode=mode, envelope=replace(ENVELOPE, therapist_name=name), links=LINKS)
    except UnmailableError:
        return

    message = message_from_bytes(raw, policy=default)
    assert sorted(message.keys()) == expected
    assert message["To"] == ENVELOPE.recipient
