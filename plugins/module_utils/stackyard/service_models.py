"""What botocore knows of AWS's services, read once for everybody.

Before a session makes its first client, botocore reads megabytes of descriptions: endpoints, partitions, the service's
operations. Every task of a playbook is a process of its own, and would read them again; so all sessions of a process
share what was read, and a playbook reads it before its first such task, for all processes that it starts.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import cache

import botocore.session
from botocore.exceptions import BotoCoreError
from botocore.loaders import Loader, create_loader

from .strangers import tell_strangers

USUAL = ("sts", "cloudformation", "s3")
"""Services that every deployment talks to."""


def new_session(profile: str = "", loader: Loader | None = None) -> botocore.session.Session:
    """Make a session of a profile (empty for botocore's own order) that shares what was read of services.

    It is botocore's, which boto3 only wraps: boto3's transfers of files, which the kit does without, make every command
    start later. Raises ``BotoCoreError`` for a profile that does not exist.
    """
    session = botocore.session.Session(profile=profile or None)
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
