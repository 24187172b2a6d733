"""Whether a value is one that a parameter's declaration accepts: its type, and the constraints beside it.

Only what is surely refused is told: what CloudFormation alone can judge (patterns in Java's dialect, the values behind
Systems Manager's names, whether a network exists) is passed on to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from .patterns import fits

LONGEST_VALUE = 4096  # bytes; CloudFormation's limit

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_SSM_NAME = re.compile(r"[\w.\-/:]{1,2048}", re.ASCII)  # a version or a label may follow a colon; ARNs have more
_TYPE = re.compile(r"AWS::[\w:<>]+|List<\w+>", re.ASCII)
_HEX = "[0-9a-f]{8,17}"
_IDS: Mapping[str, tuple[str, str]] = {
    "AWS::EC2::VPC::Id": (f"vpc-{_HEX}", "vpc-0123456789abcdef0"),
    "AWS::EC2::Subnet::Id": (f"subnet-{_HEX}", "subnet-0123456789abcdef0"),
    "AWS::EC2::SecurityGroup::Id": (f"sg-{_HEX}", "sg-0123456789abcdef0"),
    "AWS::EC2::Image::Id": (f"ami-{_HEX}", "ami-0123456789abcdef0"),
    "AWS::EC2::Instance::Id": (f"i-{_HEX}", "i-0123456789abcdef0"),
    "AWS::EC2::Volume::Id": (f"vol-{_HEX}", "vol-0123456789abcdef0"),
    "AWS::EC2::AvailabilityZone::Name": (r"[a-z]{2,4}(-[a-z0-9]+)+", "eu-central-1a"),
    "AWS::EC2::KeyPair::KeyName": (r"(?s:.{1,255})", "my-key"),
    "AWS::EC2::SecurityGroup::GroupName": (r"(?s:.{1,255})", "my-group"),
    "AWS::Route53::HostedZone::Id": (r"(/hostedzone/)?Z[0-9A-Z]{1,31}", "Z23ABC4XYZL05B"),
}


@dataclass(frozen=True)
class Misfit:
    """Why a value is refused, in words that follow the parameter's name, and what would be accepted.

    ``listed``: that names the values themselves, one of which a secret may be.
    """

    problem: str
    wanted: str
    listed: bool = False


def misfits(declared: Mapping[str, Any], value: str) -> Iterator[Misfit]:
    """Say why a parameter declared like this does not take ``value``; nothing when it may."""
    kind = str(declared.get("Type", ""))
    if len(value.encode()) > LONGEST_VALUE:
        yield Misfit(f"is longer than the {LONGEST_VALUE:,} bytes that CloudFormation takes", "a shorter value")
    elif kind in ("String", "Number"):
        yield from _scalar(declared, kind, value)
    elif kind in ("CommaDelimitedList", "List<Number>"):
        yield from _list(declared, kind, value)
    elif kind.startswith("AWS::SSM::Parameter::"):
        if not _SSM_NAME.fullmatch(value):
            yield Misfit("is no name of a Systems Manager parameter", "a name such as /shop/database/url")
    elif kind.startswith("List<AWS::"):
        for entry in entries_of(value):
            yield from _identifier(kind[len("List<") : -1], entry)
    elif _TYPE.fullmatch(kind):
        yield from _identifier(kind, value)
    else:
        yield Misfit(
            "is declared with a type that CloudFormation does not know", "it a Type in the template, such as String"
        )


def entries_of(value: str) -> list[str]:
    """The entries of a list as CloudFormation reads them: blanks around them do not count."""
    return [entry.strip() for entry in value.split(",")] if value else []


def text_of_declared(value: Any) -> str:
    """A value that a template declares (a default, an allowed one), as the text that CloudFormation compares."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(text_of_declared(one) for one in value)
    return "" if value is None else str(value)


def _scalar(declared: Mapping[str, Any], kind: str, value: str) -> Iterator[Misfit]:
    if kind == "Number" and not _is_number(value):
        yield Misfit("is no number", "a number, such as 5 or 0.5")
        return
    if not _allowed(declared, value):
        yield _not_allowed(declared)
        return
    if kind == "Number":
        yield from _in_range(declared, value)
        return
    yield from _long_enough(declared, value)
    yield from _as_pattern(declared, value)


def _list(declared: Mapping[str, Any], kind: str, value: str) -> Iterator[Misfit]:
    entries = entries_of(value)
    if kind == "List<Number>" and not all(_is_number(entry) for entry in entries):
        yield Misfit("is no list of numbers", "numbers divided by commas, such as 80,443")
    elif not all(_allowed(declared, entry) for entry in entries):
        yield _not_allowed(declared)
    elif kind == "CommaDelimitedList":
        yield from _as_pattern(declared, *entries)


def _identifier(kind: str, value: str) -> Iterator[Misfit]:
    shape, example = _IDS.get(kind, ("(?s:.*)", ""))
    if not re.fullmatch(shape, value):
        yield Misfit(f"is none of type {kind}", f"one such as {example}")


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text.strip()) is not None


def _allowed(declared: Mapping[str, Any], value: str) -> bool:
    allowed = declared.get("AllowedValues")
    if not isinstance(allowed, list) or not allowed:
        return True
    return value in [text_of_declared(one) for one in allowed]


def _not_allowed(declared: Mapping[str, Any]) -> Misfit:
    allowed = [text_of_declared(one) or '""' for one in declared["AllowedValues"]]
    return Misfit("is none of the allowed values", f"one of: {', '.join(allowed)}", listed=True)


def _in_range(declared: Mapping[str, Any], value: str) -> Iterator[Misfit]:
    least, most, given = (_decimal(one) for one in (declared.get("MinValue"), declared.get("MaxValue"), value))
    if given is not None and least is not None and given < least:
        yield Misfit(f"is less than {least}", f"{least} or more")
    if given is not None and most is not None and given > most:
        yield Misfit(f"is more than {most}", f"{most} or less")


def _long_enough(declared: Mapping[str, Any], value: str) -> Iterator[Misfit]:
    least, most = (_decimal(declared.get(name)) for name in ("MinLength", "MaxLength"))
    if least is not None and len(value) < least:
        yield Misfit(f"has {len(value)} characters, fewer than {least}", f"{least} characters or more")
    if most is not None and len(value) > most:
        yield Misfit(f"has {len(value)} characters, more than {most}", f"{most} characters or fewer")


def _as_pattern(declared: Mapping[str, Any], *values: str) -> Iterator[Misfit]:
    """Hold values against the pattern, until one of them does not match or cannot be judged."""
    pattern = declared.get("AllowedPattern")
    judged = (fits(pattern, value) for value in values) if isinstance(pattern, str) else iter(())
    if next((one for one in judged if one is not True), None) is False:
        yield Misfit("does not match the allowed pattern", f"a value that matches {pattern}")


def _decimal(value: Any) -> Decimal | None:
    try:
        found = None if value is None or isinstance(value, bool) else Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None
