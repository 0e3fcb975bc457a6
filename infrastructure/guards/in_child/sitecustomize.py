"""Takes a guard out of the decoding child, which its parent's patches do not reach; Python reads this as it starts."""

import os
import resource

match os.environ.get("DOORKNOB_WITHOUT"):
    case "limits":
        resource.setrlimit = lambda *_: None
    case "whitelists":
        from shared.adapters.media.formats import OPTIONS

        OPTIONS.clear()
    case "declaration":
        from shared.adapters.media import opening

        opening._has_too_few_bytes = lambda *_: True  # noqa: SLF001  (that is what is taken out)
    case "length":
        from shared.adapters.media import decoding

        decoding.GRACE_S = 1e6  # type: ignore[attr-defined]  # its own copy of the name
