"""Prints the CloudFormation that a SAM template stands for, for tools that read nothing else."""

import json
import sys
from pathlib import Path

from infrastructure.local.translate import translate


def main() -> None:
    """Print the template named on the command line, translated."""
    print(json.dumps(translate(Path(sys.argv[1]), {}).template, indent=1))


if __name__ == "__main__":
    main()
