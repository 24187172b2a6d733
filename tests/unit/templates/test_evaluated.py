"""Every intrinsic function gives what CloudFormation documents, and what nobody knows stays a token."""

from __future__ import annotations

from typing import Any

import pytest
from stackyard.errors import StackyardError
from stackyard.templates.documents import load
from stackyard.templates.evaluated import Evaluated, Pseudo, evaluate

CHINA = Pseudo("aws-cn", "cn-north-1", "123456789012", "amazonaws.com.cn", "shop-api")
FRAME = """
Parameters:
  Mode: {Type: String, Default: Active}
  Size: {Type: Number, Default: 3}
  Flag: {Type: String, Default: true}
  Zones: {Type: CommaDelimitedList, Default: "a, b"}
  Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /images/last}
Mappings:
  Hosts:
    aws: {Console: console.aws.amazon.com}
    aws-cn: {Console: console.amazonaws.cn}
Conditions:
  IsActive: !Equals [!Ref Mode, Active]
  IsBig: !Not [!Equals [!Ref Size, 3]]
  Both: !And [!Condition IsActive, !Condition IsBig]
  Either: !Or [!Condition IsActive, !Condition IsBig]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {}
"""


def evaluated(more: str, frame: str = FRAME, **parameters: str) -> Evaluated:
    return evaluate(load(frame + more, "test.yaml"), parameters, CHINA)


def value_of(expression: str, **parameters: str) -> Any:
    """What one expression gives, as a property of a topic."""
    more = f"  Topic: {{Type: AWS::SNS::Topic, Properties: {{Value: {expression}}}}}"
    return evaluated(more, **parameters).resources["Topic"]["Properties"].get("Value", "absent")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("!Ref Mode", "Active"),
        ("!Ref Size", "3"),
        ("!Ref Flag", "true"),
        ("!Ref Zones", ["a", "b"]),
        ("!Ref Image", "{{resolve:ssm:/images/last}}"),
        ("!Ref AWS::Partition", "aws-cn"),
        ("!Ref AWS::URLSuffix", "amazonaws.com.cn"),
        ("!Ref AWS::StackName", "shop-api"),
        ("!Ref AWS::NotificationARNs", []),
        ("!Ref AWS::NoValue", "absent"),
        ("!Ref Queue", "${Queue}"),
        ("!GetAtt Queue.Arn", "${Queue.Arn}"),
        ("{'Fn::GetAtt': Queue.Arn}", "${Queue.Arn}"),
        (
            "!Sub 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Mode}'",
            "arn:aws-cn:sqs:cn-north-1:123456789012:Active",
        ),
        ("!Sub '${Queue.Arn}/${!kept}'", "${Queue.Arn}/${kept}"),
        ("!Sub ['${Own}-${Mode}', {Own: !Ref Size}]", "3-Active"),
        ("!Join ['/', [a, !Ref Size, true]]", "a/3/true"),
        ("!Join ['/', !Ref Zones]", "a/b"),
        ("!Split [':', 'a:b']", ["a", "b"]),
        ("!Split ['.', !GetAtt Queue.Arn]", ["${Queue.Arn}"]),
        ("!Split ['/', !Sub '${Queue.Arn}/x']", ["${Queue.Arn}", "x"]),
        ("!Select [1, !Ref Zones]", "b"),
        ("!Select ['1', !Split [':', 'a:b']]", "b"),
        ("!Select [1, [!Ref Queue, b]]", "b"),
        ("!Select [5, !Split [':', !GetAtt Queue.Arn]]", "${Select 5 of Queue.Arn}"),
        ("!If [IsActive, yes-it-is, no]", "yes-it-is"),
        ("!If [IsBig, 1, !Ref AWS::NoValue]", "absent"),
        ("!FindInMap [Hosts, !Ref AWS::Partition, Console]", "console.amazonaws.cn"),
        ("!FindInMap [Hosts, other, Console, {DefaultValue: none}]", "none"),
        ("!Base64 text", "dGV4dA=="),
        ("!Cidr [10.0.0.0/16, 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]),
        ("!Cidr [!GetAtt Queue.Block, 2]", ["${Cidr 0 of Queue.Block}", "${Cidr 1 of Queue.Block}"]),
        ("!ImportValue other-stack-Name", "${ImportValue other-stack-Name}"),
        ("!GetAZs ''", ["cn-north-1a", "cn-north-1b", "cn-north-1c"]),
        ("!Length [a, b]", 2),
        ("!ToJsonString {a: [1, !Ref Mode]}", '{"a":[1,"Active"]}'),
        ("[a, !If [IsBig, b, !Ref AWS::NoValue]]", ["a"]),
        ("{Condition: {StringEquals: {a: b}}}", {"Condition": {"StringEquals": {"a": "b"}}}),
        ("7", 7),
    ],
)
def test_expression__is_evaluated(expression: str, value: Any) -> None:
    assert value_of(expression) == value


