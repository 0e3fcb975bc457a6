"""What may come in at all: the upload form binds one key and a length, and the step looks again."""

import base64
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "adapters" / "media"))

from made_sounds import talk, write_wave
from world import World, http_event

from shared.adapters.media.recording import SoundFileSplitter
from shared.domain.client import Client
from shared.domain.sound.parts import SoundFile, SoundLimits
from shared.errors import RecordingError


def test_a_form_takes_one_key_one_type_and_a_bounded_length(world: World, client: Client) -> None:
    """S3 refuses another key or type, an empty file and one larger than the longest recording: it is signed so."""
    path, form = f"/clients/{client.client_id}/uploads", {"extension": "wav", "modality": "room"}

    answer = world.invoke("serve_therapist", http_event("POST", path, form, client.therapist_id))

    fields = json.loads(answer["body"])["fields"]
    bounds = json.loads(base64.b64decode(fields["policy"]))["conditions"]
    assert ["content-length-range", 1, SoundLimits().max_bytes] in bounds
    assert {"key": fields["key"]} in bounds
    assert fields["Content-Type"] == "audio/wav"
    assert {"Content-Type": "audio/wav"} in bounds
    assert fields["key"].startswith(f"recordings/{client.therapist_id}/{client.client_id}/")
    assert fields["key"].endswith(".wav")


def test_looks_at_the_size_again_before_decoding(tmp_path: Path) -> None:
    """Whatever came past the form, nothing larger is opened."""
    large = write_wave(tmp_path / "large.wav", talk(2))
    splitter = SoundFileSplitter(limits=SoundLimits(max_bytes=large.stat().st_size - 1))

    with pytest.raises(RecordingError) as refused:
        splitter.split([SoundFile(large)], tmp_path)

    assert refused.value.reason == "TOO_LARGE"
