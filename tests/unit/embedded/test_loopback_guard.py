from __future__ import annotations

import pytest

from embedded.repairs.loopback_guard import NotLoopbackError, apply, guarded
from tests.unit.embedded.asgi import answering, request

WILDCARD = guarded(answering([(b"Access-Control-Allow-Origin", b"*"), (b"x-other", b"1")]))
LOCAL = {"host": "127.0.0.1:4580"}


def test_wildcard__becomes_the_local_page_that_asked() -> None:
    answer = request(WILDCARD, "GET", "/", headers={**LOCAL, "origin": "http://127.0.0.1:4580"})

    assert answer.headers == {
        "access-control-allow-origin": "http://127.0.0.1:4580",
        "vary": "Origin",
        "x-other": "1",
    }


def test_wildcard__is_not_for_programs() -> None:
    assert request(WILDCARD, "GET", "/", headers=LOCAL).headers == {"x-other": "1"}


def test_wildcard_of_an_application__stays() -> None:
    answer = request(WILDCARD, "GET", "/_aws/execute-api/a/api/", headers=LOCAL)

    assert answer.headers["access-control-allow-origin"] == "*"


def test_foreign_page__does_not_reach_the_application() -> None:
    answer = request(WILDCARD, "GET", "/", headers={**LOCAL, "origin": "https://evil.example"})

    assert answer.status == 403
    assert b"application" not in answer.body


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.7", "::", "", "example.com"])
def test_address_that_others_reach__is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("BIND_HOST", address)

    with pytest.raises(NotLoopbackError, match=r"Use BIND_HOST=127\.0\.0\.1"):
        apply()
