"""Like arn:aws:s3:::bucket, but this is only said."""

import os
from collections.abc import Callable

SERVICE = "sqs"
PREFIX = "arn:aws"


def bucket_arn(name: str) -> str:
    """Not arn:aws:s3:::name in every partition."""
    return f"arn:aws:s3:::{name}"  # told


def queue_arn(region: str, account: str, name: str) -> str:
    return ":".join(["arn", "aws", SERVICE, region, account, name])  # told


def topic_arn(region: str, account: str, name: str) -> str:
    return PREFIX + ":sns:" + region + f":{account}:{name}"  # told


def role_arn(account: str, name: str) -> str:
    return "arn:%s:iam::%s:role/%s" % ("aws", account, name)  # noqa: UP031  # told


def policy_arn(name: str) -> str:
    return "arn:{}:iam::aws:policy/{}".format("aws-cn", name)  # told


def told(account: str, tell: Callable[[str], str]) -> str:
    return f"no {tell(f'arn:aws:iam::{account}:root')}"  # told


def regions(partition: str = "aws") -> list[str]:  # told
    return [partition] if partition in ("aws-cn", "aws-us-gov") else []  # told


def table_arn(region: str) -> str:
    return "arn:{0}:dynamodb:{1}".format("aws", region)  # noqa: UP030  # told


def user_arn(name: str) -> str:
    return "arn:%(partition)s:iam:::%(name)s" % {"partition": "aws", "name": name}  # noqa: UP031  # told


def partition_of(is_in_china: bool) -> list[str]:
    here = os.environ.get("AWS_PARTITION", "aws")  # told
    there = os.environ.get("PARTITION") or "aws"  # told
    region, partition = "cn-north-1", "aws-cn"  # told
    return [here, there, region, partition, "aws-cn" if is_in_china else "aws"]  # told
