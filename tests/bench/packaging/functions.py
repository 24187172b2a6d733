"""The functions that both projects hold: how many of which kind, what they need, what they say.

Every kind really imports what it requires and uses it, so that a cold start pays for it. Requirements name every
package with its version, so that both tools install the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

# Each bump goes to a version that neither tool has met in this run; the first is what projects begin with.
POWERTOOLS_VERSIONS = (
    "3.24.0", "3.25.0", "3.26.0", "3.27.0", "3.28.0", "3.29.0", "3.30.0", "3.31.0", "3.31.1", "3.34.0", "3.35.0",
    "3.36.0", "3.37.0",
)  # fmt: skip
BUMPED = "aws-lambda-powertools"


@dataclass(frozen=True)
class Kind:
    """A kind of function: ``share`` of 51, its requirements (name → version), its handler's source."""

    name: str
    share: int
    requirements: dict[str, str]
    source: str


@dataclass(frozen=True)
class Function:
    """One function of a project."""

    name: str
    kind: Kind

    def handler(self, revision: int = 0) -> str:
        """The source of ``handler.py``; another revision is another content."""
        return self.kind.source.replace("@name@", self.name).replace("@revision@", str(revision))

    def requirements(self, powertools: str = POWERTOOLS_VERSIONS[0]) -> str:
        """The lines of its requirements; empty for none."""
        versions = {**self.kind.requirements, **({BUMPED: powertools} if BUMPED in self.kind.requirements else {})}
        return "".join(f"{name}=={version}\n" for name, version in sorted(versions.items()))

    @property
    def logical_id(self) -> str:
        return self.name.title().replace("_", "")


_PLAIN = '''
    """@name@: counts the words of a text."""

    import json
    from collections import Counter

    REVISION = @revision@


    def handler(event, context):
        """Answer the most frequent words."""
        body = json.loads(event.get("body") or "{}")
        counted = Counter(str(body.get("text", "")).split())
        return {"statusCode": 200, "body": json.dumps({"revision": REVISION, "words": counted.most_common(10)})}
'''
_POWERTOOLS = '''
    """@name@: answers orders, routed and logged by Powertools."""

    from aws_lambda_powertools import Logger
    from aws_lambda_powertools.event_handler import APIGatewayRestResolver

    REVISION = @revision@

    logger = Logger(service="@name@")
    app = APIGatewayRestResolver()


    @app.get("/orders")
    def orders():
        """Answer what was ordered."""
        logger.info("orders were asked for", revision=REVISION)
        return {"revision": REVISION, "orders": []}


    def handler(event, context):
        """Route one request."""
        call = {"path": "/orders", "httpMethod": "GET", "headers": {}, "requestContext": {}, **event}
        return app.resolve(call, context)
'''
_JWT = '''
    """@name@: tells whom a token was issued to."""

    import jmespath
    import jwt

    REVISION = @revision@
    KEY = "a key of thirty-two bytes or more, for the example"
    SUBJECT = jmespath.compile("claims.sub")


    def handler(event, context):
        """Answer the token's subject."""
        token = event.get("token") or jwt.encode({"sub": "nobody"}, KEY, algorithm="HS256")
        claims = jwt.decode(token, KEY, algorithms=["HS256"])
        return {"statusCode": 200, "revision": REVISION, "subject": SUBJECT.search({"claims": claims})}
'''
_NUMPY = '''
    """@name@: fits a line through measurements."""

    import numpy as np

    REVISION = @revision@


    def handler(event, context):
        """Answer slope and offset."""
        points = np.array(event.get("points") or [[0, 1], [1, 3], [2, 5]], dtype=float)
        slope, offset = np.polyfit(points[:, 0], points[:, 1], 1)
        return {"statusCode": 200, "revision": REVISION, "slope": float(slope), "offset": float(offset)}
'''

PLAIN = Kind("plain", 20, {}, dedent(_PLAIN).lstrip())
POWERTOOLS = Kind(
    "powertools",
    15,
    {BUMPED: POWERTOOLS_VERSIONS[0], "jmespath": "1.1.0", "typing-extensions": "4.16.0"},
    dedent(_POWERTOOLS).lstrip(),
)
JWT = Kind("jwt", 10, {"jmespath": "1.1.0", "pyjwt": "2.15.1"}, dedent(_JWT).lstrip())
NUMPY = Kind("numpy", 6, {"numpy": "2.5.5"}, dedent(_NUMPY).lstrip())
KINDS = (PLAIN, POWERTOOLS, JWT, NUMPY)


def functions(count: int) -> list[Function]:
    """Give so many functions, of each kind its share; every kind has at least one.

    Raises ``ValueError`` for fewer functions than kinds.
    """
    if count < len(KINDS):
        raise ValueError(f"{count} functions cannot be of {len(KINDS)} kinds")
    whole = sum(kind.share for kind in KINDS)
    counts = {kind.name: max(1, count * kind.share // whole) for kind in KINDS}
    counts[PLAIN.name] += count - sum(counts.values())
    return [Function(f"{kind.name}_{number:03}", kind) for kind in KINDS for number in range(1, counts[kind.name] + 1)]
