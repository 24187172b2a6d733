"""Change sets without what only seems to change."""

from __future__ import annotations

from typing import Any

from stackyard.preview.echoes import without_echoes


def detail(name: str, cause: str = "", recreation: str = "Never") -> dict[str, Any]:
    source = "DirectModification" if not cause else "ResourceAttribute" if "." in cause else "ResourceReference"
    target = {"Attribute": "Properties", "Name": name, "RequiresRecreation": recreation}
    return {"Target": target, "ChangeSource": source, "CausingEntity": cause}


def modified(name: str, *details: dict[str, Any], replacement: str = "False") -> dict[str, Any]:
    return {
        "Action": "Modify",
        "LogicalResourceId": name,
        "Replacement": replacement,
        "Scope": ["Properties"],
        "Details": list(details),
    }


def names(*changes: dict[str, Any]) -> list[str]:
    return [change["LogicalResourceId"] for change in without_echoes(changes)]


def test_what_refers_to_a_resource_that_stays__does_not_change() -> None:
    role = modified("Role", detail("Policies"))
    function = modified("Function", detail("Role", "Role.Arn"))
    method = modified("Method", detail("Integration", "Function.Arn", "Conditionally"), replacement="Conditional")
    assert names(role, function, method) == ["Role"]


def test_what_refers_to_a_replaced_resource__changes_with_it() -> None:
    group = modified("Group", detail("LogGroupName", recreation="Always"), replacement="True")
    function = modified("Function", detail("LoggingConfig", "Group"))
    assert names(group, function) == ["Group", "Function"]


def test_resource_that_may_be_replaced__is_followed() -> None:
    table = modified("Table", detail("KeySchema", recreation="Conditionally"), replacement="Conditional")
    assert names(table, modified("Policy", detail("PolicyDocument", "Table.Arn"))) == ["Table", "Policy"]


def test_new_resource__is_followed() -> None:
    added = {"Action": "Add", "LogicalResourceId": "New"}
    assert names(added, modified("Function", detail("Layers", "New"))) == ["New", "Function"]


def test_attribute_that_is_no_identity__may_change_with_its_resource() -> None:
    changed = modified("Parameter", detail("Value"))
    assert names(changed, modified("Function", detail("Environment", "Parameter.Value"))) == ["Parameter", "Function"]


def test_resource_that_only_gets_tags__is_not_followed_at_all() -> None:
    tagged = {**modified("Parameter"), "Scope": ["Tags"]}
    assert names(tagged, modified("Function", detail("Environment", "Parameter.Value"))) == ["Parameter"]


def test_replacement_that_was_an_echo_only__is_none() -> None:
    role = modified("Role", detail("Policies"))
    details = (detail("Integration", "Role.Arn", "Conditionally"), detail("Timeout"))
    _, method = without_echoes([role, modified("Method", *details, replacement="Conditional")])
    assert method["Replacement"] == "False"
    assert [one["Target"]["Name"] for one in method["Details"]] == ["Timeout"]
