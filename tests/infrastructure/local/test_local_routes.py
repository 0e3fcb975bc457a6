"""Requests find the route that names them most exactly, as on API Gateway."""

import pytest

from infrastructure.local.routes import Route, find_route, routes_of

ROUTES = [
    Route("ANY", "$default", "fallback"),
    Route("ANY", "/pets/{proxy+}", "greedy"),
    Route("GET", "/pets/{id}", "one"),
    Route("GET", "/pets/mine", "mine"),
    Route("ANY", "/pets/{id}", "any-one"),
    Route("GET", "/a.b", "dot"),
]


@pytest.mark.parametrize(
    ("method", "path", "function"),
    [
        ("GET", "/pets/mine", "mine"),
        ("GET", "/pets/7", "one"),
        ("PUT", "/pets/7", "any-one"),
        ("GET", "/pets/7/toys", "greedy"),
        ("GET", "/elsewhere", "fallback"),
        ("GET", "/aXb", "fallback"),
    ],
)
def test_the_most_exact_route_is_chosen(method: str, path: str, function: str) -> None:
    """Exact before variable before greedy before default; a dot is a dot."""
    match = find_route(ROUTES, method, path)

    assert match
    assert match.route.function == function


def test_a_path_parameter_may_have_any_name_and_is_unquoted() -> None:
    """Names that no regular expression would take."""
    match = find_route([Route("GET", "/x/{my-id}", "f")], "GET", "/x/a%2Fb")

    assert match
    assert match.parameters == {"my-id": "a/b"}


def test_without_a_default_route_nothing_may_fit() -> None:
    """Then there is no match."""
    assert find_route(ROUTES[1:], "GET", "/elsewhere") is None


def test_only_functions_stand_behind_routes() -> None:
    """Another integration is refused in the open."""
    operation = {"x-amazon-apigateway-integration": {"uri": "https://example.test"}}

    with pytest.raises(ValueError, match="Lambda"):
        routes_of({"paths": {"/x": {"get": operation}}})
