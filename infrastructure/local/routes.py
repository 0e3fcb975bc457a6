"""The routes of an HTTP API, read from the OpenAPI body that SAM writes for it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from infrastructure.local.place import Json

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_ANY = "x-amazon-apigateway-any-method"
_DEFAULT = "$default"
_INTEGRATION = "x-amazon-apigateway-integration"
_FUNCTION = re.compile(r"functions/(arn:[^/]+)/invocations")


@dataclass(frozen=True, slots=True)
class JwtAuthorizer:
    """Who may call a route: bearers of a token of this issuer, for one of these audiences."""

    issuer: str
    audience: tuple[str, ...]
    header: str
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """One method and path of an HTTP API and the function behind it."""

    method: str  # upper case, or ANY
    path: str
    function: str
    authorizer: JwtAuthorizer | None = None

    @property
    def key(self) -> str:
        """Name the route as API Gateway does."""
        return "$default" if self.path == _DEFAULT else f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Match:
    """A route that fits a request, and what its path parameters hold."""

    route: Route
    parameters: Mapping[str, str] = field(default_factory=dict)


def routes_of(body: Json) -> list[Route]:
    """Read every route of an API's resolved OpenAPI body."""
    return list(_routes(body))


def find_route(routes: list[Route], method: str, path: str) -> Match | None:
    """Choose the route for a request: the most exact path first, `{name+}` after, `$default` last."""
    fitting = [
        (_rank(route), Match(route, parameters))
        for route in routes
        if route.method in {method, "ANY"}
        if (parameters := _parameters(route.path, path)) is not None
    ]
    return min(fitting, key=lambda each: each[0])[1] if fitting else None


def _routes(body: Json) -> Iterator[Route]:
    for path, operations in body["paths"].items():
        for name, operation in operations.items():
            if name in _METHODS or name == _ANY:
                method = "ANY" if name == _ANY else name.upper()
                yield Route(method, path, _function(operation), _authorizer(body, operation))


def _function(operation: Json) -> str:
    found = _FUNCTION.search(operation[_INTEGRATION]["uri"])
    if found is None:
        message = "only Lambda functions stand behind a route here"
        raise ValueError(message)
    return found[1]


def _authorizer(body: Json, operation: Json) -> JwtAuthorizer | None:
    """Find the JWT authorizer a route's security names; SAM writes NONE as a scheme without one."""
    schemes = body.get("components", {}).get("securitySchemes", {})
    for requirement in operation.get("security", []):
        for name, scopes in requirement.items():
            if found := schemes.get(name, {}).get("x-amazon-apigateway-authorizer"):
                return _jwt(found, scopes)
    return None


def _jwt(found: Json, scopes: list[str]) -> JwtAuthorizer:
    configuration = found["jwtConfiguration"]
    source = found["identitySource"]
    return JwtAuthorizer(
        issuer=configuration["issuer"],
        audience=tuple(str(each) for each in configuration["audience"]),
        header=(source if isinstance(source, str) else source[0]).rpartition(".")[2],
        scopes=tuple(scopes),
    )


def _parameters(pattern: str, path: str) -> dict[str, str] | None:
    """Read the path parameters, or tell by None that the path does not fit."""
    if pattern == _DEFAULT:
        return {}
    found = re.fullmatch(_expression(pattern), path)
    return {_name(key): unquote(value) for key, value in found.groupdict().items()} if found else None


def _expression(pattern: str) -> str:
    parts = re.split(r"(\{[^}]+\})", pattern)
    return "".join(_one(part) for part in parts)


def _one(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    if part.endswith("+}"):
        return f"(?P<{_group(part[1:-2])}>.+)"
    return f"(?P<{_group(part[1:-1])}>[^/]+)"


def _group(name: str) -> str:
    """Spell a parameter's name so that a regular expression takes it as a group's."""
    return "p_" + name.encode().hex()


def _name(group: str) -> str:
    return bytes.fromhex(group.removeprefix("p_")).decode()


def _rank(route: Route) -> tuple[bool, bool, int, bool]:
    """Order routes by how exactly they name a request."""
    variables = route.path.count("{")
    return (route.path == _DEFAULT, "+}" in route.path, variables, route.method == "ANY")
