"""A run that has everything in it, hostile names included."""

from __future__ import annotations

from stackyard.deploy_report.model import Artifact, Ending, Run, Span, StackRun
from stackyard.estimate.changes import CostRow, CostTable
from stackyard.preview import Effect, PermissionChange, PropertyChange, ResourceChange, StackPreview, TargetPreview

HOSTILE = "</style></script><img src=x onerror=alert(1)>\"'{{ 7 * 7 }}"
BEGAN = 1_790_000_000.0


def make_run(text: str = "a name", *, error: str = "", **changes: object) -> Run:
    """A run over three stacks; ``text`` stands everywhere where a text can stand."""
    settings: dict[str, object] = {
        "target": "dev-eu-central-1",
        "title": f"Deployment of {text}",
        "facts": {"environment": "dev", "caller": text},
        "began": BEGAN,
        "ended": BEGAN + 95,
        "stacks": (
            data(text),
            api(text),
            StackRun("shop-mail", "shop", "mail", "create", "new", "skipped", cause=text),
        ),
        "preview": preview(text),
        "artifacts": (
            Artifact(text, "uploaded", 4_300_000, 1_200_000, 1),
            Artifact("shop/get", "unchanged", 9_000, 0, 0),
        ),
        "error": error,
        "costs": costs(text),
    }
    return Run(**{**settings, **changes})  # type: ignore[arg-type]  # names of fields


def costs(text: str) -> CostTable:
    """What it changed of the costs."""
    rows = (
        CostRow("fixed", text, "2.80", "3.10", "+0.30"),
        CostRow("per use", f"2 more of {text}", "", "", "<0.01"),
        CostRow("", "total", ">= 2.80", ">= 3.10", "+0.30"),
    )
    return CostTable("USD", "2026-11", "eu-central-1", rows, (f"Not estimated, as no rule knows it: {text}.",))


def data(text: str) -> StackRun:
    """A stack that was created."""
    spans = (
        Span("shop-data", "AWS::CloudFormation::Stack", "create", BEGAN, BEGAN + 40),
        Span(text, "AWS::S3::Bucket", "create", BEGAN + 2, BEGAN + 24),
        Span("Table", "AWS::DynamoDB::Table", "create", BEGAN + 2, BEGAN + 38.5),
    )
    outputs = {"BucketName": text, "Password": "****"}
    changes = (("add", text, "AWS::S3::Bucket"), ("add", "Table", "AWS::DynamoDB::Table"))
    return StackRun("shop-data", "shop", "data", "create", text, "created", 41.2, "", "", spans, changes, outputs)


def api(text: str) -> StackRun:
    """A stack that failed and was rolled back."""
    spans = (
        Span("shop-api", "AWS::CloudFormation::Stack", "update", BEGAN + 41, BEGAN + 60, Ending.FAILED, text),
        Span("Role", "AWS::IAM::Role", "update", BEGAN + 42, BEGAN + 55),
        Span("Queue", "AWS::SQS::Queue", "update", BEGAN + 55, BEGAN + 58, Ending.FAILED, text),
        Span("Role", "AWS::IAM::Role", "rollback", BEGAN + 61, BEGAN + 80, Ending.UNDONE),
        Span("Api", "AWS::ApiGateway::RestApi", "update", BEGAN + 56, BEGAN + 90, Ending.OPEN),
    )
    return StackRun(
        "shop-api", "shop", "api", "update", text, "failed", 50.0, text, "templates/shop/api.yaml:12", spans
    )


def preview(text: str) -> TargetPreview:
    """What it was going to do."""
    queue = ResourceChange(
        "Queue",
        "AWS::SQS::Queue",
        Effect.REPLACE,
        text,
        (PropertyChange("QueueName", text, "other", replaces=True), PropertyChange("DelaySeconds", "", "5")),
    )
    role = ResourceChange("Role", text, Effect.MODIFY, "", (PropertyChange(text, "a", "b"),))
    gone = ResourceChange("Old", "AWS::SNS::Topic", Effect.REMOVE, retained=True)
    stack = StackPreview(
        "shop-api", "shop", "api", "update", text, (queue, role, gone), (PropertyChange("Rate", "1", text),), "", text
    )
    permissions = (
        PermissionChange("shop.api/Role", True, "sqs:SendMessage", text, text),
        PermissionChange("shop.api/Role", False, "s3:*", "*"),
        PermissionChange(text, False, text, "*", denied=True),
    )
    return TargetPreview((stack,), permissions, {"shop/get": ("handler.py changed", text), text: ()})
