"""What the stack knows about one deployed function, and the environment its workers get."""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from infrastructure.local.deploy import Deployed
from infrastructure.local.place import ACCOUNT, CREDENTIALS, REGION, Json

_DEFAULT_TIMEOUT_S = 3  # Lambda's own
_DEFAULT_MEMORY_MB = 128
_FROM_THE_PARENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")
_SPARE_WORKERS = 2  # even one core can wait for two answers


@dataclass(frozen=True, slots=True)
class Function:
    """One deployed function."""

    logical_id: str
    name: str
    arn: str
    handler: str
    timeout_s: float
    memory_mb: int
    most_workers: int
    log_group: str
    code: Path
    variables: Mapping[str, str]

    def environment(self, root: Path, endpoint_url: str, runtime_api: str) -> dict[str, str]:
        """Build the whole environment of a worker: nothing of the parent's AWS settings is in it."""
        return {
            **{name: os.environ[name] for name in _FROM_THE_PARENT if name in os.environ},
            **CREDENTIALS,
            "PYTHONPATH": os.pathsep.join(dict.fromkeys((str(root), str(self.code)))),
            "PYTHONUNBUFFERED": "1",
            "TZ": ":UTC",
            "NO_PROXY": "*",
            "LAMBDA_TASK_ROOT": str(root),
            "_HANDLER": self.handler,
            "AWS_EXECUTION_ENV": f"AWS_Lambda_python{sys.version_info.major}.{sys.version_info.minor}",
            "AWS_LAMBDA_FUNCTION_NAME": self.name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(self.memory_mb),
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": self.log_group,
            "AWS_LAMBDA_LOG_STREAM_NAME": "local",
            "POWERTOOLS_SERVICE_NAME": self.logical_id,
            "POWERTOOLS_TRACE_DISABLED": "true",
            **self.variables,
            "AWS_ENDPOINT_URL": endpoint_url,
            "AWS_LAMBDA_RUNTIME_API": runtime_api,
        }


def functions_of(deployed: Deployed, extra: Mapping[str, str], addresses: Mapping[str, str]) -> Iterator[Function]:
    """Read every function of the stack; `addresses` are texts to replace in their variables."""
    for logical_id, properties in deployed.of_type("AWS::Lambda::Function"):
        name = deployed.physical_id(logical_id)
        yield Function(
            logical_id=logical_id,
            name=name,
            arn=f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}",
            handler=_handler(properties),
            timeout_s=float(properties.get("Timeout", _DEFAULT_TIMEOUT_S)),
            memory_mb=int(properties.get("MemorySize", _DEFAULT_MEMORY_MB)),
            most_workers=_most_workers(properties),
            log_group=properties.get("LoggingConfig", {}).get("LogGroup", f"/aws/lambda/{name}"),
            code=deployed.translated.code[logical_id],
            variables={**_variables(properties, addresses), **extra},
        )


def _handler(properties: Json) -> str:
    """Find the handler: of an image, it is the command."""
    command = properties.get("ImageConfig", {}).get("Command")
    return str(command[0] if command else properties["Handler"])


def _most_workers(properties: Json) -> int:
    cores = max(os.cpu_count() or 1, _SPARE_WORKERS)
    return min(cores, int(properties.get("ReservedConcurrentExecutions", cores)))


def _variables(properties: Json, addresses: Mapping[str, str]) -> dict[str, str]:
    found = properties.get("Environment", {}).get("Variables", {})
    return {name: localised(_text(value), addresses) for name, value in found.items() if value is not None}


def localised(text: str, addresses: Mapping[str, str]) -> str:
    """Replace what AWS would serve by what serves it here."""
    for theirs, ours in addresses.items():
        text = text.replace(theirs, ours)
    return text


def _text(value: object) -> str:
    """Write a value as CloudFormation does, which spells booleans in lower case."""
    return str(value).lower() if isinstance(value, bool) else str(value)
