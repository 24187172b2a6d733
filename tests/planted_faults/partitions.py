"""Faults about partitions: names of one, and what another lacks."""

from __future__ import annotations

from .planting import Fault, SourceFault, adding, both, everywhere, setting

_API, _SCORING, _DATA = "trainings/api", "trainings/scoring", "gearbox/data"
_PARTITION, _SUFFIX = "${AWS::Partition}", "${AWS::URLSuffix}"
_TASK = "Resources.WeeklyStateMachine.Properties.Definition.States.PlanScoring.Resource"
_CODEDEPLOY_POLICY = "Resources.GradualDeploymentsRole.Properties.Policies.0"
_MAPPING = "Resources.SendMailQueueMapping.Properties"
_DISTRIBUTION = {
    "Enabled": True,
    "Origins": [{"Id": "pages", "DomainName": "pages.example.com"}],
    "DefaultCacheBehavior": {"TargetOriginId": "pages", "ViewerProtocolPolicy": "https-only", "CachePolicyId": "abc"},
}
_MACHINE = '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "%s", "End": true}}}'
_JOINED = {"Fn::Join": [":", ["arn", "aws", "iam:", {"Ref": "AWS::AccountId"}, "root"]]}

FAULTS = [
    Fault(
        "partition in the ARN of a permission's source",
        "E9101",
        _API,
        everywhere(_PARTITION, "aws", "V1TestGetPermission"),
    ),
    Fault("partition in an integration's URI", "E9101", _API, everywhere(_PARTITION, "aws", "V1TestPostMethod")),
    Fault("partition in a stage's log destination", "E9101", _API, everywhere(_PARTITION, "aws", "ApiStage")),
    Fault(
        "partition of China in a key's policy", "E9101", "foundation/base", everywhere(_PARTITION, "aws-cn", "AlarmKey")
    ),
    Fault(
        "partition in a managed policy of AWS, as plain text",
        "E9101",
        "account/base",
        setting(
            "Resources.ApiGatewayLogsRole.Properties.ManagedPolicyArns.0",
            "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
        ),
    ),
    Fault(
        "partition among the parts of a Join",
        "E9101",
        "foundation/base",
        setting("Resources.AlarmKey.Properties.KeyPolicy.Statement.0.Principal.AWS", _JOINED),
    ),
    Fault("partition in a queue that may redrive", "E9101", _DATA, everywhere(_PARTITION, "aws", "FailuresQueue")),
    Fault(
        "partition given to a Sub as a variable",
        "E9101",
        _DATA,
        setting(
            "Resources.InboxBucketPolicy.Properties.PolicyDocument.Statement.0.Resource.0",
            {"Fn::Sub": ["arn:${Where}:s3:::${InboxBucket}", {"Where": "aws"}]},
        ),
    ),
    Fault(
        "partition in the pattern of a parameter",
        "E9101",
        _API,
        setting("Parameters.PermissionsBoundaryArn.AllowedPattern", "(arn:aws:iam::\\d{12}:policy/.+)?"),
    ),
    Fault(
        "partition in an output",
        "E9101",
        _API,
        setting("Outputs.ApiArn", {"Value": {"Fn::Sub": "arn:aws:apigateway:${AWS::Region}::/restapis/${RestApi}"}}),
    ),
    Fault(
        "partition in a mapping that is not by partition",
        "E9101",
        _API,
        setting("Mappings", {"Policies": {"Basic": {"Arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}}),
    ),
    Fault(
        "partition in a mapping, as a piece of an ARN",
        "E9101",
        _DATA,
        both(
            setting("Mappings", {"Names": {"here": {"Partition": "aws"}}}),
            setting(
                "Resources.InboxBucketPolicy.Properties.PolicyDocument.Statement.0.Resource.0",
                {
                    "Fn::Sub": [
                        "arn:${Where}:s3:::${InboxBucket}",
                        {"Where": {"Fn::FindInMap": ["Names", "here", "Partition"]}},
                    ]
                },
            ),
        ),
    ),
    Fault(
        "partition by branches of a condition, as a piece of an ARN",
        "E9101",
        _API,
        setting(
            "Outputs.Arn",
            {"Value": {"Fn::Join": ["", ["arn:", {"Fn::If": ["HasTracing", "aws", "aws-cn"]}, ":s3:::x"]]}},
        ),
    ),
    Fault(
        "partition in a text that is split and joined again",
        "E9101",
        _API,
        setting("Outputs.Arn", {"Value": {"Fn::Join": [":", {"Fn::Split": [",", "arn,aws,s3,,,x"]}]}}),
    ),
    Fault(
        "partition in a policy that is a text",
        "E9101",
        _API,
        setting(
            f"{_CODEDEPLOY_POLICY}.PolicyDocument",
            {"Fn::Sub": '{"Statement": [{"Effect": "Allow", "Action": "sns:*", "Resource": "arn:aws:sns:*:*:x"}]}'},
        ),
    ),
    Fault(
        "partition in an argument of a state machine's task",
        "E9101",
        _SCORING,
        setting(
            "Resources.WeeklyStateMachine.Properties.Definition.States.PlanScoring.Parameters.Topic",
            "arn:aws:sns:eu-central-1:000000000000:told",
        ),
    ),
    Fault(
        "host of one partition in a function's environment",
        "E9102",
        _API,
        setting(
            "Resources.GetTestFunction.Properties.Environment.Variables.API_URL",
            {"Fn::Sub": "https://${RestApi}.execute-api.${AWS::Region}.amazonaws.com/api"},
        ),
    ),
    Fault(
        "host of China joined of parts",
        "E9102",
        _API,
        setting(
            "Resources.GetTestFunction.Properties.Environment.Variables.S3",
            {"Fn::Join": [".", ["s3", {"Ref": "AWS::Region"}, "amazonaws", "com", "cn"]]},
        ),
    ),
    Fault(
        "console of one partition in an output",
        "E9102",
        _API,
        setting("Outputs.Console", {"Value": {"Fn::Sub": "https://console.aws.amazon.com/apigateway?api=${RestApi}"}}),
    ),
    Fault(
        "host as the default of a parameter",
        "E9102",
        _SCORING,
        setting("Parameters.SmtpHost.Default", "email-smtp.eu-central-1.amazonaws.com"),
    ),
    Fault(
        "key's service named by its host",
        "E9102",
        "foundation/base",
        setting(
            "Resources.AlarmKey.Properties.KeyPolicy.Statement.1.Condition.StringEquals.kms:ViaService",
            {"Fn::Sub": "sns.${AWS::Region}.amazonaws.com"},
        ),
    ),
    Fault(
        "API that does not say where its endpoint is",
        "E9103",
        _API,
        setting("Resources.RestApi.Properties.EndpointConfiguration", {"Ref": "AWS::NoValue"}),
    ),
    Fault(
        "API at edge locations",
        "E9103",
        "gearbox/api",
        setting("Resources.RestApi.Properties.EndpointConfiguration.Types.0", "EDGE"),
    ),
    Fault(
        "domain name at edge locations",
        "E9103",
        _API,
        adding(
            "Domain",
            "AWS::ApiGateway::DomainName",
            DomainName="api.example.com",
            CertificateArn={"Ref": "AlarmTopicArn"},
        ),
    ),
    Fault(
        "principal of a role by the URL suffix",
        "E9104",
        _API,
        setting(
            "Resources.GetTestRole.Properties.AssumeRolePolicyDocument.Statement.0.Principal.Service",
            {"Fn::Sub": f"lambda.{_SUFFIX}"},
        ),
    ),
    Fault(
        "principal of a permission joined with the URL suffix",
        "E9104",
        _API,
        setting(
            "Resources.V1TestGetPermission.Properties.Principal",
            {"Fn::Join": [".", ["apigateway", {"Ref": "AWS::URLSuffix"}]]},
        ),
    ),
    Fault(
        "one of several principals of China",
        "E9104",
        "foundation/base",
        setting(
            "Resources.AlarmKey.Properties.KeyPolicy.Statement.1.Principal.Service.0", "cloudwatch.amazonaws.com.cn"
        ),
    ),
    Fault(
        "principal of a queue's policy by the URL suffix",
        "E9104",
        _DATA,
        everywhere("s3.amazonaws.com", f"s3.{_SUFFIX}", "ArrivalsQueuePolicy"),
    ),
    Fault(
        "principal of China as the default of a parameter",
        "E9104",
        _API,
        setting("Parameters.CodeDeployPrincipal.Default", "codedeploy.amazonaws.com.cn"),
    ),
    Fault(
        "traces of a function",
        "E9105",
        _API,
        setting("Resources.GetTestFunction.Properties.TracingConfig.Mode", "Active"),
    ),
    Fault("traces of a stage", "E9105", _API, setting("Resources.ApiStage.Properties.TracingEnabled", True)),
    Fault(
        "traces of a state machine under a condition that asks nothing",
        "E9105",
        _SCORING,
        both(
            setting("Conditions.Always", {"Fn::Equals": ["a", "a"]}),
            setting(
                "Resources.WeeklyStateMachine.Properties.TracingConfiguration.Enabled",
                {"Fn::If": ["Always", True, False]},
            ),
        ),
    ),
    Fault(
        "traces by a parameter that allows nothing else",
        "E9105",
        _API,
        setting("Parameters.TracingMode.AllowedValues", ["Active"]),
    ),
    Fault(
        "traces of a topic",
        "E9105",
        "foundation/base",
        setting("Resources.AlarmTopic.Properties.TracingConfig", "Active"),
    ),
    Fault(
        "function on arm64",
        "E9106",
        "gearbox/pipeline",
        setting("Resources.ExtractFunction.Properties.Architectures", ["arm64"]),
    ),
    Fault(
        "arm64 by a mapping that has nothing else",
        "E9106",
        "gearbox/pipeline",
        both(
            setting("Mappings", {"Sizes": {"small": {"Architecture": "arm64"}}}),
            setting(
                "Resources.ExtractFunction.Properties.Architectures",
                [{"Fn::FindInMap": ["Sizes", "small", "Architecture"]}],
            ),
        ),
    ),
    Fault(
        "arm64 as all that a parameter allows",
        "E9106",
        _API,
        setting("Parameters.Architecture.AllowedValues", ["arm64"]),
    ),
    Fault(
        "distribution with a cache policy",
        "E9107",
        _DATA,
        adding("Pages", "AWS::CloudFront::Distribution", DistributionConfig=_DISTRIBUTION),
    ),
    Fault(
        "response headers policy of CloudFront",
        "E9107",
        _DATA,
        adding("Headers", "AWS::CloudFront::ResponseHeadersPolicy", ResponseHeadersPolicyConfig={"Name": "headers"}),
    ),
    Fault(
        "function's own URL",
        "E9108",
        _API,
        adding(
            "GetTestUrl",
            "AWS::Lambda::Url",
            AuthType="AWS_IAM",
            TargetFunctionArn={"Fn::GetAtt": ["GetTestFunction", "Arn"]},
        ),
    ),
    Fault(
        "task's integration with a partition, as an object",
        "E9109",
        _SCORING,
        setting(_TASK, "arn:aws:states:::lambda:invoke"),
    ),
    Fault(
        "task's integration with a partition, in a substitution",
        "E9109",
        _SCORING,
        setting(
            "Resources.WeeklyStateMachine.Properties.DefinitionSubstitutions.GetObjectArn",
            "arn:aws:states:::s3:getObject",
        ),
    ),
    Fault(
        "task's integration with a partition, in a text with Sub",
        "E9109",
        _SCORING,
        adding(
            "Other",
            "AWS::StepFunctions::StateMachine",
            RoleArn={"Fn::GetAtt": ["WeeklyStateMachineRole", "Arn"]},
            DefinitionString={"Fn::Sub": _MACHINE % "arn:aws:states:::lambda:invoke"},
        ),
    ),
    Fault(
        "task's integration with a partition, in a text joined of parts",
        "E9109",
        _SCORING,
        adding(
            "Other",
            "AWS::StepFunctions::StateMachine",
            RoleArn={"Fn::GetAtt": ["WeeklyStateMachineRole", "Arn"]},
            DefinitionString={"Fn::Join": ["aws", (_MACHINE % "arn:|:states:::lambda:invoke").split("|")]},
        ),
    ),
    Fault(
        "SnapStart of a function",
        "E9110",
        _API,
        setting("Resources.GetTestFunction.Properties.SnapStart", {"ApplyOn": "PublishedVersions"}),
    ),
    Fault(
        "bucket for what a function failed on",
        "E9110",
        _API,
        adding(
            "Retries",
            "AWS::Lambda::EventInvokeConfig",
            FunctionName={"Ref": "GetTestFunction"},
            Qualifier="$LATEST",
            DestinationConfig={"OnFailure": {"Destination": {"Fn::Sub": "arn:${AWS::Partition}:s3:::failures"}}},
        ),
    ),
    Fault(
        "metrics of a queue's mapping",
        "E9110",
        _SCORING,
        setting(f"{_MAPPING}.MetricsConfig", {"Metrics": ["EventCount"]}),
    ),
    Fault(
        "task that calls a URL",
        "W9111",
        _SCORING,
        setting(
            "Resources.WeeklyStateMachine.Properties.DefinitionSubstitutions.GetObjectArn",
            {"Fn::Sub": "arn:${AWS::Partition}:states:::http:invoke"},
        ),
    ),
    Fault(
        "authorizer that asks Cognito",
        "E9112",
        _API,
        adding(
            "Pupils",
            "AWS::ApiGateway::Authorizer",
            Name="pupils",
            RestApiId={"Ref": "RestApi"},
            Type="COGNITO_USER_POOLS",
        ),
    ),
    Fault(
        "website's host put together",
        "E9113",
        _DATA,
        setting(
            "Outputs.Site", {"Value": {"Fn::Sub": "http://${InboxBucket}.s3-website-${AWS::Region}.${AWS::URLSuffix}"}}
        ),
    ),
]

SOURCE_FAULTS = [
    SourceFault(
        "task's integration in a state machine's file",
        "E9109",
        "templates/trainings/weekly.asl.json",
        new='"Resource": "arn:aws:states:::lambda:invoke"',
        old='"Resource": "${PlanScoringFunctionArn}"',
    ),
    SourceFault(
        "ARN in a state machine's file",
        "E9101",
        "templates/trainings/weekly.asl.json",
        new='"Bucket": "arn:aws:s3:::trainings"',
        old='"Bucket": "${BucketName}"',
    ),
    SourceFault(
        "ARN as an f-string of a function",
        "E9101",
        "lambdas/trainings/send_mail/handler.py",
        new='\nARN = f"arn:aws:ses:{__name__}"\n',
    ),
    SourceFault(
        "ARN joined in a module that functions share",
        "E9101",
        "lambdas/shared/lambda_kit/clients.py",
        new='\nARN = ":".join(["arn", "aws", "s3", "", "", __name__])\n',
    ),
    SourceFault(
        "host in a module of the kit",
        "E9102",
        "plugins/module_utils/stackyard/target.py",
        new='\nURL = "https://sts." + __name__ + ".amazonaws.com"\n',
    ),
    SourceFault(
        "partition of China asked for by name",
        "E9101",
        "embedded/server.py",
        new='\nIS_CHINA = __name__.partition == "aws-cn"\n',
    ),
    SourceFault("ARN in a script", "E9101", "bin/logs", new='\necho "arn:aws:logs:$1"\n'),
    SourceFault("ARN in a script, in parts", "E9101", "bin/gearbox.sh", new="\nbucket='arn:'\"aws\":s3:::$1\n"),
    SourceFault("host in a script", "E9102", "bin/gearbox.sh", new='\nurl="https://$1.execute-api.$2.amazonaws.com"\n'),
    SourceFault(
        "partition in a variable of a script", "E9101", "bin/gearbox.sh", new='\nwhere=aws\necho "arn:$where:s3:::$1"\n'
    ),
    SourceFault(
        "partition as a default in a script",
        "E9101",
        "bin/gearbox.sh",
        new='\necho "arn:${AWS_PARTITION:-aws}:s3:::$1"\n',
    ),
    SourceFault(
        "partition as the default of a variable of the environment",
        "E9101",
        "lambdas/trainings/send_mail/handler.py",
        new='\nWHERE = os.environ.get("AWS_PARTITION", "aws")\n',
    ),
    SourceFault(
        "principal by the URL suffix in a module of the kit",
        "E9104",
        "plugins/module_utils/stackyard/target.py",
        new='\nTRUST = {"Principal": {"Service": f"lambda.{__name__}"}}\n',
    ),
    SourceFault(
        "ARN as a sum in a role's tasks",
        "E9101",
        "roles/stacks/tasks/main.yml",
        new="\n- name: Tell it\n  ansible.builtin.set_fact:\n    arn: \"{{ 'arn:' ~ 'aws' ~ ':s3:::x' }}\"\n",
    ),
    SourceFault(
        "partition of China asked for in a role's tasks",
        "E9101",
        "roles/stacks/tasks/main.yml",
        new="\n- name: Tell it\n  ansible.builtin.meta: noop\n  when: stackyard_target.partition == 'aws-cn'\n",
    ),
    SourceFault(
        "ARN in a role's tasks",
        "E9101",
        "roles/stacks/tasks/main.yml",
        new="\n- name: Tell it\n  ansible.builtin.debug:\n    var: \"'arn:aws:s3:::' + stackyard_target.prefix\"\n",
    ),
    SourceFault(
        "principal by the URL suffix in a role's tasks",
        "E9104",
        "roles/stacks/tasks/main.yml",
        new='\n- name: Tell it\n  ansible.builtin.debug:\n    var: "lambda.{{ aws_url_suffix }}"\n',
    ),
    SourceFault(
        "exception without a reason",
        "W9100",
        "lambdas/trainings/send_mail/handler.py",
        new='\nARN = "arn:aws:ses"  # stackyard: E9101\n',
    ),
]
