"""What would tell a stranger who or where somebody is: numbers, addresses and links, written or spoken."""

import re
from collections.abc import Iterator

_DIGIT = r"(?:oh|zero|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|treble)"
_COUNT = (
    r"(?:\d+\w?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|"
    r"eigh|nine)ty(?:[ -]\w+)?|(?:a |one )?hundred(?: and \w+)?)"
)
_STREET = r"(?:street|road|avenue|lane|drive|close|crescent|court|terrace|gardens|boulevard|grove|mews)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\d{3}|\d[\s.-]\d{2}",  # a long number, or one said in groups
        rf"\b{_DIGIT}(?:[\s,-]+{_DIGIT}){{3,}}\b",  # a telephone number as it is said
        rf"\b{_COUNT}\s+(?:[\w'’]+\s+){{1,2}}{_STREET}\b",
        r"\b(?:flat|apartment|unit|room|number)\s+(?:\d+\w?|[a-z]\b(?!'))",
        r"\S+@\S+|https?://\S*|\bwww\.|\b\w+ dot (?:com|net|org|co)\b|\bat (?:gmail|hotmail|outlook|yahoo)\b",
        r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b",  # a British postcode
    )
)


def identifying_spans(text: str) -> Iterator[tuple[int, int]]:
    """Give where numbers, addresses and links stand in a text."""
    for pattern in _PATTERNS:
        yield from (match.span() for match in pattern.finditer(text))


def is_identifying(text: str) -> bool:
    """Tell whether a number, an address or a link stands in a text."""
    return any(True for _ in identifying_spans(text))
