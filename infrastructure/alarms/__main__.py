"""Writes the alarms and the dashboard into the template (`make alarms`), when a queue, step or threshold changed."""

import json

from samtranslator.yaml_helper import yaml_parse

from infrastructure.alarms.catalogue import alarms_for, parts_of
from infrastructure.alarms.dashboard import dashboard
from infrastructure.root import ROOT

TEMPLATE = ROOT / "template.yaml"
_RULE = f"  # {64 * '-'} "
_BEGIN = f"{_RULE}watched: written by `make alarms`, not by hand\n"
_END = f"{_RULE}what was written ends\n"


def written_into(text: str) -> str:
    """Give the template's text with the block as the catalogue says it is.

    Raises:
        ValueError: when the template has no place for the block.
    """
    before, rest = text.split(_BEGIN)
    _, after = rest.split(_END)
    parts = parts_of(yaml_parse(before + after))
    resources = {alarm.name: alarm.as_resource() for alarm in alarms_for(parts)} | {"Dashboard": dashboard(parts)}
    block = "".join(f"  {name}: {json.dumps(each)}\n" for name, each in resources.items())
    return f"{before}{_BEGIN}{block}{_END}{after}"


def main() -> None:
    """Write the block anew."""
    TEMPLATE.write_text(written_into(TEMPLATE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
