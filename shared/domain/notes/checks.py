"""The fourteen rules as far as a text shows them: run on every draft, and on every edit a therapist makes."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from shared.domain.notes.identifying import is_identifying
from shared.domain.notes.lexicon import CURLED, lexicon
from shared.domain.notes.names import name_spans
from shared.domain.notes.note import Note, count_words
from shared.domain.notes.quoting import MAX_QUOTE_WORDS, has_open_quote, is_said, quoted_spans, without_quotes
from shared.domain.notes.reading_grade import reading_grade

MAX_WORDS = 120  # rule P13: what is read in one breath on a phone
MAX_GRADE = 8.0  # rule P13: years of school, by Flesch and Kincaid
MAX_SUBJECT_CHARACTERS = 45  # rule P13: what a lock screen shows

_PLACEHOLDER = re.compile(r"\[[^\[\]\n]*\]")
_GREETING = re.compile(
    r"\A\s*(?:hi|hello|dear|good morning|good evening)\b[ ,]*([^\n,]*),?[ \t]*(?:\n|\Z)", re.IGNORECASE
)
_SIGNATURE = re.compile(r"\n\s*\n[ \t]*([^\n.!?\"“”]{1,60})\s*\Z")
_SIGNATURE_WORDS = 6  # a longer last line is a sentence, not a name
_SHORT_WORD = 3  # letters; and, for, the stay small in a title
_QUESTION = re.compile(r"\?+")
_WHY_QUESTION = re.compile(r"\b(?:why|how come|what for)\b[^.!?]*\?", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"(?<![\w'\u2019])(?:I|I['\u2019](?:m|d|ll|ve)|me|my|mine|myself)(?![\w])", re.IGNORECASE)
_LOGISTICS = re.compile(r"\d{1,2}:\d{2}|\d\s?(?:am|pm)\b|[$£€]\s?\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that a note does not keep, and a plain sentence: what, and what to do."""

    rule: str
    sentence: str


def check_note(note: Note, *, quote: str, spoken: Sequence[str], client_name: str = "") -> tuple[Finding, ...]:
    """Find every rule that the text of a note breaks.

    `quote` are the words the note is made from, `spoken` the texts of the client's turns. A line
    in square brackets is the therapist's to fill in and is not read. Nothing is raised, whatever
    the text; no finding repeats what it found.
    """
    text = _Text.of(note, quote, tuple(spoken), client_name)
    found = (Finding(rule, sentence) for rule, check in _CHECKS for sentence in check(text))
    return tuple(dict.fromkeys((*found, *_listed(text))))


def has_line_to_write(note: Note) -> bool:
    """Tell whether a line in square brackets still waits for the therapist."""
    return bool(_PLACEHOLDER.search(note.body))


@dataclass(frozen=True, slots=True)
class _Text:
    """A note taken apart: its own sentences apart from greeting, signature and quotes."""

    subject: str = field(repr=False)
    body: str = field(repr=False)
    own: str = field(repr=False)
    greeted: str = field(repr=False)
    signed: str = field(repr=False)
    quote: str = field(repr=False)
    spoken: tuple[str, ...] = field(repr=False)
    client_name: str = field(repr=False)

    @classmethod
    def of(cls, note: Note, quote: str, spoken: tuple[str, ...], client_name: str) -> "_Text":
        """Take a note apart."""
        body = _PLACEHOLDER.sub(" ", note.body).replace("\r\n", "\n")
        greeting, signature = _GREETING.search(body), _SIGNATURE.search(body)
        if signature and count_words(signature.group(1)) > _SIGNATURE_WORDS:
            signature = None
        middle = body[greeting.end() if greeting else 0 : signature.start() if signature else len(body)]
        return cls(
            subject=note.subject,
            body=middle,
            own=without_quotes(middle),
            greeted=greeting.group(1).strip() if greeting else "",
            signed=signature.group(1).strip() if signature else "",
            quote=quote,
            spoken=spoken,
            client_name=client_name,
        )

    @property
    def own_and_subject(self) -> str:
        """Every sentence that is the note's own."""
        return f"{self.subject}\n\n{self.own}"

    @property
    def circle(self) -> frozenset[str]:
        """Words that may stand with a capital: the client's and the therapist's names."""
        client = self.client_name or self.greeted
        return frozenset(re.findall(r"[^\W\d_]+", f"{client} {self.signed}".lower()))


