"""What a command is told of the copy that it runs for."""

from __future__ import annotations

from stackyard.ephemeral.endpoints import variables
from stackyard.plan import StackState

from tests.fakes.stacks import make_state, make_target

SYSTEM = {"stackyard:system": "shop"}


def named(name: str, outputs: dict[str, str], **tags: str) -> dict[str, StackState]:
    state = make_state(name, outputs=outputs, tags=tags or SYSTEM)
    return {state.name: state}


def test_outputs__become_variables_in_capitals() -> None:
    given = variables(make_target(), named("data", {"BucketName": "b", "Odd-1.x": "o"}), {})
    assert given["STACKYARD_SHOP_DATA_BUCKETNAME"] == "b"
    assert given["STACKYARD_SHOP_DATA_ODD_1_X"] == "o"
    assert given["STACKYARD_ENVIRONMENT"] == "dev"


def test_api__gets_its_url_with_the_stage() -> None:
    target = make_target(api_url="https://{api_id}.execute-api.{region}.{url_suffix}")
    given = variables(target, named("api", {"ApiId": "a1", "StageName": "v"}), {})
    assert given["STACKYARD_SHOP_API_APIURL"] == f"https://a1.execute-api.{target.region}.{target.url_suffix}/v"


def test_stack_without_a_system__tells_nothing() -> None:
    given = variables(make_target(), named("data", {"BucketName": "b"}, other="x"), {})
    assert not [name for name in given if name.startswith("STACKYARD_SHOP")]


def test_embedded__gives_endpoint_and_credentials_and_hides_others() -> None:
    target = make_target(embedded=True, endpoint_url="http://127.0.0.1:1", access_key_id="k", secret_access_key="s")
    given = variables(target, {}, {"AWS_PROFILE": "mine", "AWS_SESSION_TOKEN": "t", "PATH": "/bin"})
    assert given["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert (given["AWS_ACCESS_KEY_ID"], given["AWS_SECRET_ACCESS_KEY"]) == ("k", "s")
    assert "AWS_PROFILE" not in given
    assert "AWS_SESSION_TOKEN" not in given
    assert given["PATH"] == "/bin"


def test_cloud__gives_the_profile_and_keeps_what_is_set() -> None:
    given = variables(make_target(profile="dev"), {}, {"AWS_SESSION_TOKEN": "t"})
    assert given["AWS_PROFILE"] == "dev"
    assert given["AWS_SESSION_TOKEN"] == "t"
    assert given["AWS_REGION"] == given["AWS_DEFAULT_REGION"] == "eu-central-1"