def test_given_parameters__count_before_defaults() -> None:
    assert value_of("!If [Both, !Ref Mode, x]", Mode="Active", Size="4") == "Active"


def test_conditions__are_all_told() -> None:
    result = evaluated("", Mode="PassThrough")
    assert result.conditions == {"IsActive": False, "IsBig": False, "Both": False, "Either": False}


def test_resource_or_output_whose_condition_is_false__is_not_there() -> None:
    more = """
  Small: {Type: AWS::SNS::Topic, Condition: IsActive}
  Big: {Type: AWS::SNS::Topic, Condition: IsBig}
Outputs:
  SmallOne: {Condition: IsActive, Value: !Ref Small, Export: {Name: !Sub '${AWS::StackName}-Small'}}
  BigOne: {Condition: IsBig, Value: !Ref Big}
"""
    result = evaluated(more)
    assert sorted(result.resources) == ["Queue", "Small"]
    assert result.outputs == {"SmallOne": {"Value": "${Small}", "Export": {"Name": "shop-api-Small"}}}


def test_attribute_of_a_resource_without_a_value__is_not_there() -> None:
    more = "  Topic: {Type: AWS::SNS::Topic, UpdatePolicy: !If [IsBig, {A: 1}, !Ref AWS::NoValue]}"
    assert evaluated(more).resources["Topic"] == {"Type": "AWS::SNS::Topic"}


def test_known_attributes__stand_in_place_of_tokens() -> None:
    template = load(FRAME + "  Topic: {Type: AWS::SNS::Topic, Properties: {A: !GetAtt Queue.Arn, B: !Ref Queue}}", "t")
    known = {("Queue", "AWS::SQS::Queue", "Arn"): "arn:known"}
    result = evaluate(template, {}, CHINA, lambda *asked: known.get(asked))
    assert result.resources["Topic"]["Properties"] == {"A": "arn:known", "B": "${Queue}"}


@pytest.mark.parametrize(
    "form", ['DefinitionString: \'{"Resource": "${FunctionArn}"}\'', "Definition: {Resource: '${FunctionArn}'}"]
)
def test_definition_of_a_state_machine__has_its_substitutions(form: str) -> None:
    more = f"""
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      {form}
      DefinitionSubstitutions: {{FunctionArn: !Sub '${{Queue.Arn}}:live'}}
"""
    properties = evaluated(more).resources["Machine"]["Properties"]
    put_in = properties[form.split(":", maxsplit=1)[0]]
    assert put_in in ('{"Resource": "${Queue.Arn}:live"}', {"Resource": "${Queue.Arn}:live"})


def test_loop__stands_as_what_it_makes() -> None:
    more = """
  Fn::ForEach::Topics:
    - Zone
    - !Ref Zones
    - Topic${Zone}: {Type: AWS::SNS::Topic, Properties: {Name: !Sub '${AWS::StackName}-${Zone}', Zone: !Ref Zone}}
"""
    resources = evaluated(more, Zones="x,y").resources
    assert {name: one.get("Properties") for name, one in resources.items() if name != "Queue"} == {
        "Topicx": {"Name": "shop-api-x", "Zone": "x"},
        "Topicy": {"Name": "shop-api-y", "Zone": "y"},
    }


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("!Ref Missing", "names something that is not in its section Resources"),
        ("!If [Missing, 1, 2]", "names something that is not in its section Conditions"),
        ("!FindInMap [Missing, a, b]", "names something that is not in its section Mappings"),
        ("!FindInMap [Hosts, other, Console]", "a mapping lacks a key"),
        ("!Select [2, [a, b]]", "asks for an entry that a list does not have"),
        ("!Transform {Name: x}", "a function that cannot be evaluated"),
    ],
)
def test_what_cloudformation_would_refuse__is_told_with_its_place(expression: str, message: str) -> None:
    with pytest.raises(StackyardError, match=rf"^Resources/Topic: .*{message}"):
        value_of(expression)


def test_circle_of_conditions__is_told() -> None:
    frame = FRAME.replace("IsBig: !Not [!Equals [!Ref Size, 3]]", "IsBig: !Not [!Condition Both]")
    with pytest.raises(StackyardError, match="IsBig -> Both -> IsBig"):
        evaluated("", frame=frame)


def test_parameter_without_a_value__is_told() -> None:
    with pytest.raises(StackyardError, match="no value\n  given: Mode"):
        evaluated("", frame=FRAME.replace(", Default: Active", ""))


def test_loop_of_another_form__is_told() -> None:
    with pytest.raises(StackyardError, match="a loop of a template has another form"):
        evaluated("  Fn::ForEach::Topics: [Zone]")
