"""What an operator can type after `doorknob ops`; every act says first what it would do."""

from typing import Annotated

import typer

from infrastructure.cli.failures import CommandError, plain_failures
from infrastructure.cli.standing import Standing, Where, open_stack
from infrastructure.ops import drill, erasing, listing, pausing, practice, reconciling, redriving, status, stuck
from infrastructure.ops.asking import Go

ops = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help=(
        "Look after a standing stack: the local one, or one on AWS by --stack. Every act shows what it would do and"
        " asks; --dry-run only shows, --yes does not ask. Each may be done twice. No content is ever printed."
        " docs/runbook.md says when to use which."
    ),
)

Stack = Annotated[str, typer.Option(help="Name of a stack on AWS; empty for the one that doorknob up runs here.")]
Profile = Annotated[str, typer.Option(help="Name of the AWS profile to use.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


@ops.command("status")
def show_status(stack: Stack = "", profile: Profile = "") -> None:
    """Show queues, sessions, notes and alarms on one screen, and what needs somebody.

    Ends with status 0 when nothing does, with 2 otherwise.
    """
    with plain_failures():
        if status.show_status(_open(stack, profile)):
            raise typer.Exit(2)


@ops.command()
def sessions(
    *,
    only_stuck: Annotated[bool, typer.Option("--stuck", help="Only those that have not moved for two hours.")] = False,
    stack: Stack = "",
    profile: Profile = "",
) -> None:
    """List sessions on their way: ids, state, and how long each has stood there."""
    with plain_failures():
        stuck.list_sessions(_open(stack, profile), stuck=only_stuck)


@ops.command()
def clients(
    *,
    therapist: Annotated[str, typer.Option(help="Only the clients of this therapist, by id.")] = "",
    stack: Stack = "",
    profile: Profile = "",
) -> None:
    """List clients: ids, since when they agreed, and how much there is of each; never who they are.

    docs/runbook.md says under Erasure on request how a name leads to an id.
    """
    with plain_failures():
        listing.list_clients(_open(stack, profile), therapist)


@ops.command()
def redrive(
    queue: Annotated[str, typer.Argument(help="The queue's name, as doorknob ops status shows it: transcribe.")],
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    stack: Stack = "",
    profile: Profile = "",
) -> None:
    """Send a queue's dead letters back, after what made them die was mended.

    Shows each letter's ids and its last failure in the log first.
    """
    with plain_failures():
        redriving.redrive(_open(stack, profile), queue, Go(dry_run, yes))


@ops.command()
def reconcile(
    *,
    taken: Annotated[str, typer.Option(help="A prompt's id: a person found that its mail was sent.")] = "",
    never_taken: Annotated[str, typer.Option(help="A prompt's id: a person found that its mail never left.")] = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    stack: Stack = "",
    profile: Profile = "",
) -> None:
    """Settle unconfirmed mails by what SES said of them; nothing is ever sent again.

    Without an option it looks for SES's events among the dead letters. Where there is none after a day,
    a person decides by --taken or --never-taken.
    """
    with plain_failures():
        standing, go = _open(stack, profile), Go(dry_run, yes)
        if taken and never_taken:
            message = "give --taken or --never-taken, not both"
            raise CommandError(message)
        if taken or never_taken:
            reconciling.settle_by_hand(standing, taken or never_taken, taken=bool(taken), go=go)
        else:
            reconciling.reconcile(standing, go)


@ops.command()
def pause_mail(
    *,
    reason: Annotated[str, typer.Option(help="Why, in a few words; no client's name.")] = "by an operator",
    dry_run: DryRun = False,
    yes: Yes = False,
    stack: Stack = "",
    profile: Profile = "",
) -> None:
    """Stop all mail at once; what is due waits, and nothing is lost."""
    with plain_failures():
        pausing.pause_mail(_open(stack, profile), reason, Go(dry_run, yes))


@ops.command()
def resume_mail(*, dry_run: DryRun = False, yes: Yes = False, stack: Stack = "", profile: Profile = "") -> None:
    """Let mail flow again; what waited goes out at each client's own hours and pace."""
    with plain_failures():
        pausing.resume_mail(_open(stack, profile), Go(dry_run, yes))


@ops.command()
def erase(
    client: Annotated[str, typer.Argument(help="The client's id, as doorknob ops clients lists it.")],
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    stack: Stack = "",
    profile: Profile = "",
) -> None:
    """Erase a client for good, and print the certificate; for a client who is gone it prints the last one.

    doorknob export writes what is held about a client first, where that was asked for.
    """
    with plain_failures():
        erasing.erase_client(_open(stack, profile), client, Go(dry_run, yes))


@ops.command()
def restore_drill(
    *,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the restored copy, to look at it.")] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    stack: Stack = "",
    profile: Profile = "",
) -> None:
    """Prove that a backup restores, and that nobody who was erased comes back with it."""
    with plain_failures():
        drill.restore_drill(_open(stack, profile), Go(dry_run, yes), keep=keep)


@ops.command()
def practise(
    fault: Annotated[practice.Fault, typer.Argument(help="What to break.")],
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Break the stack of doorknob up on purpose, to find and mend it with docs/runbook.md.

    dead-letter is RB-1, unconfirmed-mail RB-7, open-withdrawal RB-9. Never on AWS.
    """
    with plain_failures():
        practice.practise(_open("", ""), fault, Go(dry_run, yes))


def _open(stack: str, profile: str) -> Standing:
    return open_stack(Where(stack, profile))
