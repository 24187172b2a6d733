"""The one place that makes AWS clients."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.stacks import make_target

CHINA = {"region": "cn-north-1", "partition": "aws-cn", "console_host": "console.amazonaws.cn"}


class Session:
    """Makes clients, and remembers whether two threads did so at the same time."""

    def __init__(self) -> None:
        self.busy = threading.Lock()
        self.met = False

    def create_client(self, service: str, **_: Any) -> str:
        if not self.busy.acquire(blocking=False):
            self.met = True
            return service
        threading.Event().wait(0.01)
        self.busy.release()
        return service


def test_threads_that_want_clients__get_them_one_after_the_other() -> None:
    target, session = make_target(), Session()
    vars(target)["session"] = session
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(target.client, ["s3", "sqs"] * 8))
    assert made == ["s3", "sqs"] * 8
    assert not session.met


def test_console__is_that_of_the_partition_and_shows_the_targets_stacks() -> None:
    assert make_target(**CHINA).console == (
        "https://cn-north-1.console.amazonaws.cn/cloudformation/home?region=cn-north-1#/stacks?filteringText=stackyard-dev"
    )


def test_embedded_aws__has_no_console() -> None:
    assert make_target(**CHINA, embedded=True).console == ""


def test_embedded_aws__needs_no_profile_whatever_the_shell_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "of-another-job")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path))
    target = make_target(embedded=True, access_key_id="000000000000", secret_access_key="s")
    held: Any = target.session.get_credentials()
    assert held.access_key == "000000000000"
    assert target.client("sts").meta.region_name == target.region
