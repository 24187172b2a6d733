"""Settings that ask for what a partition does not have are refused before anything is made."""

from __future__ import annotations

import botocore.session
import pytest
from stackyard.availability import check_mail_transport, is_absent, may_keep_budgets
from stackyard.errors import StackyardError

from tests.fakes.stacks import make_target

CHINA = make_target(partition="aws-cn", region="cn-north-1", environment="cn")
REGIONS_OF = botocore.session.get_session().get_available_regions


def test_mail_by_ses_in_china__is_refused_with_what_to_set() -> None:
    with pytest.raises(StackyardError) as caught:
        check_mail_transport(CHINA, "ses", REGIONS_OF)
    assert caught.value.given == "mail_transport: ses"
    assert "set mail_transport: smtp in group_vars/cn/" in caught.value.remedy


@pytest.mark.parametrize(
    ("target", "transport"),
    [
        (CHINA, "smtp"),
        (make_target(), "ses"),
        (make_target(), "smtp"),
        (make_target(partition="aws-eusc", region="eusc-de-east-1"), "ses"),
        (make_target(region="eu-newest-9"), "ses"),
    ],
)
def test_mail_by_what_is_there__is_fine(target, transport: str) -> None:
    check_mail_transport(target, transport, REGIONS_OF)


@pytest.mark.parametrize(
    ("service", "partition", "absent"),
    [
        ("sesv2", "aws-cn", True),
        ("sqs", "aws-cn", False),
        ("sesv2", "aws", False),
        ("iam", "aws-cn", False),
        ("iam", "aws-eusc", False),
        ("sesv2", "aws-newest", False),
    ],
)
def test_service__is_absent_only_where_others_have_it_in_regions(service: str, partition: str, absent: bool) -> None:
    assert is_absent(service, partition, REGIONS_OF) is absent


@pytest.mark.parametrize(("partition", "kept"), [("aws", True), ("aws-cn", True), ("aws-us-gov", False)])
def test_budgets__are_kept_where_the_endpoint_data_says_so(partition: str, kept: bool) -> None:
    assert may_keep_budgets(partition, REGIONS_OF) is kept
