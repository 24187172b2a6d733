from __future__ import annotations

from trainings.transports import without_addresses


def test_addresses__are_taken_out() -> None:
    text = "550 5.1.1 <s1@example.com>: s1@example.com is unknown to trainings@example.com"

    assert without_addresses(text, "s1@example.com", "trainings@example.com") == (
        "550 5.1.1 <<address>>: <address> is unknown to <address>"
    )


def test_long_answer__is_shortened_to_one_line() -> None:
    assert without_addresses("a\r\n b " * 1_000) == ("a b " * 75)
