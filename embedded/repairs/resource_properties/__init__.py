"""Properties of a template that MiniStack could keep, and drops.

Stock MiniStack's services know a bucket's encryption, lifecycle, ownership and tags, a function's reserved concurrency
and dead-letter queue, a role's boundary, a topic's key, a table's time to live and recovery, an event source's tags;
its CloudFormation hands none of them over. Here each reaches its service, on creation and update, so that it has the
effect and the answer that it has on AWS (`buckets`, `records`). A property that would need a feature which the service
lacks is refused by name.

Hooks: the provisioners of the types named in the two modules, and the operations of `services.s3` and
`services.dynamodb` that those use.
"""

from __future__ import annotations

from embedded.repairs.resource_properties import buckets, records


def apply() -> None:
    """Puts the effects of all types in place."""
    buckets.apply()
    records.apply()
