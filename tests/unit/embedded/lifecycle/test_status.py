from __future__ import annotations

from embedded.lifecycle.status import as_text


def test_status_of_a_stopped_server__says_how_to_start_it() -> None:
    text = as_text({"running": False, "port": 4580, "state": "/s", "partition": "aws"})

    assert text.splitlines() == ["stopped", "  state   /s", "  start   bin/local up"]


def test_status_of_a_stopped_server_of_another_partition__says_how_to_start_that_one() -> None:
    text = as_text({"running": False, "port": 4581, "state": "/s", "partition": "aws-cn"})

    assert text.endswith("start   bin/local up --partition aws-cn")


def test_status_of_a_running_server__is_one_screen_with_its_notices() -> None:
    counts = {"stacks": 2, "queues": 0} | dict.fromkeys([f"things no. {n}" for n in range(9)], 12)
    status = {
        "running": True, "ready": True, "stale": True, "url": "http://127.0.0.1:4580", "pid": 7, "memory_mb": 80,
        "started": "then", "state": "/s", "partition": "aws-cn", "region": "cn-north-1",
        "ministack": "1", "repairs": ["a", "b"], "counts": counts,
        "clock": {"now": "2026-11-28T08:00:00+00:00", "offset_seconds": 7 * 86400 + 3600.2, "next_due": None},
        "runtimes": {"installed": ["python3.12"], "stand_ins": {"python3.13": "python3.12"}},
    }  # fmt: skip

    text = as_text(status)

    assert "is       aws-cn, cn-north-1" in text
    assert "(ahead by 7 d 1 h 0 min)" in text
    assert "holds    2 stacks, 12 things no. 0, " in text
    assert "queues" not in text
    assert max(map(len, text.splitlines())) <= 80
    words = " ".join(text.split())
    assert "functions for python3.13 run on python3.12: install python3.13, then bin/setup" in words
    assert "bin/local up restarts it" in words
    assert len(text.splitlines()) < 20
