"""Checks the template as AWS will see it: translated by SAM first, then linted.

Linting the SAM template alone misses what only shows in the CloudFormation it becomes, such as a
disk larger than Lambda has. A visibility timeout below the function's hides behind the alias from
cfn-lint; `tests/infrastructure/test_template.py` compares them.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from cfnlint.api import ManualArgs, lint_by_config

from infrastructure.local.translate import translate

_BY_TRANSLATION = ("W2001",)  # an image's parameter is replaced by a stand-in while translating


def problems_of(template: Path) -> list[str]:
    """Translate a SAM template and give one line for each thing cfn-lint finds in the result."""
    translated = translate(template, {}).template
    with TemporaryDirectory() as room:
        plain = Path(room) / "translated.json"
        plain.write_text(json.dumps(translated), encoding="utf-8")
        found = lint_by_config(
            ManualArgs(templates=[str(plain)], regions=["us-east-1"], ignore_checks=list(_BY_TRANSLATION))
        )
    return [f"{each.rule.id} at {'/'.join(map(str, each.path or []))}: {each.message}" for each in found]


def main() -> None:
    """Print every problem of the template named on the command line; end with 1 where there is one."""
    template = Path(sys.argv[1])
    problems = problems_of(template)
    for problem in problems:
        print(f"{template}: {problem}")
    print(f"{template}: {len(problems)} problems after translation")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
