"""The reading that runs without a network, on the weights packaged beside it."""

from shared.adapters.embedded.reader import EmbeddedReader

__all__ = ["EmbeddedReader"]
