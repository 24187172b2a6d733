"""Credentials of whoever runs a command, and of a role that an environment is deployed by, taken from these.

botocore takes roles from profiles only; here the environment names one (``aws_role_arn``), so that who may deploy where
stands in the repository and not on each machine. botocore itself assumes the role, keeps what it got in its own cache,
as every task of a playbook is a process that would ask anew, and renews it when it is about to expire. Roles of
profiles are kept where the AWS CLI keeps them, for the same reason and for another: tasks have no terminal, so a code
of MFA is typed once, for the AWS CLI or for a command that has one, and holds for all of them.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    AssumeRoleProvider,
    CredentialProvider,
    CredentialResolver,
    DeferredRefreshableCredentials,
)
from botocore.exceptions import BotoCoreError, CredentialRetrievalError, NoCredentialsError
from botocore.session import Session as BotocoreSession
from botocore.utils import JSONFileCache

_METHOD = "assume-role"
_OF_AWS_CLI = "~/.aws/cli/cache"


class CodeNeededError(CredentialRetrievalError):
    """A profile's role wants a code of MFA, and there is no terminal to ask on."""


class Kept(JSONFileCache):
    """Credentials on file, where they can be kept: a read-only home makes commands slower, no more."""

    def __setitem__(self, cache_key: str, value: Any) -> None:
        with suppress(OSError):
            super().__setitem__(cache_key, value)


class Session(BotocoreSession):
    """A session whose credentials are found, or not found, in botocore's own words whatever goes wrong."""

    def get_credentials(self) -> Any:
        """Give the caller's credentials; ``None`` for nobody's.

        Raises ``BotoCoreError``, also for a ``credential_process`` that does not exist or prints something else.
        """
        if self._credentials is None:  # type: ignore[attr-defined]  # nobody's are looked for where some were set
            self._prepare_roles()
        try:
            return super().get_credentials()
        except BotoCoreError:
            raise
        except (OSError, ValueError, AttributeError) as error:
            raise CredentialRetrievalError(provider="credential_process", error_msg=str(error)) from error

    def _prepare_roles(self) -> None:
        resolver: Any = self.get_component("credential_provider")
        for provider in resolver.providers:
            if isinstance(provider, AssumeRoleProvider):
                provider.cache = cast("dict[str, Any]", Kept(str(Path(_OF_AWS_CLI).expanduser())))
                provider._prompter = ask_for_code  # type: ignore[attr-defined]  # there is no other way


def ask_for_code(question: str) -> str:
    """Ask for a code of MFA. Raises ``CodeNeededError`` where there is no terminal."""
    if sys.stdin is None or sys.stdin.closed or not sys.stdin.isatty():
        raise CodeNeededError(provider=_METHOD, error_msg=question.strip().rstrip(":"))
    return getpass.getpass(question)


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
    session: BotocoreSession,
    source: BotocoreSession,
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
        cache=cache if cache is not None else cast("dict[str, Any]", Kept()),  # as good as one
    )
    session.register_component("credential_provider", CredentialResolver([RoleProvider(fetcher)]))
