"""Types of resources that cost nothing by themselves, each with the reason: a reviewed list.

A type that stands neither here nor among the rules is said to be not estimated.
"""

from __future__ import annotations

from collections.abc import Mapping

_API = "calls of the API are paid for"
_ACCESS = "access control is free"
_PART = "part of what it belongs to, which is paid for"

FREE: Mapping[str, str] = {
    "AWS::ApiGateway::Account": "a setting of the account",
    "AWS::ApiGateway::ApiKey": _API,
    "AWS::ApiGateway::Authorizer": _API,
    "AWS::ApiGateway::BasePathMapping": _API,
    "AWS::ApiGateway::Deployment": _API,
    "AWS::ApiGateway::GatewayResponse": _API,
    "AWS::ApiGateway::Method": _API,
    "AWS::ApiGateway::Model": _API,
    "AWS::ApiGateway::RequestValidator": _API,
    "AWS::ApiGateway::Resource": _API,
    "AWS::ApiGateway::UsagePlan": _API,
    "AWS::ApiGateway::UsagePlanKey": _API,
    "AWS::ApiGatewayV2::Deployment": _API,
    "AWS::ApiGatewayV2::Integration": _API,
    "AWS::ApiGatewayV2::Route": _API,
    "AWS::ApiGatewayV2::Stage": _API,
    "AWS::Budgets::Budget": "watching is free; actions are resources of their own",
    "AWS::CloudFormation::WaitConditionHandle": "exists in the template only",
    "AWS::CodeDeploy::Application": "deployments to Lambda are free",
    "AWS::CodeDeploy::DeploymentConfig": "deployments to Lambda are free",
    "AWS::CodeDeploy::DeploymentGroup": "deployments to Lambda are free",
    "AWS::Events::Rule": "events of AWS services are free, custom ones are paid for at their bus",
    "AWS::IAM::ManagedPolicy": _ACCESS,
    "AWS::IAM::Policy": _ACCESS,
    "AWS::IAM::Role": _ACCESS,
    "AWS::IAM::RolePolicy": _ACCESS,
    "AWS::KMS::Alias": _PART,
    "AWS::Lambda::EventInvokeConfig": _PART,
    "AWS::Lambda::LayerVersion": "its storage is free up to the account's quota",
    "AWS::Lambda::Permission": _ACCESS,
    "AWS::Lambda::Url": "calls are paid for as the function's",
    "AWS::Logs::LogStream": _PART,
    "AWS::Logs::ResourcePolicy": _ACCESS,
    "AWS::S3::BucketPolicy": _ACCESS,
    "AWS::SES::ConfigurationSetEventDestination": "events are paid for where they go to",
    "AWS::SES::EmailIdentity": "mails are paid for, identities are not",
    "AWS::SES::Template": "mails are paid for, templates are not",
    "AWS::SNS::Subscription": "deliveries are paid for at the topic",
    "AWS::SNS::TopicPolicy": _ACCESS,
    "AWS::SQS::QueuePolicy": _ACCESS,
    "AWS::SSM::Parameter": "standard parameters are free",
    "AWS::Scheduler::ScheduleGroup": "runs are paid for, groups are not",
}
"""Type to the reason why it costs nothing."""
