from __future__ import annotations

import json

import pytest

FRAME = "templates/shop/api.yaml"
HEAD = 'AWSTemplateFormatVersion: "2010-09-09"\n'
BODY = 'Body: {code: "{status}", body: "{detail}"}'


def declare(repository, text):
    """Let the frame say how the gateway answers; ``text`` is in flow style."""
    return repository.change(FRAME, HEAD, f"{HEAD}Metadata: {{Stackyard: {{GatewayResponses: {{{text}}}}}}}\n")


def answers(repository):
    """Give properties of all answers of the gateway, by their types."""
    found = [one["Properties"] for one in repository.resources().values() if one["Type"].endswith("GatewayResponse")]
    return {properties["ResponseType"]: properties for properties in found}


def body(repository, kind):
    return json.loads(answers(repository)[kind]["ResponseTemplates"]["application/json"])


def test_declaration__becomes_an_answer_for_every_case(repository):
    found = answers(declare(repository, BODY))
    assert len(found) == 17
    assert found["THROTTLED"] == {
        "RestApiId": {"Ref": "Api"},
        "ResponseType": "THROTTLED",
        "StatusCode": "429",
        "ResponseTemplates": {
            "application/json": '{"code": 429, "body": "Too many requests. Wait a few seconds and try again."}'
        },
    }


def test_answers__are_named_after_their_types_and_waited_for_by_the_deployment(repository):
    resources = declare(repository, BODY).resources()
    (deployment,) = [one for one in resources.values() if one["Type"] == "AWS::ApiGateway::Deployment"]
    assert {"Default4xxResponse", "WafFilteredResponse"} <= set(resources)
    assert {"Default4xxResponse", "WafFilteredResponse"} <= set(deployment["DependsOn"])


def test_declaration__is_not_deployed_itself(repository):
    declare(repository, BODY)
    assert "Stackyard" not in repository.compose().stacks["api"].document.get("Metadata", {})


def test_frame_without_a_declaration__gets_no_answer(repository):
    assert answers(repository) == {}


def test_details_and_statuses_of_the_frame__stand_in_for_the_kits(repository):
    declare(repository, f"{BODY}, Details: {{THROTTLED: Slower}}, Statuses: {{THROTTLED: 503}}")
    assert body(repository, "THROTTLED") == {"code": 503, "body": "Slower"}
    assert answers(repository)["THROTTLED"]["StatusCode"] == "503"


def test_detail_of_one_case__serves_those_that_are_like_it(repository):
    declare(repository, f"{BODY}, Details: {{DEFAULT_5XX: Broken, INTEGRATION_TIMEOUT: Slow}}")
    assert body(repository, "INTEGRATION_FAILURE") == {"code": 502, "body": "Broken"}
    assert body(repository, "INTEGRATION_TIMEOUT") == {"code": 504, "body": "Slow"}


def test_problem_document__has_its_type_its_title_and_the_id_of_the_request(repository):
    instance = '"urn:uuid:$context.requestId"'
    text = f'Body: {{title: "{{title}}", in: [{{said: "{{status}}: {{detail}}"}}], instance: {instance}, about: 7}}'
    declare(repository, f"{text}, ContentType: application/problem+json")
    assert body(repository, "ACCESS_DENIED") == {
        "title": "Forbidden",
        "in": [{"said": "403: You may not make this call."}],
        "instance": "urn:uuid:$context.requestId",
        "about": 7,
    }
    header = answers(repository)["ACCESS_DENIED"]["ResponseParameters"]
    assert header == {"gatewayresponse.header.Content-Type": "'application/problem+json'"}


def test_quotes_in_a_detail__leave_the_answer_json(repository):
    declare(repository, BODY + """, Details: {THROTTLED: 'say "please" \\ wait'}""")
    assert body(repository, "THROTTLED")["body"] == 'say "please" \\ wait'


@pytest.mark.parametrize(
    "variable", ["$context.path", "$context.error.message", "$context.error.validationErrorString", "$input.body", "$5"]
)
def test_variable_that_a_client_may_fill__is_refused(repository, variable):
    message = declare(repository, f"{BODY}, Details: {{THROTTLED: 'You sent {variable}, slower'}}").fault()
    assert f"{FRAME}:2: this variable cannot stand in an answer of the gateway" in message
    assert f"given: {variable}" in message
    assert "it might repeat what a client sent. Safe are $context.apiId, " in message


def test_variable_in_the_body__is_checked_too(repository):
    assert "given: $context.path" in declare(repository, 'Body: {at: "$context.path", body: "{detail}"}').fault()


def test_message_that_names_our_parameters__may_stand_in_that_one_answer(repository):
    declare(repository, f"{BODY}, Details: {{BAD_REQUEST_PARAMETERS: 'missing - $context.error.message'}}")
    assert body(repository, "BAD_REQUEST_PARAMETERS")["body"] == "missing - $context.error.message"


def test_full_stop_after_a_variable__is_refused(repository):
    message = declare(repository, f"{BODY}, Details: {{THROTTLED: 'See $context.requestId.'}}").fault()
    assert "put something else between the variable and the full stop" in message


@pytest.mark.parametrize(
    ("text", "problem", "given"),
    [
        ("Details: {THROTTLED: Slower}", "the answers have no body", "None"),
        ('Body: {it: "{reason}"}', "nothing is known to fill in", "{reason}"),
        (f"{BODY}, Details: {{SLOWED: Slower}}", "the gateway makes no such answer", "SLOWED"),
        (f"{BODY}, Details: {{THROTTLED: 7}}", "is no text", "7"),
        (f"{BODY}, Details: none", "Details is no mapping", "none"),
        (f"{BODY}, Statuses: {{THROTTLED: 200}}", "is no status of an error", "200"),
        (f"{BODY}, ContentType: text/html", "the answers are JSON, and this is none", "text/html"),
        (f"{BODY}, Colour: red", "GatewayResponses is not as it should be", "Colour"),
    ],
)
def test_declaration_that_cannot_be_meant__is_told_with_its_place(repository, text, problem, given):
    message = declare(repository, text).fault()
    assert f"{FRAME}:2: {problem}" in message
    assert f"given: {given}" in message


def test_answer_that_stands_in_the_frame_already__is_told(repository):
    declare(repository, BODY)
    repository.change(FRAME, "  Stage:\n", "  ThrottledResponse: {Type: AWS::ApiGateway::GatewayResponse}\n  Stage:\n")
    assert "the name ThrottledResponse is compose's own" in repository.fault()


def test_frame_without_an_api__is_told(repository):
    repository.write(
        "templates/shop/data.yaml",
        f"Metadata: {{Stackyard: {{GatewayResponses: {{{BODY}}}}}}}\nResources: {{T: {{Type: AWS::SNS::Topic}}}}\n",
    )
    assert "templates/shop/data.yaml:1: there is no one API that answers" in repository.fault()


def test_unknown_setting_of_a_frame__is_told(repository):
    repository.change(FRAME, HEAD, f"{HEAD}Metadata: {{Stackyard: {{Stack: api}}}}\n")
    message = repository.fault()
    assert f"{FRAME}:2: compose knows no such setting of a stack" in message
    assert "use GatewayResponses or OpenApi" in message


def test_other_metadata_of_a_frame__stays(repository):
    repository.change(FRAME, HEAD, f"{HEAD}Metadata: {{Stackyard: {{GatewayResponses: {{{BODY}}}}}, Owner: shop}}\n")
    assert repository.compose().stacks["api"].document["Metadata"]["Owner"] == "shop"
