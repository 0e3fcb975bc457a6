"""Looks up what ships among the known weaknesses, and says so where there is no network to do it over.

Runs in an environment of its own, with pip-audit in it and nothing of Doorknob's. pip-audit calls a
part whose page it cannot reach "skipped" and ends well; here such a part was not audited.
"""

import json
import subprocess
import sys
from typing import Any

_NO_NETWORK = ("ConnectionError", "ConnectTimeout", "ServiceError", "ServiceUnavailable", "Max retries exceeded")


def audit(requirements: str) -> int:
    """Look up one requirement file's parts, tell what was found, and count the known weaknesses."""
    parts = _looked_up(requirements)
    unknown = [part["name"] for part in parts if "skip_reason" in part]
    weak = [(part["name"], part["version"], each["id"]) for part in parts for each in part.get("vulns", [])]
    for name, version, weakness in weak:
        print(f"{requirements}: {name} {version} has {weakness}")
    if not parts or len(unknown) == len(parts):
        print(f"{requirements}: NOT AUDITED, the list of known weaknesses cannot be reached from here")
    else:
        print(f"{requirements}: {len(weak)} known weaknesses in {len(parts) - len(unknown)} of {len(parts)} parts")
    return len(weak)


def _looked_up(requirements: str) -> list[dict[str, Any]]:
    options = ("--require-hashes", "--disable-pip", "--format", "json", "--timeout", "10")
    command = [sys.executable, "-m", "pip_audit", "--requirement", requirements, *options]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.stdout.startswith("{"):
        found: list[dict[str, Any]] = json.loads(ended.stdout)["dependencies"]
        return found
    if not any(sign in ended.stderr for sign in _NO_NETWORK):
        sys.exit(f"pip-audit failed on {requirements}: {ended.stderr.strip()[-400:]}")
    return []


def main() -> None:
    """Audit the files named on the command line; end with 1 where a weakness is known."""
    weaknesses = [audit(name) for name in sys.argv[1:]]
    sys.exit(1 if any(weaknesses) else 0)


if __name__ == "__main__":
    main()
