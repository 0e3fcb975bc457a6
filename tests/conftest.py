"""What every test has in common: no network, no real account, invented people."""

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

# Two test processes share the cores: a thread of PyTorch's that waits for its fellow shall sleep, not turn in place.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

# moto's memory is full of objects that stay: to look through them all as often as Python does takes an eighth of a run.
gc.set_threshold(20_000, 20, 20)

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")


@pytest.fixture(autouse=True)
def _no_real_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from whatever account the person running it may have."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("POWERTOOLS_TRACE_DISABLED", "true")
