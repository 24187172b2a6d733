"""Credentials of a role that an environment is deployed by, taken from whatever the caller has already.

botocore takes roles from profiles only; here the environment names one (``aws_role_arn``), so that who may deploy where
stands in the repository and not on each machine. botocore itself assumes the role, keeps what it got in its own cache,
as every task of a playbook is a process that would ask anew, and renews it when it is about to expire.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    CredentialProvider,
    CredentialResolver,
    DeferredRefreshableCredentials,
)
from botocore.exceptions import NoCredentialsError
from botocore.session import Session
from botocore.utils import JSONFileCache

_METHOD = "assume-role"


class RoleProvider(CredentialProvider):
    """Gives the credentials of one role."""

    METHOD = _METHOD

    def __init__(self, fetcher: AssumeRoleCredentialFetcher) -> None:
        super().__init__()
        self._fetcher = fetcher

    def load(self) -> Any:
        """Promise credentials; the role is assumed when somebody first signs a request."""
        return DeferredRefreshableCredentials(refresh_using=self._fetcher.fetch_credentials, method=_METHOD)


def assume(
    session: Session,
    source: Session,
    arn: str,
    *,
    asked: Mapping[str, str],
    sts: Callable[..., Any],
    cache: dict[str, Any] | None = None,
) -> None:
    """Have a session work as a role, by the credentials that ``source`` finds.

    ``asked`` are further parameters of ``AssumeRole`` (``RoleSessionName``, ``ExternalId``); ``sts`` makes a client, as
    ``create_client`` does, for the target's own region. Raises ``NoCredentialsError`` where ``source`` finds nothing.
    """
    held = source.get_credentials()
    if held is None:
        raise NoCredentialsError
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=sts,
        source_credentials=held,
        role_arn=arn,
        extra_args=dict(asked),
        cache=cache if cache is not None else cast("dict[str, Any]", JSONFileCache()),  # as good as one
    )
    session.register_component("credential_provider", CredentialResolver([RoleProvider(fetcher)]))
