"""A stage that writes down no calls: nobody can tell afterwards who was refused, by what, and when."""

from __future__ import annotations

from .required import RequiredProperty


class StageWithoutAccessLog(RequiredProperty):
    """Flags stages of REST, HTTP and WebSocket APIs without an access log."""

    id = "W9220"
    shortdesc = "Without an access log nothing tells of a call that the gateway refused or that never arrived"
    remedy = "write AccessLogSetting (AccessLogSettings of an HTTP API) with the ARN of a log group and a JSON format"
    kinds = ("AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage")
    ways = (("AccessLogSetting", "DestinationArn"), ("AccessLogSettings", "DestinationArn"))
    missing = "writes no access log"
