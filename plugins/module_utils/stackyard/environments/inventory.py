"""Ansible's own answers about groups, hosts and variables, in this process.

Which group wins over which, and what a template gives, only Ansible knows for certain. Asking it in a process of its
own takes a second, and gives values without the files that they come from.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ansible import constants as C  # noqa: N812 - Ansible's own name for it
from ansible.errors import AnsibleError
from ansible.inventory.helpers import sort_groups
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultSecretsContext
from ansible.plugins.inventory import detect_range, expand_hostname_range
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar, trust_as_template
from ansible.utils.collection_loader import AnsibleCollectionConfig
from ansible.vars.hostvars import HostVars
from ansible.vars.manager import VariableManager

from ..errors import StackyardError
from ..faults import Faults
from ..files import relative
from ..schema.given import given_by_hand
from ..schema.places import Place, in_file, in_folder, in_inventory
from ..settings.short_lived import folder_of
from ..settings.unknown import no_environment
from ..settings.written import files_of
from .compiled import keep_compiled

INVENTORY = "inventory.yml"
_UNLOCK = "name the file that holds the password in the environment variable ANSIBLE_VAULT_PASSWORD_FILE"


@dataclass(frozen=True)
class Inventory:
    """What ``files`` say, the repository's inventory first.

    ``given`` are variables of ``-e``; ``given_places`` those of them that stand in files, by their names.
    """

    root: Path
    files: tuple[Path, ...]
    given: Mapping[str, Any]
    given_places: Mapping[str, Place] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        root: Path,
        given: Mapping[str, Any] | None = None,
        environ: Mapping[str, str] = os.environ,
        given_places: Mapping[str, Place] | None = None,
    ) -> Inventory:
        """Read the repository's inventory and those of ephemeral environments, which may go while they are read.

        Raises ``StackyardError`` where one cannot be read.
        """
        while True:
            short_lived = _short_lived(root, environ)
            inventory = cls(root, (root / INVENTORY, *short_lived), given or {}, given_places or {})
            try:
                _ = inventory._manager, inventory._written
            except StackyardError:
                if short_lived == _short_lived(root, environ):
                    raise
            else:
                return inventory

    @cached_property
    def _loader(self) -> Any:
        if AnsibleCollectionConfig.collection_finder is None:  # a playbook has done this already
            init_plugin_loader()
        keep_compiled()
        loader = DataLoader()
        loader.set_basedir(str(self.root))  # else group_vars of the folder somebody happens to be in count, too
        known = VaultSecretsContext.current(optional=True)
        if known is None:
            with _told("the password of encrypted settings cannot be read", _UNLOCK):
                unlock(loader)
        else:  # by a playbook that this is a task of
            loader.set_vault_secrets(known.secrets)
        return loader

    def _decrypted(self, path: Path) -> Mapping[str, Any]:
        with _told(f"{relative(path, self.root)} cannot be read", "mend what the message names"):
            found = self._loader.load_from_file(str(path))
        return found if isinstance(found, Mapping) else {}

    @cached_property
    def _manager(self) -> Any:
        self._check_files()
        with _told("the inventory cannot be read", "mend what the message names"):
            return InventoryManager(self._loader, [str(path) for path in self.files])

    def _check_files(self) -> None:
        """Refuse files that are no YAML, or that are not there: Ansible's own words for that fill a screen."""
        for path in self.files:
            in_inventory(path, self.root)

    @cached_property
    def _written(self) -> dict[tuple[str, str], list[Place]]:
        found: dict[tuple[str, str], list[Place]] = {}
        for path in self.files:
            for (kind, name), places in in_inventory(path, self.root).items():
                for one in expand_hostname_range(name) if kind == "host" and detect_range(name) else (name,):
                    found.setdefault((kind, one), []).extend(places)
        return found

    @property
    def groups(self) -> list[str]:
        """Names of all groups."""
        return sorted(self._manager.groups)

    @property
    def environments(self) -> dict[str, list[str]]:
        """Names of hosts by environment: the groups that have hosts of their own, in the order of the files."""
        found = {name: [host.name for host in group.hosts] for name, group in self._manager.groups.items()}
        return {name: hosts for name, hosts in found.items() if hosts and name not in ("all", "ungrouped")}

    def hosts_of(self, environment: str) -> list[str]:
        """Name the targets of an environment. Raises ``StackyardError`` where there is no such environment."""
        known = self.environments
        if environment not in known:
            raise no_environment(environment, environment, known)
        return known[environment]

    def groups_of(self, host: str) -> list[str]:
        """Name the groups of a host, those that win last."""
        return [group.name for group in sort_groups(self._manager.get_host(host).get_groups())]

    def is_short_lived(self, environment: str) -> bool:
        """Whether an environment has an inventory file of its own."""
        return any(path.stem == environment for path in self.files[1:])

    def places_of(self, host: str) -> Iterator[Place]:
        """Give every variable of a host where it is set, in Ansible's order: the last one of a name counts."""
        groups, bases = self.groups_of(host), self._bases
        for group in groups:
            yield from self._written.get(("group", group), ())
        for group in groups:
            for base in bases:
                yield from in_folder(base / "group_vars", group, self.root, self._decrypted)
        yield from self._written.get(("host", host), ())
        for base in bases:
            yield from in_folder(base / "host_vars", host, self.root, self._decrypted)
        yield from given_by_hand(self.given, self.given_places)

    def check_files_of(self, host: str, faults: Faults) -> None:
        """Note every file of a host's variables that cannot be read."""
        layers = [("group_vars", group) for group in self.groups_of(host)] + [("host_vars", host)]
        for folder, layer in layers:
            for path in (one for base in self._bases for one in files_of(base / folder, layer)):
                with faults.collecting():
                    list(in_file(path, self.root, layer, self._decrypted))

    @property
    def _bases(self) -> list[Path]:
        return list(dict.fromkeys(path.parent for path in self.files))

    def values_of(self, host: str) -> Values:
        """Give what resolves a host's variables."""
        manager = VariableManager(self._loader, self._manager)
        others = {"hostvars": HostVars(self._manager, manager, self._loader)}
        with _told(f"settings of {host} cannot be read", "mend what the message names"):
            variables = manager.get_vars(host=self._manager.get_host(host)) | others | dict(self.given)
        return Values(Templar(loader=self._loader, variables=variables), host)


