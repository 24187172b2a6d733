"""The table as people read it, to the letter."""

from __future__ import annotations

from dataclasses import replace

from stackyard.preview import (
    Effect,
    PermissionChange,
    PropertyChange,
    ResourceChange,
    StackPreview,
    Table,
    TargetPreview,
    short_lines,
    summary_lines,
)
from stackyard.preview.differences import POLICY
from stackyard.preview.lines import WIDTH

BUCKET = ResourceChange(
    "Bucket",
    "AWS::S3::Bucket",
    Effect.REPLACE,
    properties=(PropertyChange("BucketName", "old", "new", replaces=True),),
)
TABLE = ResourceChange("Table", "AWS::DynamoDB::Table", Effect.REMOVE, retained=True)
FUNCTION = ResourceChange(
    "BuyFunction",
    "AWS::Lambda::Function",
    Effect.MODIFY,
    properties=(
        PropertyChange("Timeout", "15", "20"),
        PropertyChange("Environment.Variables.DB_PASSWORD", "", "****"),
        PropertyChange("LoggingConfig", "(follows BuyLogGroup)", "(follows BuyLogGroup)"),
        PropertyChange("Code.S3Key", f"artifacts/{'a' * 64}.zip", f"artifacts/{'a' * 40}{'b' * 24}.zip"),
        PropertyChange("Policies[own].PolicyDocument", POLICY, POLICY),
    ),
)
DATA = StackPreview(
    "stackyard-dev-shop-data",
    "shop",
    "data",
    "update",
    "template, parameters or tags differ",
    resources=(BUCKET, TABLE),
    parameters=(PropertyChange("Days", "1", "2"),),
)
API = StackPreview(
    "stackyard-dev-shop-api",
    "shop",
    "api",
    "create",
    "does not exist yet",
    resources=(FUNCTION, ResourceChange("Queue", "AWS::SQS::Queue", Effect.ADD)),
    note="compared by templates: too big",
)
WEB = StackPreview("stackyard-dev-shop-web", "shop", "web", "unchanged", "")
PERMISSIONS = (
    PermissionChange("anyone", True, "s3:*", "shop.data/Bucket/*", "Bool aws:SecureTransport false", denied=True),
    PermissionChange("shop.api/BuyRole", False, "s3:GetObject", "arn:aws:s3:::old/*"),
    PermissionChange("shop.api/BuyRole", True, "s3:GetObject", "arn:aws:s3:::new/*"),
    PermissionChange("shop.api/BuyRole", True, "s3:PutObject", "arn:aws:s3:::new/*"),
)
PREVIEW = TargetPreview(
    (DATA, API, WEB),
    PERMISSIONS,
    {"shop/buy": ("lambdas/shop/buy/handler.py changed", "requirements: jwt 1 → 2"), "shop/pay": ("first",)},
)
EXPECTED = """\
stackyard-dev (account 1, eu-central-1): 2 of 3 stacks change

shop.data: update (template, parameters or tags differ)
    Days: 1 → 2
  ! Bucket                                    S3::Bucket, REPLACED, DATA IS LOST
      BucketName (replaces): old → new
  - Table                          DynamoDB::Table, REMOVED, kept in the account

shop.api: create (does not exist yet)
  compared by templates: too big
  ~ BuyFunction                                                 Lambda::Function
      Timeout: 15 → 20
      Environment.Variables.DB_PASSWORD: (none) → ****
      LoggingConfig: (follows BuyLogGroup)
      Code.S3Key:
          ...aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.zip
        → ...aaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbb.zip
      Policies[own].PolicyDocument: (policy: see permissions)
  + Queue                                                             SQS::Queue

shop.web: unchanged

permissions
  anyone
    + deny s3:*
        on shop.data/Bucket/*
        if Bool aws:SecureTransport false
  shop.api/BuyRole
    - s3:GetObject
        on arn:aws:s3:::old/*
    + s3:GetObject, s3:PutObject
        on arn:aws:s3:::new/*

code
  shop/buy
      lambdas/shop/buy/handler.py changed
      requirements: jwt 1 → 2
  shop/pay
      first

1 to add, 1 to modify, 1 to replace, 1 to remove, 3 permissions gained, 1
    permission lost"""
SHORT = """\
would update stackyard-dev-shop-data (!1 -1, template, parameters or tags
    differ)
    ! Bucket (AWS::S3::Bucket, REPLACED)
    - Table (AWS::DynamoDB::Table, REMOVED, kept in the account)
would create stackyard-dev-shop-api (+1 ~1, does not exist yet)"""
TITLE = "stackyard-dev (account 1, eu-central-1)"


def stateful(kind: str) -> bool:
    return kind.endswith(("Bucket", "Table"))


def test_table__tells_a_whole_target() -> None:
    assert "\n".join(Table(stateful=stateful).lines(TITLE, PREVIEW)) == EXPECTED


def test_short_list__tells_stacks_and_what_goes() -> None:
    assert "\n".join(short_lines(PREVIEW)) == SHORT
    assert "\n".join(summary_lines(PREVIEW)) == EXPECTED.rpartition("\n\n")[2]


def test_nothing_to_do__is_said_in_as_many_words() -> None:
    assert Table().lines(TITLE, TargetPreview((WEB,))) == [
        f"{TITLE}: 0 of 1 stacks change",
        "",
        "shop.web: unchanged",
        "",
        "no resource changes",
    ]
    assert short_lines(TargetPreview((WEB,))) == []


def test_replacement_that_is_not_sure__is_told_as_such() -> None:
    maybe = replace(BUCKET, maybe=True, retained=True, properties=())
    line = Table(stateful=stateful).lines(TITLE, TargetPreview((replace(DATA, resources=(maybe,), parameters=()),)))[3]
    assert line == "  ! Bucket                          S3::Bucket, may be replaced, old one is kept"


def test_loss_of_data__has_a_colour_of_its_own() -> None:
    painted = Table(paint=lambda text, kind: f"<{kind}>{text}", stateful=stateful).lines(TITLE, PREVIEW)
    kinds = [line.partition(">")[0].removeprefix("<") for line in painted if line.startswith("<")]
    assert kinds == [
        *("title", "title", "danger", "danger", "title", "modify", "add"),
        *("title", "gained", "lost", "gained", "title"),
    ]


def test_names_and_values__neither_widen_the_table_nor_steer_the_terminal() -> None:
    value = PropertyChange("A." * 60, "x" * 300, "\x1b[31m" + "y" * 300)
    long = ResourceChange("L" * 200, "AWS::Some::Type", Effect.MODIFY, properties=(value,))
    wide = PermissionChange("shop.api/R", True, "s3:GetObject", f"arn:aws:s3:::{'b' * 200}/*")
    lines = Table().lines("t" * 100, TargetPreview((replace(DATA, resources=(long,)),), (wide,)))
    assert max(map(len, lines)) <= WIDTH
    assert all(line.isprintable() for line in lines)
