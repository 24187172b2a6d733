"""The invented shop written in SAM form: a frame with its own function, and a function with a fragment."""

from __future__ import annotations

from pathlib import Path

from tests.repository import Repository

FRAME = """
    Transform: AWS::Serverless-2016-10-31
    Globals:
      Function: {Runtime: python3.13, Architectures: [x86_64], Timeout: 10}
      Api: {OpenApiVersion: 3.0.1}
    Parameters:
      Environment: {Type: String}
      Hour: {Type: String, Default: rate(1 hour)}
    Resources:
      Orders: {Type: AWS::Serverless::SimpleTable}
      Waiting: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: alias/aws/sqs}}
      BuyFunction:
        Type: AWS::Serverless::Function
        Metadata: {cfn-lint: {config: {ignore_checks: [W0000]}}}
        Properties:
          CodeUri: ../../lambdas/shop/buy/
          Handler: app.lambda_handler
          Environment: {Variables: {TABLE: !Ref Orders, ENVIRONMENT: !Ref Environment}}
          Policies:
            - AmazonSSMReadOnlyAccess
            - DynamoDBCrudPolicy: {TableName: !Ref Orders}
          Events:
            Web: {Type: Api, Properties: {Path: /orders, Method: post}}
            Queue: {Type: SQS, Properties: {Queue: !GetAtt Waiting.Arn, BatchSize: 5}}
            Hourly: {Type: Schedule, Properties: {Schedule: !Ref Hour}}
            Nightly: {Type: ScheduleV2, Properties: {ScheduleExpression: cron(0 2 * * ? *)}}
            Told: {Type: EventBridgeRule, Properties: {Pattern: {source: [shop]}}}
    Outputs:
      Address: {Value: !Sub "https://${ServerlessRestApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/Prod/orders"}
"""

FRAGMENT = """
    AWSTemplateFormatVersion: "2010-09-09"
    Transform: AWS::Serverless-2016-10-31
    Metadata: {Stackyard: {Stack: api}}
    Globals:
      Function: {Tracing: Active}
    Resources:
      SellFunction:
        Type: AWS::Serverless::Function
        Properties:
          CodeUri: .
          Handler: handler.handler
          Events:
            Web: {Type: Api, Properties: {Path: /offers, Method: get}}
"""


def sam_shop(root: Path) -> Repository:
    """Write the whole system: `buy` declared by the frame, `sell` by a fragment; both serve one API."""
    repository = Repository(root).write("templates/shop/api.yaml", FRAME)
    repository.write("lambdas/shop/buy/app.py", "def lambda_handler(event, context):\n    return event\n")
    repository.write("lambdas/shop/sell/resources.yaml", FRAGMENT)
    return repository.write("lambdas/shop/sell/handler.py", "def handler(event, context):\n    return event\n")
