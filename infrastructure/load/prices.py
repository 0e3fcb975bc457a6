"""What AWS asks for, so that counted requests and seconds become dollars a session.

List prices of us-east-1, on demand, without free tiers, as AWS published them on 2026-11-25 (docs/scale.md names
the pages); a contract or another region changes the sum, not the counts.
"""

from collections.abc import Mapping

from shared.domain.estimates import USD_A_GB_SECOND

PER_REQUEST: Mapping[str, float] = {
    "lambda": 0.20e-6,
    "dynamodb read": 0.125e-6,  # one strongly consistent read of at most 4 kB
    "dynamodb write": 0.625e-6,  # one write of at most 1 kB
    "s3 put": 5e-6,  # PUT, COPY, POST and LIST
    "s3 get": 0.4e-6,
    "sqs": 0.40e-6,
    "kms": 3e-6,
    "ses": 100e-6,
    "secretsmanager": 5e-6,
}
_DYNAMO_READS = frozenset({"GetItem", "Query", "BatchGetItem", "Scan"})
_S3_GETS = frozenset({"GET", "HEAD"})


def billed_as(service: str, operation: str) -> tuple[str, int]:
    """Say as what a request is billed, and how many times: a transaction's every row counts twice.

    A row here stays below 1 kB, so a transaction of two or three rows is counted as five writes.
    """
    match service:
        case "dynamodb" if operation in _DYNAMO_READS:
            return "dynamodb read", 1
        case "dynamodb":
            return "dynamodb write", 5 if operation == "TransactWriteItems" else 1
        case "s3" if operation == "DELETE":
            return "free", 0
        case "s3":
            return ("s3 get" if operation in _S3_GETS else "s3 put"), 1
        case _:
            return service, 1


def dollars(counts: Mapping[str, float], gb_seconds: float) -> float:
    """Give what so many billed requests and GB-seconds cost."""
    return gb_seconds * USD_A_GB_SECOND + sum(PER_REQUEST.get(name, 0.0) * count for name, count in counts.items())
