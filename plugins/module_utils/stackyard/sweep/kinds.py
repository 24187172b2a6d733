"""How to ask for, and remove, each kind of resource that can outlive its stack or be made outside of one.

The tagging API goes on naming resources for a while after they are gone, so "is it there" is asked of the service
itself. A kind that stands in no table cannot be asked for: what the tagging API says of it counts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from ..apply.watch import describe
from ..buckets import empty_bucket
from ..refusals import code_of
from ..target import Target
from .arns import Arn

_NOT_FOUND = ("NotFound", "NoSuch", "DoesNotExist", "NonExistent", "404")

Look = Callable[[Any, Arn], Any]
Remove = Callable[[Any, Arn], object]


@dataclass(frozen=True)
class Kind:
    """One kind of resource.

    ``look`` raises "not found", or answers false, when there is none. Without ``remove`` it goes with its stack only.
    ``told`` ahead is what people put their data into, whatever stack it is in.
    """

    service: str
    look: Look
    remove: Remove | None = None
    told: bool = False


def _queue_url(sqs: Any, arn: Arn) -> str:
    url: str = sqs.get_queue_url(QueueName=arn.name)["QueueUrl"]
    return url


def _log_group(logs: Any, arn: Arn) -> bool:
    name = arn.name.removesuffix(":*")
    groups = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return any(group["logGroupName"] == name for group in groups)


def _key_in_use(kms: Any, arn: Arn) -> bool:
    # A key can only be scheduled for deletion; one that is on its way out does not count as left.
    state: str = kms.describe_key(KeyId=arn.name)["KeyMetadata"]["KeyState"]
    return state not in ("PendingDeletion", "PendingReplicaDeletion")


def _remove_bucket(s3: Any, arn: Arn) -> None:
    empty_bucket(s3, arn.name)
    s3.delete_bucket(Bucket=arn.name)


def _remove_table(dynamodb: Any, arn: Arn) -> None:
    dynamodb.update_table(TableName=arn.name, DeletionProtectionEnabled=False)
    dynamodb.delete_table(TableName=arn.name)


def _stack_alive(cloudformation: Any, arn: Arn) -> bool:
    return describe(cloudformation, arn.text) is not None


def _rest_api(apigateway: Any, arn: Arn) -> object:
    api, *rest = arn.name.split("/")
    if rest[:1] == ["stages"]:
        return apigateway.get_stage(restApiId=api, stageName=rest[1])
    return apigateway.get_rest_api(restApiId=api)


def _queue_alive(sqs: Any, arn: Arn) -> bool:
    return bool(_queue_url(sqs, arn))


def _parameter_name(ssm: Any, arn: Arn) -> str:
    """The ARN of ``/a/b`` and that of ``a/b`` look the same: only the account knows which one it is."""
    if "/" in arn.name:
        with suppress(ssm.exceptions.ParameterNotFound):
            return str(ssm.get_parameter(Name=f"/{arn.name}")["Parameter"]["Name"])
    return arn.name


def _secret_alive(secrets: Any, arn: Arn) -> bool:
    # One that is on its way out is still described.
    return "DeletedDate" not in secrets.describe_secret(SecretId=arn.text)


def _machine_alive(states: Any, arn: Arn) -> bool:
    status: str = states.describe_state_machine(stateMachineArn=arn.text)["status"]
    return status != "DELETING"


KINDS: dict[tuple[str, str], Kind] = {
    ("s3", ""): Kind("s3", lambda s3, arn: s3.head_bucket(Bucket=arn.name), _remove_bucket, told=True),
    ("logs", "log-group"): Kind(
        "logs", _log_group, lambda logs, arn: logs.delete_log_group(logGroupName=arn.name.removesuffix(":*"))
    ),
    ("kms", "key"): Kind(
        "kms", _key_in_use, lambda kms, arn: kms.schedule_key_deletion(KeyId=arn.name, PendingWindowInDays=7)
    ),
    ("dynamodb", "table"): Kind(
        "dynamodb", lambda dynamodb, arn: dynamodb.describe_table(TableName=arn.name), _remove_table, told=True
    ),
    ("sqs", ""): Kind("sqs", _queue_alive, lambda sqs, arn: sqs.delete_queue(QueueUrl=_queue_url(sqs, arn))),
    ("sns", ""): Kind(
        "sns",
        lambda sns, arn: sns.get_topic_attributes(TopicArn=arn.text),
        lambda sns, arn: sns.delete_topic(TopicArn=arn.text),
    ),
    ("apigateway", "apikeys"): Kind(
        "apigateway",
        lambda apigateway, arn: apigateway.get_api_key(apiKey=arn.name),
        lambda apigateway, arn: apigateway.delete_api_key(apiKey=arn.name),
    ),
    ("ssm", "parameter"): Kind(
        "ssm",
        lambda ssm, arn: ssm.get_parameter(Name=_parameter_name(ssm, arn)),
        lambda ssm, arn: ssm.delete_parameter(Name=_parameter_name(ssm, arn)),
    ),
    ("secretsmanager", "secret"): Kind(
        "secretsmanager",
        _secret_alive,
        lambda secrets, arn: secrets.delete_secret(SecretId=arn.text, ForceDeleteWithoutRecovery=True),
    ),
    ("apigateway", "restapis"): Kind("apigateway", _rest_api),
    ("apigateway", "usageplans"): Kind(
        "apigateway", lambda apigateway, arn: apigateway.get_usage_plan(usagePlanId=arn.name)
    ),
    ("cloudformation", "stack"): Kind("cloudformation", _stack_alive),
    ("cloudwatch", "alarm"): Kind(
        "cloudwatch", lambda cloudwatch, arn: cloudwatch.describe_alarms(AlarmNames=[arn.name])["MetricAlarms"]
    ),
    ("lambda", "function"): Kind("lambda", lambda lambdas, arn: lambdas.get_function(FunctionName=arn.name)),
    ("lambda", "event-source-mapping"): Kind(
        "lambda", lambda lambdas, arn: lambdas.get_event_source_mapping(UUID=arn.name)
    ),
    ("states", "stateMachine"): Kind("stepfunctions", _machine_alive),
    ("scheduler", "schedule-group"): Kind(
        "scheduler", lambda scheduler, arn: scheduler.get_schedule_group(Name=arn.name)
    ),
    ("ses", "configuration-set"): Kind(
        "sesv2",
        lambda ses, arn: ses.get_configuration_set(ConfigurationSetName=arn.name),
        lambda ses, arn: ses.delete_configuration_set(ConfigurationSetName=arn.name),
    ),
    ("ses", "identity"): Kind(
        "sesv2",
        lambda ses, arn: ses.get_email_identity(EmailIdentity=arn.name),
        lambda ses, arn: ses.delete_email_identity(EmailIdentity=arn.name),
    ),
    ("iam", "role"): Kind("iam", lambda iam, arn: iam.get_role(RoleName=arn.name.rpartition("/")[2])),
}


def kind_of(arn: Arn) -> Kind | None:
    """The kind of an ARN, where it is a known one."""
    return KINDS.get((arn.service, arn.kind))


def not_there(error: ClientError) -> bool:
    """Whether an answer says that there is no such thing."""
    return any(word in code_of(error) for word in _NOT_FOUND)


class Services:
    """Asks services for resources and removes them, from any thread, with one client for each service."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._clients: dict[str, Any] = {}
        self._making = threading.Lock()

    def is_there(self, arn: Arn) -> bool:
        """Whether a resource still exists; one of an unknown kind is taken to."""
        kind = kind_of(arn)
        if kind is None:
            return True
        try:
            return bool(kind.look(self._client(kind.service), arn))
        except ClientError as error:
            if not_there(error):
                return False
            raise

    def remove(self, arn: Arn) -> None:
        """Remove a resource of a kind that can be removed."""
        kind = kind_of(arn)
        if kind is None or kind.remove is None:
            raise AssertionError(f"{arn} goes with its stack only")
        kind.remove(self._client(kind.service), arn)

    def _client(self, service: str) -> Any:
        with self._making:
            if service not in self._clients:
                self._clients[service] = self._target.client(service)
            return self._clients[service]
