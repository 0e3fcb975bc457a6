"""What a person is called and written to, as a type that shows itself to nobody who does not ask by name."""

from collections.abc import Callable
from typing import Any, NoReturn, final

MASK = "***"


@final
class Words:
    """Words of, or about, one person: masked in repr, str, format, JSON, pickles and tracebacks.

    Only `reveal` gives them, and only adapters and rendering ask: `grep reveal` lists every place
    where a name or an address comes into the open. pydantic writes the mask as well, unless the
    caller says `context=OPEN`, which is said where content is sealed.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Mask a text.

        Raises:
            ValueError: when it is the mask itself, which would mean that the text was lost before.
        """
        if text == MASK:
            message = "these words were masked before they came here"
            raise ValueError(message)
        self._text = text

    def reveal(self) -> str:
        """Give the text itself."""
        return self._text

    def __repr__(self) -> str:
        """Show the mask."""
        return f"Words({MASK})"

    def __str__(self) -> str:
        """Show the mask."""
        return MASK

    def __format__(self, _spec: str) -> str:
        """Show the mask."""
        return MASK

    def __bool__(self) -> bool:
        """Whether there is any text."""
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        """Whether both say the same."""
        return isinstance(other, Words) and self._text == other._text

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(self._text)

    def __copy__(self) -> "Words":
        """Stay the same: nothing in it changes."""
        return self

    def __deepcopy__(self, _memo: dict[int, Any]) -> "Words":
        """Stay the same: nothing in it changes."""
        return self

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled, which would write the text in the open."""
        message = "words are not pickled; reveal them where they are sealed"
        raise TypeError(message)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: type, _handler: Callable[[Any], Any]) -> Any:  # noqa: ANN401
        """Read a string; write the mask, or the text where `context=OPEN` is said."""
        from pydantic_core import core_schema  # noqa: PLC0415  (only where something is read or written)

        written = core_schema.plain_serializer_function_ser_schema(
            lambda words, info: words.reveal() if info.context is OPEN else MASK, info_arg=True, when_used="always"
        )
        return core_schema.no_info_plain_validator_function(_read, serialization=written)


def revealed(value: object) -> object:
    """Give words in the open and anything else as it is: a page's template environment ends with this (`finalize`)."""
    return value.reveal() if isinstance(value, Words) else value


class _Open(dict[str, bool]):
    """The context in which words are written in full."""


OPEN = _Open(reveal=True)


def _read(value: object) -> Words:
    if isinstance(value, Words):
        return value
    if isinstance(value, str):
        return Words(value)
    message = "not words"
    raise ValueError(message)
