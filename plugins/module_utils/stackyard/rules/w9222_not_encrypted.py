"""A topic or queue that keeps what passes through it as it is."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Document
from .rule import Found, KitRule
from .settled import settled


class NotEncrypted(KitRule):
    """Flags topics without a key, and queues that turn SQS's own encryption off without a key instead."""

    id = "W9222"
    shortdesc = "Messages of a topic without a key, and of a queue that says so, lie on AWS's disks as they are"
    remedy = "give the topic a KmsMasterKeyId (of a key that its publishers may use), the queue SqsManagedSseEnabled"

    def find(self, document: Document) -> Iterator[Found]:
        """Look at each topic, and at each queue that does not leave encryption to its default."""
        for topic in document.resources("AWS::SNS::Topic"):
            if not any(document.possible(topic, "KmsMasterKeyId")):
                yield Found(topic.path, f"{topic.name} has no key")
        for queue in document.resources("AWS::SQS::Queue"):
            off = [one for one in settled(document, queue, "SqsManagedSseEnabled") if str(one.value).lower() == "false"]
            if off and not any(document.possible(queue, "KmsMasterKeyId")):
                yield Found(off[0].path, f"{queue.name} turns encryption off")
