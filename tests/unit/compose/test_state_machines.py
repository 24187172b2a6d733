from __future__ import annotations

FRAGMENT = "lambdas/shop/buy/resources.yaml"
MACHINE = "  Weekly:\n    Type: AWS::StepFunctions::StateMachine\n    Properties: {Definition: weekly.asl.json}\n"
ASL = '{"StartAt": "Pay", "States": {"Pay": {"Type": "Task", "Resource": "${InvokeArn}", "End": true}}}'


def test_definition_of_a_fragment__is_replaced_by_the_file_beside_it(repository):
    repository.change(FRAGMENT, "  BuyRole:\n", MACHINE + "  BuyRole:\n").write("lambdas/shop/buy/weekly.asl.json", ASL)
    definition = repository.resources()["Weekly"]["Properties"]["Definition"]
    assert definition["States"]["Pay"]["Resource"] == "${InvokeArn}"


def test_definition_of_a_frame__is_replaced_by_the_file_beside_it(repository):
    repository.change("templates/shop/api.yaml", "  Stage:\n", MACHINE + "  Stage:\n")
    repository.write("templates/shop/weekly.asl.json", ASL)
    assert repository.resources()["Weekly"]["Properties"]["Definition"]["StartAt"] == "Pay"


def test_file_that_is_not_there__is_told_with_the_ones_that_are(repository):
    repository.change(FRAGMENT, "  BuyRole:\n", MACHINE + "  BuyRole:\n").write("lambdas/shop/buy/daily.asl.json", ASL)
    message = repository.fault()
    assert f"{FRAGMENT}:14: Weekly names a state machine that is not beside this file" in message
    assert "weekly.asl.json; there: daily.asl.json" in message


def test_definition_written_out__stays(repository):
    repository.change(FRAGMENT, "  BuyRole:\n", MACHINE.replace("weekly.asl.json", "{StartAt: A}") + "  BuyRole:\n")
    assert repository.resources()["Weekly"]["Properties"]["Definition"] == {"StartAt": "A"}
