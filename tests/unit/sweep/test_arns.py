"""ARNs and their parts."""

from __future__ import annotations

import pytest
from stackyard.sweep.arns import Arn


@pytest.mark.parametrize(
    ("text", "service", "kind", "name"),
    [
        ("arn:aws:s3:::my-bucket", "s3", "", "my-bucket"),
        ("arn:aws-cn:sqs:cn-north-1:123456789012:mail", "sqs", "", "mail"),
        ("arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/x", "logs", "log-group", "/aws/lambda/x"),
        ("arn:aws:kms:eu-central-1:123456789012:key/12-34", "kms", "key", "12-34"),
        ("arn:aws:apigateway:eu-central-1::/restapis/abc/stages/api", "apigateway", "restapis", "abc/stages/api"),
        ("arn:aws:lambda:eu-central-1:123456789012:function:f", "lambda", "function", "f"),
        ("arn:aws:cloudformation:eu-central-1:1:stack/name/uuid", "cloudformation", "stack", "name/uuid"),
    ],
)
def test_arn__is_taken_apart(text: str, service: str, kind: str, name: str) -> None:
    arn = Arn.parse(text)
    assert (arn.service, arn.kind, arn.name) == (service, kind, name)
    assert str(arn) == text
