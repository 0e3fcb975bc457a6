"""Text travels masked: no dataclass of the product shows a word of anybody's, however it is printed."""

import importlib
import json
import pickle
import pkgutil
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

import functions
import shared
from shared.domain.client import Profile
from shared.domain.words import MASK, OPEN, Words

CANARY = "Quillfeather keeps her coat in the hall"

# What may be read in a log: names that we give, states, words of our own. Everything else that is
# text must be hidden, so a new field is hidden or is argued for here.
PLAIN = {
    *(
        "client_id",
        "therapist_id",
        "session_id",
        "prompt_id",
        "thread_id",
        "tapped_by",
        "message_id",
        "mail_id",
        "paper",
        "wordings",
    ),  # identifiers, made by us
    *("opening_id", "question_id", "approved_by", "text_hash", "approved_hash", "version", "given_by"),
    *("recorded_by", "sha256", "text_version", "jurisdiction", "key_id"),
    *("reason", "refused", "mail_blocked", "rule", "engine", "speech_engine", "reading_engine", "format"),
    *("why", "remarks", "sentence"),  # sentences of ours, chosen by a code
    *(
        "module",
        "time_zone",
        "sender",
        "pages_url",
        "reply_to",
        "unsubscribe_mailto",
        "flags",
        "kind",
        "next_act",
        "worded_by",
        "place",
        "therapist_place",
        "firms_hash",
        "came_to",
        "reply_id",
        "sound_type",
        "link_words",
        "etag",
        "upload_id",
        "obstacle",
        "remove",
        "when",
    ),
}
OUR_OWN = {  # whole classes that hold only what ships with the product or what an operator sets
    *(
        "CodeWeights",
        "CodeWording",
        "ConsentText",
        "Lexicon",
        "Phrase",
        "PhraseList",
        "Wording",
        "Outcome",
        "Stage",
        "Entry",
        "Erasure",
        "_Asked",
        "Rehearsal",
        "Choice",
        "_Parts",
    ),
}


def dataclasses_of(package: Any) -> Iterator[type]:
    """Give every dataclass that is defined in a package."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if found.name.endswith("_child"):
            continue
        try:
            module = importlib.import_module(found.name)
        except ImportError:  # an engine whose libraries this machine does not have
            continue
        yield from (
            each
            for each in vars(module).values()
            if isinstance(each, type) and is_dataclass(each) and each.__module__ == module.__name__
        )


EVERY = sorted({*dataclasses_of(shared), *dataclasses_of(functions)}, key=lambda kind: (kind.__module__, kind.__name__))


def filled(kind: Any) -> Any:
    """Make a value of a type with the canary wherever text goes; what cannot hold text is None."""
    plain = {Words: Words(CANARY), str: CANARY, bytes: CANARY.encode()}
    origin, parts = get_origin(kind) or kind, [filled(each) for each in get_args(kind) if each is not ...]
    if origin in (Union, UnionType):
        return next((each for each in parts if each is not None), None)
    if isinstance(origin, type) and is_dataclass(origin):
        return built(origin)
    if parts and isinstance(origin, type) and issubclass(origin, Mapping):
        return {parts[0]: parts[1]}
    if parts and isinstance(origin, type) and issubclass(origin, Iterable):
        return tuple(parts)
    return plain.get(origin)


def built(kind: type) -> Any:
    """Make an instance without its checks, so that every field can hold the canary."""
    made, hints = object.__new__(kind), get_type_hints(kind)
    for each in fields(kind):
        value = "an identifier" if each.name in PLAIN or kind.__name__ in OUR_OWN else filled(hints[each.name])
        object.__setattr__(made, each.name, value)
    return made


def printed(value: Any) -> str:
    """Print a value in every way that ends in a log."""
    ways = [repr(value), str(value), f"{value}", f"{value!r:>9}", json.dumps({"it": value}, default=str)]
    ways += [repr([value]), f"{ ({'it': value}) }", "%s" % (value,)]  # noqa: UP031  (logging's own way)
    return "\n".join([*ways, *traces(value)])


def traces(value: Any) -> list[str]:
    """Give the traceback of an error that carries the value, with and without the locals around it."""

    def fail(held: Any) -> None:
        raise RuntimeError(held)

    with pytest.raises(RuntimeError) as caught:
        fail(value)
    return [
        *traceback.TracebackException.from_exception(caught.value).format(),
        *traceback.StackSummary.extract(traceback.walk_tb(caught.value.__traceback__), capture_locals=True).format(),
    ]


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_shows_nobodys_words(kind: type) -> None:
    """Every text that is no identifier of ours stays out of whatever is printed."""
    assert CANARY not in printed(built(kind)), f"{kind.__module__}.{kind.__name__} shows text: hide it (repr=False)"


def test_finds_the_dataclasses_it_speaks_of() -> None:
    """The walk reaches the domain, the ports, the services and the adapters; no exception is left over."""
    names = {kind.__name__ for kind in EVERY}

    assert {"Turn", "Word", "Note", "Draft", "Brief", "Profile", "Mail", "NotePage", "Envelope"} <= names
    assert names >= OUR_OWN


def test_would_see_a_field_that_shows_itself() -> None:
    """The test is able to fail."""

    @dataclass(frozen=True)
    class Careless:
        said: str

    assert CANARY in printed(Careless(CANARY))


@given(st.text(min_size=3).filter(lambda text: text not in f"Words({MASK})"))
def test_masks_words_however_they_are_printed(text: str) -> None:
    """Repr, str, format, containers, tracebacks and JSON; only reveal tells."""
    words = Words(text)

    assert {repr(words), str(words), f"{words}", f"{words:>5}"} == {f"Words({MASK})", MASK}
    assert words.reveal() == text
    assert words == Words(text)
    with pytest.raises(TypeError):
        pickle.dumps(words)


def test_reveals_words_only_where_they_are_sealed() -> None:
    """JSON holds the mask, unless the caller says that it is to be sealed; a lost text is not read back."""
    kind, profile = TypeAdapter(Profile), Profile(Words("Robin"), Words("robin@example.com"), Words("Dana"))

    assert b"Robin" not in kind.dump_json(profile)
    assert "Robin" not in str(kind.dump_python(profile))
    assert "Robin" not in json.dumps(asdict(profile), default=str)
    assert kind.validate_json(kind.dump_json(profile, context=OPEN)) == profile
    with pytest.raises(ValueError, match="masked before"):
        kind.validate_json(kind.dump_json(profile))
