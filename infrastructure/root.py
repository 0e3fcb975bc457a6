"""Where the project lies, for every command that starts from its template, and the recording that ships with it."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
DEMO_RECORDING = ROOT / "infrastructure" / "recording" / "demo.opus"
