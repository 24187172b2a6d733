"""Faults about functions, events, data and schedules: what is lost, done twice, or kept for ever."""

from __future__ import annotations

from .planting import Fault, adding, both, everywhere, setting, without

_API, _SCORING, _DATA, _PIPELINE = "trainings/api", "trainings/scoring", "gearbox/data", "gearbox/pipeline"
_MAIL = "Resources.SendMailFunction.Properties"
_SCHEDULE = "Resources.WeeklySchedule.Properties"
_STATES = "Resources.WeeklyStateMachine.Properties.Definition.States"
_NO_VALUE = {"Ref": "AWS::NoValue"}
_MAIL_ARN = {"Fn::GetAtt": ["SendMailFunction", "Arn"]}
_DEAD_LETTERS = {"Arn": {"Fn::GetAtt": ["MailDeadLetterQueue", "Arn"]}}
_MACHINE = '{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${SendMailFunction.Arn}", "End": true}}}'

FAULTS = [
    Fault(
        "function that names no log group", "W9201", _API, without("Resources.GetTestFunction.Properties.LoggingConfig")
    ),
    Fault(
        "function that logs to a group of nobody",
        "W9201",
        _SCORING,
        setting(f"{_MAIL}.LoggingConfig.LogGroup", "/trainings/send-mail"),
    ),
    Fault(
        "two functions with one role",
        "W9202",
        _SCORING,
        setting(f"{_MAIL}.Role", {"Fn::GetAtt": ["ScoreBatchRole", "Arn"]}),
    ),
    Fault(
        "function with the role of a state machine",
        "W9202",
        _SCORING,
        setting(f"{_MAIL}.Role", {"Fn::GetAtt": ["WeeklyStateMachineRole", "Arn"]}),
    ),
    Fault(
        "function with a role by its ARN", "W9202", _API, setting("Resources.GetTestFunction.Properties.Role", "arn:x")
    ),
    Fault(
        "function that a bucket calls",
        "E9203",
        _DATA,
        both(
            adding("Sort", "AWS::Lambda::Function", Timeout=15),
            setting(
                "Resources.InboxBucket.Properties.NotificationConfiguration",
                {
                    "LambdaConfigurations": [
                        {"Event": "s3:ObjectCreated:*", "Function": {"Fn::GetAtt": ["Sort", "Arn"]}}
                    ]
                },
            ),
        ),
    ),
    Fault(
        "function that a rule calls",
        "E9203",
        _SCORING,
        adding(
            "Rule", "AWS::Events::Rule", Targets=[{"Id": "one", "Arn": _MAIL_ARN, "DeadLetterConfig": _DEAD_LETTERS}]
        ),
    ),
    Fault("function that a schedule calls", "E9203", _SCORING, setting(f"{_SCHEDULE}.Target.Arn", _MAIL_ARN)),
    Fault(
        "function that a topic of another stack may call",
        "E9203",
        _SCORING,
        adding(
            "Permission",
            "AWS::Lambda::Permission",
            FunctionName={"Ref": "SendMailFunction"},
            Principal="sns.amazonaws.com",
            SourceArn={"Ref": "AlarmTopicArn"},
        ),
    ),
    Fault(
        "alias that a schedule calls, with a destination of $LATEST",
        "E9203",
        _API,
        both(
            adding(
                "Retries",
                "AWS::Lambda::EventInvokeConfig",
                FunctionName={"Ref": "GetTestFunction"},
                Qualifier="$LATEST",
                DestinationConfig={"OnFailure": {"Destination": {"Ref": "AlarmTopicArn"}}},
            ),
            adding(
                "Nightly",
                "AWS::Scheduler::Schedule",
                ScheduleExpression="rate(1 day)",
                Target={"Arn": {"Ref": "GetTestFunctionLiveAlias"}},
            ),
        ),
    ),
    Fault(
        "queue with the timeout of its function",
        "E9204",
        _SCORING,
        setting("Resources.MailQueue.Properties.VisibilityTimeout", 60),
    ),
    Fault(
        "queue without a visibility timeout",
        "E9204",
        _SCORING,
        without("Resources.MailQueue.Properties.VisibilityTimeout"),
    ),
    Fault("function that outgrows its queue", "E9204", _SCORING, setting(f"{_MAIL}.Timeout", 61)),
    Fault(
        "queue and function by parameters whose defaults do not fit",
        "E9204",
        _SCORING,
        both(
            setting("Parameters.Hidden", {"Type": "Number", "Default": 300}),
            setting("Resources.MailQueue.Properties.VisibilityTimeout", {"Ref": "Hidden"}),
        ),
    ),
    Fault(
        "batching window that the queue does not wait for",
        "E9204",
        _SCORING,
        setting("Resources.SendMailQueueMapping.Properties.MaximumBatchingWindowInSeconds", 30),
    ),
    Fault(
        "mapping that takes no report of single failures",
        "E9205",
        _SCORING,
        without("Resources.SendMailQueueMapping.Properties.FunctionResponseTypes"),
    ),
    Fault(
        "mapping that takes reports under a condition only",
        "E9205",
        _SCORING,
        setting(
            "Resources.SendMailQueueMapping.Properties.FunctionResponseTypes",
            {"Fn::If": ["HasTracing", ["ReportBatchItemFailures"], _NO_VALUE]},
        ),
    ),
    Fault(
        "mapping of a parameter's queue that takes no report",
        "E9205",
        _PIPELINE,
        setting("Resources.ExtractQueueMapping.Properties.FunctionResponseTypes", []),
    ),
    Fault("bucket without a deletion policy", "E9206", "trainings/data", without("Resources.Bucket.DeletionPolicy")),
    Fault(
        "table without a policy for replacements", "E9206", _DATA, without("Resources.FilesTable.UpdateReplacePolicy")
    ),
    Fault("log group without policies", "E9206", _API, without("Resources.GetTestLogGroup.DeletionPolicy")),
    Fault("new queue without policies", "E9206", _SCORING, adding("Late", "AWS::SQS::Queue")),
    Fault(
        "cron of Unix as a parameter's default",
        "E9207",
        _SCORING,
        setting("Parameters.ScheduleExpression.Default", "cron(0 23 * * 1)"),
    ),
    Fault(
        "both fields of days",
        "E9207",
        _SCORING,
        setting("Parameters.ScheduleExpression.Default", "cron(0 23 * * MON *)"),
    ),
    Fault(
        "Sunday as on Unix among the allowed values",
        "E9207",
        _SCORING,
        setting("Parameters.ScheduleExpression.AllowedValues", ["cron(0 23 ? * MON *)", "cron(0 23 ? * 0 *)"]),
    ),
    Fault(
        "hour that there is not, beside a day that is not known yet",
        "E9207",
        _SCORING,
        setting(f"{_SCHEDULE}.ScheduleExpression", {"Fn::Sub": "cron(0 25 ? * ${AWS::StackName} *)"}),
    ),
    Fault("31 June", "E9207", _SCORING, setting(f"{_SCHEDULE}.ScheduleExpression", "cron(0 23 31 6 ? *)")),
    Fault("rate in weeks", "E9207", _SCORING, setting(f"{_SCHEDULE}.ScheduleExpression", "rate(1 week)")),
    Fault(
        "moment of a rule",
        "E9207",
        _SCORING,
        adding("Once", "AWS::Events::Rule", ScheduleExpression="at(2027-01-01T00:00:00)", Targets=[]),
    ),
    Fault("zone of no place", "E9208", _SCORING, setting("Parameters.SchoolZone.Default", "Europe/Cracow")),
    Fault("zone by its offset", "E9208", _SCORING, setting(f"{_SCHEDULE}.ScheduleExpressionTimezone", "UTC+8")),
    Fault(
        "run in the hour that summer time takes away",
        "W9209",
        _SCORING,
        setting("Parameters.ScheduleExpression.Default", "cron(30 2 ? * SUN *)"),
    ),
    Fault("schedule without a dead-letter queue", "E9210", _SCORING, without(f"{_SCHEDULE}.Target.DeadLetterConfig")),
    Fault("schedule without a retry policy", "W9211", _SCORING, without(f"{_SCHEDULE}.Target.RetryPolicy")),
    Fault(
        "dead letters kept for four days",
        "W9212",
        _SCORING,
        without("Resources.MailDeadLetterQueue.Properties.MessageRetentionPeriod"),
    ),
    Fault(
        "dead letters of a schedule kept for a day",
        "W9212",
        _SCORING,
        setting("Resources.ScheduleDeadLetterQueue.Properties.MessageRetentionPeriod", 86400),
    ),
    Fault(
        "queue that gives up after two tries",
        "W9213",
        _SCORING,
        setting("Resources.MailQueue.Properties.RedrivePolicy.maxReceiveCount", 2),
    ),
    Fault("queue that never gives up", "E9214", _SCORING, without("Resources.MailQueue.Properties.RedrivePolicy")),
    Fault(
        "permission without a source",
        "E9215",
        _API,
        setting("Resources.V1TestGetPermission.Properties.SourceArn", _NO_VALUE),
    ),
    Fault(
        "permission of a bucket without its account",
        "E9215",
        _API,
        both(
            setting("Resources.V1TestGetPermission.Properties.Principal", "s3.amazonaws.com"),
            setting("Resources.V1TestGetPermission.Properties.SourceArn", {"Fn::Sub": "arn:${AWS::Partition}:s3:::x"}),
        ),
    ),
    Fault("role with every action of a service", "W9216", _API, everywhere("s3:GetObject", "s3:*", "GetTestRole")),
    Fault(
        "role with every action there is", "W9216", _SCORING, everywhere("sqs:SendMessage", "*", "WeeklyScheduleRole")
    ),
    Fault(
        "role with an action on every resource",
        "W9217",
        _SCORING,
        setting("Resources.WeeklyScheduleRole.Properties.Policies.0.PolicyDocument.Statement.0.Resource", "*"),
    ),
    Fault(
        "alarm that does not say what silence means",
        "W9218",
        _SCORING,
        without("Resources.SendMailErrorsAlarm.Properties.TreatMissingData"),
    ),
    Fault("log group for ever", "W9219", _SCORING, without("Resources.WeeklyLogGroup.Properties.RetentionInDays")),
    Fault(
        "stage without an access log",
        "W9220",
        "gearbox/api",
        without("Resources.ApiStage.Properties.AccessLogSetting"),
    ),
    Fault("queue that takes plain HTTP", "W9221", _SCORING, without("Resources.MailQueuePolicy")),
    Fault(
        "topic whose policy no longer denies plain HTTP",
        "W9221",
        "foundation/base",
        everywhere("false", "true", "AlarmTopicPolicy"),
    ),
    Fault("topic without a key", "W9222", "foundation/base", without("Resources.AlarmTopic.Properties.KmsMasterKeyId")),
    Fault(
        "queue that turns encryption off",
        "W9222",
        _SCORING,
        setting("Resources.MailQueue.Properties.SqsManagedSseEnabled", False),
    ),
    Fault("task without a timeout", "W9223", _SCORING, without(f"{_STATES}.PlanScoring.TimeoutSeconds")),
    Fault(
        "task without a timeout in a definition that is a text",
        "W9223",
        _SCORING,
        adding("Other", "AWS::StepFunctions::StateMachine", DefinitionString={"Fn::Sub": _MACHINE}),
    ),
    Fault("choice without a default", "W9224", _SCORING, without(f"{_STATES}.IsThereWork.Default")),
    Fault("task that is not tried again", "W9225", _SCORING, without(f"{_STATES}.PlanScoring.Retry")),
    Fault(
        "stream without a limit of tries",
        "E9226",
        _DATA,
        adding(
            "FilesMapping",
            "AWS::Lambda::EventSourceMapping",
            EventSourceArn={"Fn::GetAtt": ["FilesTable", "StreamArn"]},
            FunctionName="index",
            StartingPosition="LATEST",
            FunctionResponseTypes=["ReportBatchItemFailures"],
        ),
    ),
    Fault("function with Lambda's own timeout", "W9227", _API, without("Resources.GetTestFunction.Properties.Timeout")),
]
