"""Holds an environment's settings against what is declared, all of them at once and before anything is called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress

from ..errors import StackyardError
from ..faults import Faults
from ..schema.broken import ValueOf
from ..schema.check import check_groups, check_settings
from ..schema.model import Schema
from ..settings.readable import note_unread
from .inventory import INVENTORY, Inventory

ENVIRONMENT = "stackyard_environment"
SYSTEMS = "stackyard_systems"


def check_host(
    schema: Schema, inventory: Inventory, host: str, value_of: ValueOf, faults: Faults, *, thorough: bool = True
) -> None:
    """Note what is wrong with the settings of one target; see ``check_settings``."""
    before = len(faults.errors)
    check_systems({place.name for place in inventory.places_of(host)}, value_of, faults)
    # All that is made of the systems' stacks could not be resolved for that reason alone.
    thorough = thorough and len(faults.errors) == before
    with faults.collecting():
        check_settings(schema, inventory.places_of(host), value_of, faults, thorough=thorough)
    with suppress(StackyardError):  # one that nobody sets, or that cannot be resolved, is told already
        environment = str(value_of(ENVIRONMENT))
        with faults.collecting():
            check_environment(inventory.groups_of(host), environment, host)


def check_systems(names: Collection[str], value_of: ValueOf, faults: Faults) -> None:
    """Note the systems that are listed and declare no stacks; ``names`` are those of all settings that are set."""
    with suppress(StackyardError):  # a list that cannot be resolved is told with the settings
        for system in value_of(SYSTEMS):
            if f"{system}_stacks" not in names:
                faults.add(
                    f"the system {system} is listed, but declares no stacks",
                    given=f"{SYSTEMS} names {system}, and nothing sets {system}_stacks",
                    remedy=f"write {system}_stacks into group_vars/all/{system}.yml, or take the name out of the list",
                )


def check_environment(groups: Sequence[str], environment: str, host: str) -> None:
    """Refuse a target whose settings call it by another environment's name: it would change that one's stacks."""
    if environment not in groups:
        raise StackyardError(
            f"{ENVIRONMENT} is no environment that the target belongs to",
            given=f"{environment}; {host} is in {', '.join(name for name in groups if name != 'all')}",
            remedy=f"name the environment like its group in {INVENTORY}",
        )


def check_environments(schema: Schema, inventory: Inventory, names: Iterable[str], faults: Faults) -> None:
    """Note what is wrong with the settings of whole environments."""
    for name in names:
        for host in inventory.hosts_of(name):
            unread = Faults(INVENTORY)
            inventory.check_files_of(host, unread)  # what is no YAML is told with its place, before Ansible does
            with faults.collecting():
                unread.raise_if_any()
                check_host(schema, inventory, host, inventory.values_of(host), faults)


def check_folders(inventory: Inventory, faults: Faults) -> None:
    """Note folders and files of ``group_vars`` and ``host_vars`` that belong to nobody."""
    hosts = {host for found in inventory.environments.values() for host in found}
    for folder, known in (("group_vars", {*inventory.groups, "ephemeral"}), ("host_vars", hosts)):
        found = (inventory.root / folder).glob("*")
        check_groups(folder, known, (path.stem for path in found if not path.name.startswith(".")), faults)
        note_unread(inventory.root / folder, inventory.root, faults)
