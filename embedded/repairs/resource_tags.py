"""Every tagged resource is found by the Resource Groups Tagging API.

Stock MiniStack's `GetResources` knows the tags of some services only: REST APIs, their stages, keys and plans, state
machines, log groups, alarms, mail identities and configuration sets, event sources and parameters are never in its
answer. Here they are, so that "nothing tagged for this environment is left" can be proven as on AWS. IAM roles are left
out on purpose: AWS's `GetResources` does not know them either. What policies ask of a resource's tags
(`aws:ResourceTag/...`) is known of the same services, and of stacks.

Hooks: `services.tagging._COLLECTORS`, `._RESOURCE_TAG_COLLECTORS`; the tag stores of the services named below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from embedded import hooks, provisioning
from embedded.partition import HERE

TAGGING = "ministack.services.tagging"
SERVICES = "ministack.services"

Tagged = Iterator[tuple[str, list[dict[str, str]]]]


def apply() -> None:
    """Adds a collector for each service that lacks one."""
    collectors = {
        "apigateway": _rest_apis,
        "cloudwatch": _alarms,
        "logs": _log_groups,
        "ses": _mail,
        "states": _state_machines,
        "ssm": hooks.attribute(TAGGING, "_collect_ssm"),
        "secretsmanager": hooks.attribute(TAGGING, "_collect_secretsmanager"),
    }
    known = hooks.attribute(TAGGING, "_COLLECTORS")
    known.update(collectors)
    known["lambda"] = _with_event_sources(known["lambda"])
    asked = hooks.attribute(TAGGING, "_RESOURCE_TAG_COLLECTORS")
    asked.update({**{name: known[name] for name in collectors}, "lambda": known["lambda"], "cloudformation": _stacks})


def _store(service: str, name: str) -> Any:
    return hooks.attribute(f"{SERVICES}.{service}", name)


def _region() -> str:
    return str(hooks.attribute(TAGGING, "get_region")())


def _account() -> str:
    return str(hooks.attribute(TAGGING, "_account")())


def _listed(tags: Any) -> list[dict[str, str]]:
    """Tags in the API's shape, out of any shape that a service keeps them in."""
    if isinstance(tags, Mapping):
        return [{"Key": key, "Value": value} for key, value in tags.items()]
    pairs = ((one.get("Key", one.get("key")), one.get("Value", one.get("value"))) for one in tags or ())
    return [{"Key": key, "Value": value} for key, value in pairs]


def _rest_apis() -> Tagged:
    added = _store("apigateway_v1", "_v1_tags")  # through TagResource, beside what the resource was made with

    def entry(path: str, record: Mapping[str, Any]) -> tuple[str, list[dict[str, str]]]:
        arn = f"{HERE.arns}:apigateway:{_region()}::{path}"
        return arn, _listed({**(record.get("tags") or {}), **added.get(arn, {})})

    for kind, store in (("restapis", "_rest_apis"), ("apikeys", "_api_keys"), ("usageplans", "_usage_plans")):
        for identifier, record in _store("apigateway_v1", store).items():
            yield entry(f"/{kind}/{identifier}", record)
    for api_id, stages in _store("apigateway_v1", "_stages_v1").items():
        for name, stage in stages.items():
            yield entry(f"/restapis/{api_id}/stages/{name}", stage)


def _stacks() -> Tagged:
    """Stacks by their ids, and as requests name them that give a stack's name."""
    for name, stack in _store("cloudformation", "_stacks").items():
        if stack.get("StackStatus") != "DELETE_COMPLETE":
            tags = _listed(stack.get("Tags"))
            yield stack["StackId"], tags
            yield f"{HERE.arns}:cloudformation:{_region()}:{_account()}:stack/{name}/*", tags


def _alarms() -> Tagged:
    for arn, tags in _store("cloudwatch", "_resource_tags").items():
        if arn.split(":")[3] == _region():
            yield arn, _listed(tags)


def _log_groups() -> Tagged:
    for name, group in _store("cloudwatch_logs", "_log_groups").items():
        yield f"{HERE.arns}:logs:{_region()}:{_account()}:log-group:{name}", _listed(group.get("tags"))


def _state_machines() -> Tagged:
    for arn, tags in _store("stepfunctions", "_tags").items():
        yield arn, _listed(tags)


def _mail() -> Tagged:
    tagged = dict(_store("ses_v2", "_ses_tags").items())
    for identity, record in _store("ses_v2", "_identities").items():
        arn = _store("ses_v2", "_resource_arn")("identity", identity)
        tagged[arn] = [*(record.get("Tags") or ()), *tagged.get(arn, ())]
    for arn, tags in tagged.items():
        yield arn, _listed(dict(provisioning.tag_pairs(tags)))


def _with_event_sources(functions: Any) -> Any:
    def collect() -> Tagged:
        yield from functions()
        for identifier, record in _store("lambda_svc", "_esms").items():
            arn = f"{HERE.arns}:lambda:{_region()}:{_account()}:event-source-mapping:{identifier}"
            yield arn, _listed(record.get("Tags"))

    return collect
