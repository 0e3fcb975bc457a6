"""The `doorknob` command: the same functions as on AWS, on this machine."""

from infrastructure.cli.app import main

__all__ = ["main"]
