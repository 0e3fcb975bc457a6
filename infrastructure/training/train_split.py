"""Which invented sessions are never learnt from: every third, by its number."""

from infrastructure.training.compiler import Marked

KEPT_OUT = 3


def is_kept_out(session: Marked) -> bool:
    """Tell whether a session is kept out of training."""
    return int(session["id"].rsplit("-", 1)[-1]) % KEPT_OUT == 0
