"""What botocore knows of AWS's services, read once for everybody.

Before a session makes its first client, botocore reads megabytes of descriptions: endpoints, partitions, the service's
operations. Every task of a playbook is a process of its own, and would read them again; so all sessions of a process
share what was read, and a playbook reads it before its first such task, for all processes that it starts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cache

import botocore.session
from botocore.exceptions import BotoCoreError
from botocore.loaders import Loader, create_loader

from .credentials import Session
from .strangers import tell_strangers

USUAL = ("sts", "cloudformation", "s3")
"""Services that every deployment talks to."""

# Reads neither ~/.aws nor which profile of it the shell names.
_ALONE = {"profile": (None, None, None, None), "config_file": (None, None, os.devnull, None)}


def new_session(profile: str = "", loader: Loader | None = None, *, alone: bool = False) -> botocore.session.Session:
    """Make a session of a profile (empty for botocore's own order) that shares what was read of services.

    One that is ``alone`` needs nobody's configuration: a profile that the shell names for something else, or a file
    that cannot be read, is none of its business. It is botocore's, which boto3 only wraps: boto3's transfers of files,
    which the kit does without, make every command start later. Raises ``BotoCoreError`` for a profile that does not
    exist.
    """
    session = Session(session_vars=_ALONE) if alone else Session(profile=profile or None)
    session.register_component("data_loader", loader or _shared(session.get_config_variable("data_path")))
    tell_strangers(session)
    return session


def read_ahead(services: Iterable[str] = USUAL, loader: Loader | None = None) -> None:
    """Read what clients of some services need. What is wrong with profiles is for those to tell who need one."""
    with suppress(BotoCoreError):
        session = new_session(loader=loader)
        session.set_credentials("nobody", "nothing")  # no client is used, and nobody's real ones shall be asked for
        for service in services:
            session.create_client(service, region_name="us-east-1")


@cache
def _shared(data_path: str | None) -> Loader:
    return create_loader(data_path)
