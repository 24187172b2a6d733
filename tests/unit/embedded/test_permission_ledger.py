from __future__ import annotations

import pytest

from embedded.permission_ledger import RESOURCES_EACH, Ledger


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def test_decisions__are_counted_by_role_action_resource_and_outcome(ledger: Ledger) -> None:
    ledger.record("mailer", "ses:SendEmail", "arn:1", allowed=True)
    ledger.record("mailer", "ses:SendEmail", "arn:1", allowed=True)
    ledger.record("mailer", "ses:SendEmail", "arn:1", allowed=False)

    counts = {entry["decision"]: entry["count"] for entry in ledger.entries()}
    assert counts == {"allow": 2, "deny": 1}


def test_many_objects_of_one_bucket__end_up_as_their_bucket(ledger: Ledger) -> None:
    for number in range(RESOURCES_EACH + 50):
        ledger.record("scorer", "s3:GetObject", f"arn:aws:s3:::b/{number}", allowed=True)

    entries = ledger.entries()
    assert len(entries) == RESOURCES_EACH + 1
    assert next(entry for entry in entries if entry["resource"] == "arn:aws:s3:::b/*")["count"] == 50


def test_restored_entries__are_counted_on(ledger: Ledger) -> None:
    ledger.record("mailer", "ses:SendEmail", "arn:1", allowed=True)
    other = Ledger()
    other.restore(ledger.entries())
    other.record("mailer", "ses:SendEmail", "arn:1", allowed=True)

    assert [entry["count"] for entry in other.entries()] == [2]


def test_restore_of_nothing__forgets(ledger: Ledger) -> None:
    ledger.record("mailer", "ses:SendEmail", "arn:1", allowed=True)
    ledger.restore(None)

    assert ledger.entries() == []
