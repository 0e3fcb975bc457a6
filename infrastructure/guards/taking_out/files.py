"""Takes out what bounds an upload, and the child that decodes it."""

import os
from pathlib import Path
from typing import Any
from unittest.mock import patch

from infrastructure.faults.patching import Patch, Patches
from shared.adapters.media import child
from shared.adapters.s3_uploads import S3Uploads


def unbounded_forms() -> list[Patch]:
    """Give an upload form without any bounds."""

    def link(self: S3Uploads, therapist_id: str, client_id: str, name: str, _spans: Any = ()) -> Any:  # noqa: ANN401
        key = f"recordings/{therapist_id}/{client_id}/{name}"
        return self._s3.generate_presigned_post(self._bucket, key)

    return [patch.object(S3Uploads, "link", link)]


def environment_handed_on() -> list[Patch]:
    """Give the decoder the function's own environment."""
    real = child._bare_environment  # noqa: SLF001  (that is what is changed)
    return [patch.object(child, "_bare_environment", lambda: {**os.environ, **real()})]


def in_child(without: str) -> Patches:
    """Take a guard out of the decoding child."""

    def environment() -> dict[str, str]:
        given = real()
        here = str(Path(__file__).parents[1] / "in_child")
        return {**given, "PYTHONPATH": f"{here}:{given['PYTHONPATH']}", "DOORKNOB_WITHOUT": without}

    real = child._bare_environment  # noqa: SLF001  (that is what is changed)
    return lambda: [patch.object(child, "_bare_environment", environment)]
