"""No literal of the commercial partition survives the rewriting of MiniStack's sources unseen.

What remains is listed here, each kind with the reason why it is right in every partition. An upgrade of MiniStack that
brings a literal of a new kind fails here, with its file and line.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator

from embedded.lifecycle.environment import ROOT
from embedded.partition import PARTITIONS
from embedded.rewriting import rewrite

CHINA = PARTITIONS["aws-cn"]
COMMERCIAL = re.compile(r"arn:aws(?!-cn:)|(?<!\w)amazonaws(?:\.|\\\.)com(?!(?:\.|\\\.)cn)|(?<=[\"'])aws(?=[\"'])")

# Reason by the pattern of what stands around the literal, in the order in which they are tried.
REVIEWED = {
    r"arn:aws(\[|\()": "a pattern that matches the ARNs of every partition",
    r"https?://[\w.]+\.amazonaws\.com/doc/": "the namespace of an XML document: the same everywhere",
    r"http://acs\.amazonaws\.com/groups/": "a group of S3's access lists: the same everywhere",
    r"[\"'/>]([a-z0-9-]+|\{service\})\.amazonaws\.com": "the name of a service as a principal: the same everywhere",
    r"services/iam\.py:.*dynamodb[a-z.-]*\.amazonaws\.com": "principals of two words, in documents of managed policies",
    r"services/(cloudfront|acm)\.py:": "what CloudFront and validation records call themselves; no host of a region",
    r"(core/router|services/cloudfront)\.py:.*amazonaws\.com": "a list of suffixes which has that of China, too",
    r"core/lambda_runtime\.py:": "the program of the worker for Node.js, which knows both suffixes",
    r"services/lambda_svc\.py:.*\"amazonaws\.com\"": "tells principals that are services: their suffix is the same",
    r"services/apigateway\.py:.*\"\.amazonaws\.com/\"": "a part of the issuer's address, followed by any path",
    r"services/(ecs|eks|ssm|s3)\.py:.*aws": "an owner or a reserved prefix, no partition",
}


def sources() -> Iterator[tuple[str, str]]:
    (package,) = (ROOT / ".envs/embedded/lib").glob("python*/site-packages/ministack")
    for path in sorted(package.rglob("*.py")):
        yield str(path.relative_to(package)), path.read_text()


def remaining() -> Iterator[str]:
    """Every place in a string of the rewritten sources, as `<file>:<line>: <what stands around it>`; no docstrings."""
    for name, source in sources():
        if COMMERCIAL.search(rewrite(source, CHINA)) is None:
            continue
        for token in tokenize.generate_tokens(io.StringIO(rewrite(source, CHINA)).readline):
            if token.type == tokenize.STRING and not token.string.lstrip("rbfu").startswith('"""'):
                for found in COMMERCIAL.finditer(token.string):
                    around = token.string[max(found.start() - 40, 0) : found.end() + 12]
                    yield f"{name}:{token.start[0]}: {around}"


def reason(place: str) -> str | None:
    return next((pattern for pattern in REVIEWED if re.search(pattern, place, re.DOTALL)), None)


def test_literals_that_remain__are_all_reviewed_and_every_review_is_needed() -> None:
    reasons = {place: reason(place) for place in remaining()}

    assert [place for place, found in reasons.items() if found is None] == []
    assert Counter(reasons.values()).keys() == REVIEWED.keys()


def test_rewriting__leaves_every_line_where_it_was() -> None:
    changed = 0
    for name, source in sources():
        rewritten = rewrite(source, CHINA)
        assert rewritten.count("\n") == source.count("\n"), name
        changed += rewritten != source
    assert changed > 50


def test_own_sources__hold_no_literal_of_a_partition() -> None:
    allowed = {"partition.py", "rewriting.py", "origins.py"}  # the facts, the rules, and a list that has both suffixes
    literal = re.compile(r"^[^#]*f?\"[^\"]*(arn:aws:|\{\w*region\w*\}\.amazonaws\.com)")
    for path in (ROOT / "embedded").rglob("*.py"):
        lines = () if path.name in allowed else path.read_text().splitlines()
        found = [line for line in lines if literal.search(line) and '"""' not in line]
        assert found == [], path
