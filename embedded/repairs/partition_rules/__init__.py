"""What AWS refuses because of the partition that an account is in.

Stock MiniStack knows one partition and takes whatever it is asked for: requests signed for any region, services and
types that a region does not have, ARNs and principals of other partitions. A template that deploys there may be refused
or fail at run time elsewhere. Here, in every partition:

- a request is refused that is signed for a region of another partition, or for a service that the region does not have
  (`requests`; on AWS there is no such host, which no client tells better than a refusal with these words);
- a stack is refused with a type that the region does not have (`types`);
- a policy is refused that names another partition's resources, or a service by a name that is none (`policies`,
  `resource_policies`);
- an ARN of another partition is refused wherever a service wants one of its own (`named_resources`);
- a state fails whose integration is named as in another partition (`integrations`);
- features are refused that services lack there (`features`).

What is lacking is listed in `embedded/absent.yaml`. Must come before `unread_properties`, like all that looks at
properties, and before `loopback_guard`, which must see requests first.

Hooks: `ministack.app.app`; those that the modules name.
"""

from __future__ import annotations

from embedded.repairs.partition_rules import (
    features,
    integrations,
    named_resources,
    policies,
    requests,
    resource_policies,
    types,
)


def apply() -> None:
    """Puts each of the package's rules in place."""
    for part in (requests, types, policies, resource_policies, named_resources, integrations, features):
        part.apply()
