"""Where the local stack pretends to be, and how its parts speak to it; none of it is a secret."""

from collections.abc import Mapping
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

REGION = "us-east-1"
ACCOUNT = "123456789012"  # moto's own
LOOPBACK = "127.0.0.1"  # nothing here may be reached from another machine
ACCESS_KEY = "testing"  # no real account accepts it

Json = dict[str, Any]

CREDENTIALS: Mapping[str, str] = {
    "AWS_ACCESS_KEY_ID": ACCESS_KEY,
    "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
    "AWS_SESSION_TOKEN": ACCESS_KEY,
    "AWS_REGION": REGION,
    "AWS_DEFAULT_REGION": REGION,
    "AWS_CONFIG_FILE": "/dev/null",  # a profile of the user must never be read
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
}
_MANY_THREADS = 32  # pollers and deliveries share one client for each service
_BUSY_S = 300  # making a whole stack on a busy machine is one call


def session() -> boto3.Session:
    """Make a session that reads neither the user's profile, nor files, nor environment."""
    core = botocore.session.Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, "/dev/null", None),
            "credentials_file": (None, None, "/dev/null", None),
        },
    )
    return boto3.Session(
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=ACCESS_KEY,
        region_name=REGION,
        botocore_session=core,
    )


def client(service: str, endpoint_url: str) -> Any:  # noqa: ANN401  (boto3 makes its clients at run time)
    """Make a client of the local endpoint."""
    config = Config(
        proxies={},
        max_pool_connections=_MANY_THREADS,
        read_timeout=_BUSY_S,
        retries={"max_attempts": 0},
        s3={"addressing_style": "path"},
    )
    make: Any = session().client
    return make(service, endpoint_url=endpoint_url, config=config)
