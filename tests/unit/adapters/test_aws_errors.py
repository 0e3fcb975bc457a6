"""What AWS says of a key, by the names that botocore's own description of the service gives."""

import pytest
from botocore.exceptions import ClientError
from botocore.session import get_session

from shared.adapters.aws_errors import translated
from shared.errors import DoorknobError, SettingError, UnavailableError

OF_A_KEY = {name for name in get_session().get_service_model("sqs").shape_names if name.startswith("Kms")}
PASSING = {"KmsThrottled"}


def raised_for(code: str) -> type[DoorknobError]:
    with pytest.raises(DoorknobError) as raised, translated("queue split"):
        raise ClientError({"Error": {"Code": code}}, "SendMessage")
    return raised.type


def test_tells_a_key_that_is_refused_from_one_that_is_asked_too_often() -> None:
    """A queue whose key is disabled, gone or not ours wakes somebody; one that is throttled is asked again."""
    assert len(OF_A_KEY) > len(PASSING)
    assert {code: raised_for(code) for code in OF_A_KEY - PASSING} == dict.fromkeys(OF_A_KEY - PASSING, SettingError)
    assert {raised_for(code) for code in PASSING} == {UnavailableError}
