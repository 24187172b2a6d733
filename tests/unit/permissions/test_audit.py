from __future__ import annotations

from stackyard.permissions.audit import Grant, Use, audit, covers, grants_of

BUCKET = "arn:aws:s3:::homework"


def test_policy__every_action_and_resource_becomes_a_grant() -> None:
    document = {
        "Statement": [
            {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"{BUCKET}/*"},
            {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"},
        ]
    }

    assert grants_of("reader", document) == [
        Grant("reader", "s3:GetObject", f"{BUCKET}/*"),
        Grant("reader", "s3:PutObject", f"{BUCKET}/*"),
    ]


def test_statement_that_is_no_list__is_read_too() -> None:
    document = {"Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "q"}}

    assert grants_of("sender", document) == [Grant("sender", "sqs:SendMessage", "q")]


def test_wildcards__match_like_iam_and_nothing_else() -> None:
    grant = Grant("reader", "s3:Get*", f"{BUCKET}/*/questions.json")

    assert covers(grant, Use("reader", "s3:GetObject", f"{BUCKET}/python/test01/questions.json", "allow"))
    assert not covers(grant, Use("reader", "s3:GetObject", f"{BUCKET}/python/test01/questionsKey.json", "allow"))
    assert not covers(grant, Use("reader", "s3:PutObject", f"{BUCKET}/python/test01/questions.json", "allow"))
    assert not covers(grant, Use("writer", "s3:GetObject", f"{BUCKET}/python/test01/questions.json", "allow"))
    assert not covers(Grant("r", "s3:[gG]et", "x"), Use("r", "s3:get", "x", "allow"))


def test_audit__tells_unused_grants_and_denied_uses_apart() -> None:
    read, write = Grant("f", "s3:GetObject", f"{BUCKET}/*"), Grant("f", "s3:PutObject", f"{BUCKET}/*")
    denied = Use("f", "s3:DeleteObject", f"{BUCKET}/a", "deny")

    found = audit([write, read], [Use("f", "s3:GetObject", f"{BUCKET}/a", "allow", 3), denied])

    assert (found.used, found.unused, found.denied) == ([read], [write], [denied])


def test_denied_use__does_not_count_as_used() -> None:
    grant = Grant("f", "s3:GetObject", f"{BUCKET}/*")

    assert audit([grant], [Use("f", "s3:GetObject", f"{BUCKET}/a", "deny")]).unused == [grant]
