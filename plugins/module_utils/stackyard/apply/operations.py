"""Whose operation it is: CloudFormation puts the token of a request on every event that comes of it."""

from __future__ import annotations

import getpass
import re
import uuid

_OURS = re.compile(r"stackyard-([A-Za-z0-9-]*)-[0-9a-f]{32}")
_LONGEST_USER = 40  # CloudFormation takes 128 characters of letters, digits and hyphens


def new_token() -> str:
    """A token for one request, which tells the name of whoever runs this command."""
    return f"stackyard-{_user()}-{uuid.uuid4().hex}"


def who(token: str) -> str:
    """Who began an operation, as its token tells; empty when it does not."""
    if ours := _OURS.fullmatch(token):
        return f"{ours[1] or 'somebody'} with this kit"
    return "somebody in the AWS console" if token.startswith("Console-") else ""


def _user() -> str:
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container without a name for its user
        return ""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:_LONGEST_USER]
