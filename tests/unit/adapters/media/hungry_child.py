"""The decoding child with a decoder gone mad: its own limits, and a split that eats what the order's format names."""

import os
import socket
from pathlib import Path

from shared.adapters.media import decode_child
from shared.adapters.media.order import SplitOrder
from shared.adapters.media.refusals import Reason, refusal


def go_mad(order: SplitOrder) -> None:
    """Eat memory, disk or time, or look for something to steal; refuse as FORMAT when that was possible."""
    match order.files[0].format:
        case "memory":
            _ = [bytearray(100_000_000) for _ in range(40)]
        case "disk":
            (order.into / "big").write_bytes(bytes(100_000_000))
        case "time":
            while True:
                pass
        case "secrets":
            if not any("AWS" in name or "SECRET" in name for name in os.environ):
                raise refusal(Reason.EMPTY)
        case "core":
            os.abort()
    raise refusal(Reason.FORMAT)


if __name__ == "__main__":
    assert socket
    assert Path
    decode_child.split_sound = go_mad
    decode_child.main()
