"""Holds an environment's settings against what is declared, all of them at once and before anything is called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from ..errors import StackyardError
from ..faults import Faults
from ..schema.check import ValueOf, check_groups, check_settings
from ..schema.model import Schema
from .inventory import INVENTORY, Inventory

ENVIRONMENT = "stackyard_environment"


def check_host(
    schema: Schema, inventory: Inventory, host: str, value_of: ValueOf, faults: Faults, *, thorough: bool = True
) -> None:
    """Note what is wrong with the settings of one target; see ``check_settings``."""
    with faults.collecting():
        check_settings(schema, inventory.places_of(host), value_of, faults, thorough=thorough)
    with suppress(StackyardError):  # one that nobody sets, or that cannot be resolved, is told already
        environment = str(value_of(ENVIRONMENT))
        with faults.collecting():
            check_environment(inventory.groups_of(host), environment, host)


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
            with faults.collecting():
                list(inventory.places_of(host))  # a file that is no YAML is told with its place, before Ansible does
                check_host(schema, inventory, host, inventory.values_of(host), faults)


def check_folders(inventory: Inventory, faults: Faults) -> None:
    """Note folders and files of ``group_vars`` and ``host_vars`` that belong to nobody."""
    hosts = {host for found in inventory.environments.values() for host in found}
    for folder, known in (("group_vars", {*inventory.groups, "ephemeral"}), ("host_vars", hosts)):
        found = (inventory.root / folder).glob("*")
        check_groups(folder, known, (path.stem for path in found if not path.name.startswith(".")), faults)
