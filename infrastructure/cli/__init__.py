"""The `doorknob` command: the same functions as on AWS, on this machine."""


def main() -> None:
    """Run the command line."""
    from infrastructure.cli.app import main as run  # noqa: PLC0415  (who needs one part of it does not load them all)

    run()
