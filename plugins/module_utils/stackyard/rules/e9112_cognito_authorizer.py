"""An authorizer that asks Cognito: China has no user pools."""

from __future__ import annotations

from .capability import CapabilityRule, Use, equals


class CognitoAuthorizer(CapabilityRule):
    """Flags authorizers, and methods, that ask a user pool whatever the environment."""

    id = "E9112"
    shortdesc = "Cognito has no user pools in China, so nothing may depend on one in every environment"
    remedy = "authorize by IAM or by a function, or let a condition that asks a parameter decide"
    what = "a Cognito authorizer"
    uses = (
        Use("AWS::ApiGateway::Authorizer", ("Type",), equals("COGNITO_USER_POOLS")),
        Use("AWS::ApiGateway::Method", ("AuthorizationType",), equals("COGNITO_USER_POOLS")),
    )
