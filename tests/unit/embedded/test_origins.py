from __future__ import annotations

import pytest

from embedded.origins import refusal

LOCAL = {"host": "127.0.0.1:4580"}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:4580",
        "localhost:4580",
        "[::1]:4580",
        "bucket.localhost:4580",
        "d1.cloudfront.localhost",
        "s3.eu-central-1.amazonaws.com",
        "bucket.s3.cn-north-1.amazonaws.com.cn",
        "abc.lambda-url.eu-central-1.on.aws",
        "LOCALHOST",
        "",
    ],
)
def test_host_of_this_machine_or_of_aws__is_welcome(host: str) -> None:
    assert refusal({"host": host}, "/") is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:4580",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evillocalhost",
        "evilamazonaws.com",
        "amazonaws.com.evil.example",
        "192.168.1.7:4580",
        "127.0.0.1@evil.example",
        "[::1",
    ],
)
def test_foreign_host__is_refused_with_its_name_and_what_to_do(host: str) -> None:
    told = refusal({"host": host}, "/")

    assert told is not None
    assert f"given: Host: {host}" in told
    assert told.endswith("Instead, call it as 127.0.0.1 or localhost.")


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:5173", "http://localhost:3000", "https://app.localhost", "http://[::1]:1"]
)
def test_page_of_another_port__may_use_what_is_deployed_and_nothing_else(origin: str) -> None:
    page = {**LOCAL, "origin": origin, "sec-fetch-site": "same-site"}

    assert refusal(page, "/_aws/execute-api/a/api/v1/tests") is None
    assert refusal(page, "/bucket/photo.jpg", "X-Amz-Signature=0a1b&X-Amz-Expires=60") is None
    for path in ("/", "/_stackyard/mail", "/_ministack/reset", "/bucket/photo.jpg"):
        told = refusal(page, path)
        assert told is not None
        assert f"Origin: {origin}" in told


def test_page_that_the_embedded_aws_serves__is_welcome() -> None:
    page = {**LOCAL, "origin": "http://127.0.0.1:4580", "sec-fetch-site": "same-origin"}

    assert refusal(page, "/bucket/photo.jpg") is None


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "http://localhost.evil.example",
        "http://127.0.0.1.nip.io",
        "https://evil.s3.amazonaws.com",
    ],
)
def test_foreign_page__is_refused(origin: str) -> None:
    told = refusal({**LOCAL, "origin": origin}, "/_aws/execute-api/a/api/v1/tests")

    assert told is not None
    assert f"Origin: {origin}" in told


def test_image_of_a_foreign_page__is_refused_although_browsers_send_no_origin() -> None:
    for site in ("cross-site", "same-site"):
        assert refusal({**LOCAL, "sec-fetch-site": site, "sec-fetch-mode": "no-cors"}, "/") is not None


def test_link_of_a_foreign_page__opens_applications_but_not_aws() -> None:
    visit = {**LOCAL, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}

    assert refusal(visit, "/_aws/execute-api/a/api/v1/test") is None
    assert refusal(visit, "/") is not None


def test_address_typed_by_the_developer__is_welcome() -> None:
    assert refusal({**LOCAL, "sec-fetch-site": "none", "sec-fetch-mode": "navigate"}, "/_stackyard/status") is None