def _quotes(text: _Text) -> Iterator[str]:
    spans = quoted_spans(text.body)
    if not spans:
        yield "The client's own words are missing. Quote a short line of theirs, exactly."
    if has_open_quote(text.body):
        yield "A quotation mark has no partner. Put quotation marks around the client's words only."
    if any(not is_said(span, text.spoken) for span in spans):
        yield "The words between quotation marks are not what the client said. Quote exactly, or leave the marks out."
    if any(count_words(span) > MAX_QUOTE_WORDS for span in spans):
        yield f"The quote is too long. Keep it to {MAX_QUOTE_WORDS} words."
    if spans and text.quote and not any(is_said(span, (text.quote,)) for span in spans):
        yield "The line this note was made from is not quoted. Quote it, or set this note aside."


def _questions(text: _Text) -> Iterator[str]:
    if len(_QUESTION.findall(text.own)) > 1:
        yield "There is more than one question. Keep the one that matters."


def _mind_reading(text: _Text) -> Iterator[str]:
    if _WHY_QUESTION.search(text.own):
        yield "This asks why. Ask what or how, or do not ask."
    if _FIRST_PERSON.search(text.own_and_subject):
        yield "The note says I, me or my. Only the client's words may; say we, or nothing."
    feelings = lexicon().feelings
    said = " ".join(quoted_spans(text.body))
    if feelings.found_in(text.own_and_subject) - feelings.found_in(said):
        yield "A feeling is named that the quoted words do not name. Take it out."


def _risk(text: _Text) -> Iterator[str]:
    if lexicon().risk.stands_in(f"{text.own_and_subject}\n{' '.join(quoted_spans(text.body))}"):
        yield "This may be about dying or self-harm. It does not go in a mail: talk with the client directly."


def _plainness(text: _Text) -> Iterator[str]:
    if count_words(text.body) > MAX_WORDS:
        yield f"The note is too long. Keep it to {MAX_WORDS} words."
    if reading_grade(text.body) > MAX_GRADE:
        yield "The note is hard to read. Use shorter sentences and everyday words."
    if lexicon().strong_language.stands_in(f"{text.subject}\n{text.body}"):
        yield "There is strong language in the note. Choose other words of the client, or leave the quote shorter."
    if lexicon().too_raw.stands_in(f"{text.subject}\n{text.body}"):
        yield "This is too raw to lie in a mailbox. Choose other words of the client; the rest can wait for the room."


def _subject(text: _Text) -> Iterator[str]:
    subject = text.subject
    if not subject.strip():
        yield "The subject is empty. Write a few plain words."
    if len(subject) > MAX_SUBJECT_CHARACTERS:
        yield f"The subject is too long. Keep it to {MAX_SUBJECT_CHARACTERS} characters."
    if lexicon().clinical.stands_in(subject):
        yield "The subject tells a stranger too much. Use plain words that say nothing about the work."
    if any(character.isdigit() for character in subject):
        yield "There is a number in the subject. Take it out."
    if _names_somebody(subject) or text.circle & set(re.findall(r"[^\W\d_]+", subject.lower())):
        yield "There is a name in the subject. Take it out."


def _names_somebody(subject: str) -> bool:
    """Tell whether a name stands in a subject; where every word has its capital, only a listed one counts."""
    is_title = not any(len(word) > _SHORT_WORD and word.islower() for word in subject.split())
    return bool(name_spans(subject.lower() if is_title else subject))


def _strangers(text: _Text) -> Iterator[str]:
    if text.client_name and text.greeted and text.greeted.lower() != text.client_name.strip().lower():
        yield "The greeting names somebody else. Check whom this note is for."
    named = {text.own[start:end].lower().replace(CURLED, "'").split("'")[0] for start, end in name_spans(text.own)}
    if named - text.circle:
        yield "Somebody or some place is named outside the client's words. Take the name out."
    if is_identifying(text.body):
        yield "There is a number, an address or a link in the note. Take it out."
    if _LOGISTICS.search(text.own):
        yield "There is a time or a sum in the note. Arrange that another way."


def _listed(text: _Text) -> Iterator[Finding]:
    """What the phrase lists of the lexicon find, and what they miss."""
    for phrases in lexicon().must:
        if not phrases.stands_in(text.own):
            yield Finding(phrases.rule, phrases.says)
    for phrases in lexicon().never:
        if phrases.stands_in(text.own_and_subject):
            yield Finding(phrases.rule, phrases.says)


_CHECKS: tuple[tuple[str, Callable[[_Text], Iterator[str]]], ...] = (
    ("P12", _risk),
    ("P3", _quotes),
    ("P4", _questions),
    ("P5", _mind_reading),
    ("P13", _subject),
    ("P13", _strangers),
    ("P13", _plainness),
)
