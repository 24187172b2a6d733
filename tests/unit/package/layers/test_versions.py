from __future__ import annotations

import pytest
from stackyard.package.contents.function import FunctionContent
from stackyard.package.layers.rewrite import packaged_template
from stackyard.package.layers.versions import with_versions
from stackyard.templates.documents import load

from tests.sam_form import sam_shop
from tests.unit.package.plans import PLATFORM, file, planned


def packaged(key="a", layers=(), *, marked=True):
    properties = {"Code": {"S3Bucket": "bucket", "S3Key": key}, "Layers": list(layers)}
    metadata = {"Metadata": {"Stackyard": {"VersionOf": "Buy"}}} if marked else {}
    version = {"Type": "AWS::Lambda::Version", **metadata, "Properties": {"FunctionName": {"Ref": "Buy"}}}
    alias = {"Type": "AWS::Lambda::Alias", "Properties": {"FunctionVersion": {"Fn::GetAtt": ["BuyVersion", "Version"]}}}
    return {
        "Resources": {
            "Buy": {"Type": "AWS::Lambda::Function", "Properties": properties},
            "BuyVersion": version,
            "BuyAlias": alias,
        }
    }


def version_in(document):
    return next(name for name, found in document["Resources"].items() if found["Type"] == "AWS::Lambda::Version")


def test_version__carries_the_content_of_its_function():
    name = version_in(with_versions(packaged()))
    assert name.startswith("BuyVersion")
    assert name != "BuyVersion"
    assert name == version_in(with_versions(packaged()))


@pytest.mark.parametrize("changed", [packaged("b"), packaged("a", [{"Ref": "NumpyLayer"}])])
def test_other_code_or_layers__make_another_version(changed):
    assert version_in(with_versions(changed)) != version_in(with_versions(packaged()))


def test_alias__leads_to_the_new_version():
    document = with_versions(packaged())
    alias = document["Resources"]["BuyAlias"]["Properties"]
    assert alias["FunctionVersion"] == {"Fn::GetAtt": [version_in(document), "Version"]}


def test_version_of_the_templates_own__keeps_its_name():
    document = packaged(marked=False)
    assert with_versions(document) == document


def test_given_document__stays_as_it_is():
    document = packaged()
    with_versions(document)
    assert document == packaged()


def test_alias_of_a_function_in_sam_form__moves_on_with_its_code(tmp_path):
    sam = sam_shop(tmp_path)
    sam.change("templates/shop/api.yaml", "Timeout: 10}", "Timeout: 10, AutoPublishAlias: live}")
    composed = sam.compose()

    def versions_with(code):
        contents = [FunctionContent(found, PLATFORM, (file(code),), ()) for found in composed.functions.values()]
        plans = {plan.content.function.name: plan for plan in planned(*contents)}
        path = packaged_template(composed, composed.stacks["api"], "bucket", plans)
        resources = load(path.read_text(), path.name)["Resources"]
        aliases = [found["Properties"] for found in resources.values() if found["Type"] == "AWS::Lambda::Alias"]
        versions = [alias["FunctionVersion"]["Fn::GetAtt"][0] for alias in aliases]
        assert {resources[version]["Type"] for version in versions} == {"AWS::Lambda::Version"}
        return versions

    first = versions_with("app.py")
    assert len(first) == 2
    assert versions_with("app.py") == first
    assert not set(versions_with("changed.py")) & set(first)
