"""Which services a partition has, as far as AWS's own endpoint data tells; refuses settings that ask for others."""

from __future__ import annotations

from collections.abc import Callable

from .errors import StackyardError
from .refusals import settings_file
from .target import Target

SERVICES = {"ses": "sesv2"}
"""What ``mail_transport`` may name, and the service that it takes; a relay of one's own takes none."""

RegionsOf = Callable[..., list[str]]
"""Gives the regions that have a service, as ``get_available_regions`` of a botocore session does."""


def check_mail_transport(target: Target, transport: str, regions_of: RegionsOf) -> None:
    """Refuse mail by a service that no region of the target's partition has. Makes no call.

    One region more or less is not held against anybody: endpoint data may be older than a region.
    """
    service = SERVICES.get(transport)
    if service and not regions_of(service, partition_name=target.partition):
        raise StackyardError(
            f"partition {target.partition} has no service that sends mail as {target.environment} asks for",
            given=f"mail_transport: {transport}",
            remedy=f"set mail_transport: smtp in {settings_file(target)}, and name your relay there",
        )


def is_absent(service: str, partition: str, regions_of: RegionsOf) -> bool:
    """Whether no region of a partition has a service that the commercial one has in regions. Makes no call.

    Nothing is called absent from a partition that the data does not know, nor a service without regions (IAM), of which
    it says little.
    """
    known = regions_of("cloudformation", partition_name=partition)
    return bool(known and regions_of(service)) and not regions_of(service, partition_name=partition)


def may_keep_budgets(partition: str, regions_of: RegionsOf) -> bool:
    """Whether AWS's own endpoint data has a place for the budgets of a partition. Makes no call.

    A partition may be younger than the data, so ask the service first: this says what its silence means.
    """
    return bool(regions_of("budgets", partition_name=partition, allow_non_regional=True))
