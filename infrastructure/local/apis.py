"""The stack's HTTP APIs, each behind a local port of its own."""

from collections.abc import Mapping
from typing import Self

from infrastructure.local.deploy import Deployed
from infrastructure.local.http_front import HttpApi, HttpFront, Invoke
from infrastructure.local.jwt_check import Keys
from infrastructure.local.recipes import api_endpoint
from infrastructure.local.routes import routes_of


class Apis:
    """The open fronts, by the logical id of their API."""

    def __init__(self, deployed: Deployed) -> None:
        """Take a port for each API, before any function asks for its address."""
        self._deployed = deployed
        self._fronts = {logical_id: HttpFront() for logical_id, _ in deployed.of_type("AWS::ApiGatewayV2::Api")}

    def __enter__(self) -> Self:
        """Nothing is served until `serve`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Free every port."""
        for front in self._fronts.values():
            front.close()

    @property
    def urls(self) -> dict[str, str]:
        """The local address of each API."""
        return {logical_id: front.url for logical_id, front in self._fronts.items()}

    @property
    def addresses(self) -> Mapping[str, str]:
        """What AWS would call each API, and what it is called here."""
        physical_id = self._deployed.physical_id
        return {api_endpoint(physical_id(logical_id)): url for logical_id, url in self.urls.items()}

    def serve(self, *, invoke: Invoke, keys: Keys) -> None:
        """Answer requests from now on."""
        stages = {each["ApiId"]: each["StageName"] for _, each in self._deployed.of_type("AWS::ApiGatewayV2::Stage")}
        for logical_id, front in self._fronts.items():
            api_id = self._deployed.physical_id(logical_id)
            body = self._deployed.properties(logical_id)["Body"]
            front.serve(HttpApi(api_id, stages.get(api_id, "$default"), routes_of(body)), invoke=invoke, keys=keys)