def _short_lived(root: Path, environ: Mapping[str, str]) -> list[Path]:
    return sorted(folder_of(root, environ).glob("*.yml"))


@contextmanager
def _told(problem: str, remedy: str) -> Iterator[None]:
    """Tell what Ansible refuses as an error like any other."""
    try:
        yield
    except AnsibleError as error:
        given = " ".join(str(error).split())
        locked = "vault" in given.lower() or "undecryptable" in given
        raise StackyardError(problem, given=given, remedy=_UNLOCK if locked else remedy) from None


def unlock(loader: Any) -> None:
    """Take the passwords of encrypted settings from where Ansible's own commands do."""
    if C.DEFAULT_VAULT_PASSWORD_FILE or C.DEFAULT_VAULT_IDENTITY_LIST:
        from ansible.cli import CLI  # noqa: PLC0415 - takes its time, and few have secrets in these files

        CLI.setup_vault_secrets(loader, C.DEFAULT_VAULT_IDENTITY_LIST, auto_prompt=False)
    else:
        VaultSecretsContext.initialize(VaultSecretsContext([]))


class Values:
    """Variables of one host; call it with a name to get the value, whatever templates it is made of."""

    def __init__(self, templar: Any, host: str) -> None:
        self.templar, self.host = templar, host

    def __call__(self, name: str) -> Any:
        """Resolve a variable. Raises ``StackyardError`` where a template of it cannot be resolved."""
        with _told(f"{name} of {self.host} cannot be resolved", "mend the template it is made of"):
            return self.templar.template(trust_as_template(f"{{{{ {name} }}}}"))


def table(rows: Sequence[Sequence[str]], gap: str = "  ") -> list[str]:
    """Write rows in aligned columns."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))] if rows else []
    return [gap.join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
