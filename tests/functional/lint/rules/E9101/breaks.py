"""Like arn:aws:s3:::bucket, but this is only said."""

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
