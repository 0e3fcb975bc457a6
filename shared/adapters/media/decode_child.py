"""The child process that decodes: limits itself first, then opens the file; its death harms nobody.

Run as `python -m shared.adapters.media.decode_child`, with an order on standard input.
"""

import errno
import resource
import sys

import av.logging

from shared.adapters.media.order import ORDER, REPORT, SplitReport
from shared.adapters.media.splitting import split_sound
from shared.errors import RecordingError

_MEMORY = 1_500_000_000  # bytes of address space; a recording of four hours takes a fifth of it
_CPU_S = 800  # under the 900 s that a Lambda function may run
_FILE = 64_000_000  # bytes of one written file; the longest part takes a quarter of it


def main() -> None:
    """Carry out one order."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE, _FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold a client's voice
    av.logging.set_level(None)  # a decoder's messages may quote the file
    order = ORDER.validate_json(sys.stdin.buffer.read())
    try:
        report = SplitReport(split_sound(order))
    except RecordingError as error:
        report = SplitReport(refused=error.reason)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        report = SplitReport(is_disk_full=True)
    sys.stdout.buffer.write(REPORT.dump_json(report))


if __name__ == "__main__":
    main()
