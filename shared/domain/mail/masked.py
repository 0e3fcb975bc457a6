"""Writes an address so that whoever holds the pen knows it, and whoever looks over a shoulder does not."""

_DOTS = "•••"


def masked(address: str) -> str:
    """Give the first letter of both halves and the ending, such as r•••@e•••.org."""
    name, _, host = address.partition("@")
    first, _, ending = host.rpartition(".")
    return f"{name[:1]}{_DOTS}@{first[:1]}{_DOTS}.{ending}" if name and first else ""
