from __future__ import annotations

import re
from pathlib import Path

import pytest
from stackyard.compose import ComposedSystem
from stackyard.errors import StackyardError
from stackyard.package.contents.function import FunctionContent
from stackyard.package.layers.layering import lay_out
from stackyard.package.layers.rewrite import layer_id, packaged_template
from stackyard.templates.documents import load

from tests.unit.package.plans import PLATFORM, Packages, file

NUMPY = Packages("numpy", size=2000)


def plans_of(composed, *, shared=(), threshold=1000, **dependencies):
    contents = [
        FunctionContent(function, PLATFORM, (file("handler.py"),), tuple(shared), dependencies.get(name))
        for name, function in composed.functions.items()
    ]
    return {plan.content.function.name: plan for plan in lay_out(contents, threshold, lambda _: "")}


def packaged(repository, bucket="bucket", stack="api", **options):
    composed = repository.compose()
    path = packaged_template(composed, composed.stacks[stack], bucket, plans_of(composed, **options))
    return path, load(path.read_text(), path.name)


def layers_in(document):
    return {
        name: resource
        for name, resource in document["Resources"].items()
        if resource["Type"] == "AWS::Lambda::LayerVersion"
    }


def test_code__names_the_artifact_and_nothing_else_changes(repository):
    path, document = packaged(repository, "bucket-of-artifacts")
    assert path.name == "api.packaged.yaml"
    code = document["Resources"]["BuyFunction"]["Properties"].pop("Code")
    key = plans_of(repository.compose())["buy"].artifact.key
    assert code == {"S3Bucket": "bucket-of-artifacts", "S3Key": key}
    composed = repository.compose().stacks["api"].document
    del composed["Resources"]["BuyFunction"]["Properties"]["Code"]
    assert document == composed


def test_bucket_that_nobody_knows_yet__has_a_name_that_says_so(repository):
    _, document = packaged(repository, "", buy=NUMPY)
    assert document["Resources"]["BuyFunction"]["Properties"]["Code"]["S3Bucket"] == "known-after-deploy"
    [layer] = layers_in(document).values()
    assert layer["Properties"]["Content"]["S3Bucket"] == "known-after-deploy"


def test_stack_without_functions__is_deployed_as_composed(repository):
    repository.write("templates/shop/data.yaml", "Resources: {Topic: {Type: AWS::SNS::Topic}}\n")
    path, _ = packaged(repository, stack="data")
    assert path == Path(repository.compose().stacks["data"].template)


def test_layer__is_one_resource_that_its_functions_refer_to(repository):
    repository.function("sell")
    repository.function("lend")
    _, document = packaged(repository, buy=NUMPY, sell=NUMPY)
    layer = plans_of(repository.compose(), buy=NUMPY)["buy"].layers[0]
    name = f"NumpyLayer{layer.digest[:8]}"
    assert layers_in(document) == {
        name: {
            "Type": "AWS::Lambda::LayerVersion",
            "Properties": {
                "Description": f"numpy for python3.13 on x86_64, content {layer.digest[:16]}",
                "CompatibleRuntimes": ["python3.13"],
                "Content": {"S3Bucket": "bucket", "S3Key": layer.key},
            },
        }
    }
    for function in ("BuyFunction", "SellFunction"):
        assert document["Resources"][function]["Properties"]["Layers"] == [{"Ref": name}]
    assert "Layers" not in document["Resources"]["LendFunction"]["Properties"]


def test_layers_of_the_functions_own__come_before_the_kits(repository):
    repository.change("lambdas/shop/buy/resources.yaml", "Code: .", "Code: .\n      Layers: [!Ref Insights]")
    repository.change(
        "lambdas/shop/buy/resources.yaml", "Environment: {Type: String}",
        "Environment: {Type: String}\n  Insights: {Type: String}",
    )  # fmt: skip
    _, document = packaged(repository, buy=NUMPY, shared=[file("shop/money.py", 3000)])
    names = [entry["Ref"] for entry in document["Resources"]["BuyFunction"]["Properties"]["Layers"]]
    assert [re.sub("Layer[0-9a-f]{8}$", "Layer", name) for name in names] == [
        "Insights", "NumpyLayer", "ShopSharedLayer",
    ]  # fmt: skip
    assert repository.compose().functions["buy"].layers == 1


def test_layers_that_are_no_list__are_told_only_when_the_kit_has_to_add_to_them(repository):
    repository.change(
        "lambdas/shop/buy/resources.yaml", "Code: .",
        'Code: .\n      Layers: !Split [",", !Ref Environment]',
    )  # fmt: skip
    packaged(repository)
    with pytest.raises(StackyardError) as caught:
        packaged(repository, buy=NUMPY)
    assert "lambdas/shop/buy/resources.yaml: Layers is no list, so that the kit's own cannot be added" in str(
        caught.value
    )


def test_resource_with_the_name_of_a_layer__is_told(repository):
    name = layer_id(plans_of(repository.compose(), buy=NUMPY)["buy"].layers[0])
    repository.change("templates/shop/api.yaml", "Resources:", f"Resources:\n  {name}: {{Type: AWS::SNS::Topic}}")
    with pytest.raises(StackyardError, match="shop/api: a resource has the name of a layer"):
        packaged(repository, buy=NUMPY)


def test_other_content_of_a_layer__is_another_resource(repository):
    _, before = packaged(repository, buy=Packages("numpy", size=2000))
    _, after = packaged(repository, shared=[file("shop/money.py", 3000)])
    assert not layers_in(before).keys() & layers_in(after).keys()


def test_set_with_a_long_name__makes_an_id_and_a_description_that_aws_takes(repository):
    long = Packages(", ".join(f"package-{number}" for number in range(60)), size=2000)
    _, document = packaged(repository, buy=long)
    [(name, layer)] = layers_in(document).items()
    assert re.fullmatch(r"Package0Package1[A-Za-z0-9]+Layer[0-9a-f]{8}", name)
    assert len(name) < 80
    assert len(layer["Properties"]["Description"]) == 256
    assert re.search("for python3.13 on x86_64, content [0-9a-f]{16}$", layer["Properties"]["Description"])


def test_composed_document__stays_as_it_was(repository):
    composed = repository.compose()
    before = repository.compose().stacks["api"].document
    packaged_template(composed, composed.stacks["api"], "bucket", plans_of(composed, buy=NUMPY))
    assert composed.stacks["api"].document == before


def test_template_that_came_by_facts__is_read_from_its_file(repository):
    composed = repository.compose()
    by_facts = ComposedSystem.from_facts("shop", composed.facts())
    path = packaged_template(by_facts, by_facts.stacks["api"], "bucket", plans_of(by_facts, buy=NUMPY))
    text = path.read_text()
    path.unlink()
    assert packaged(repository, buy=NUMPY)[0].read_text() == text


def test_same_plans__leave_the_template_unread_and_unwritten(repository):
    composed = repository.compose()
    path = packaged_template(composed, composed.stacks["api"], "bucket", plans_of(composed))
    before = path.stat().st_mtime_ns, path.stat().st_ino
    forgotten = ComposedSystem.from_facts("shop", composed.facts())
    assert packaged_template(forgotten, forgotten.stacks["api"], "bucket", plans_of(forgotten)) == path
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda repository: repository.change("lambdas/shop/buy/resources.yaml", "python3.13", "python3.14"),
        lambda repository: (repository.root / "build/local/shop/api.packaged.yaml").write_text("Resources: {}\n"),
        lambda repository: (repository.root / "build/local/shop/api.packaged.yaml").unlink(),
        lambda repository: (repository.root / "build/local/shop/.api.packaged.digest").write_bytes(b""),
    ],
)
def test_template_that_changed_or_was_touched__is_written_anew(repository, change):
    packaged(repository)
    change(repository)
    _, document = packaged(repository)
    composed = repository.compose().stacks["api"].document["Resources"]["BuyFunction"]["Properties"]
    assert document["Resources"]["BuyFunction"]["Properties"]["Runtime"] == composed["Runtime"]
    assert document["Resources"]["BuyFunction"]["Properties"]["Code"]["S3Bucket"] == "bucket"


@pytest.mark.parametrize("options", [{"bucket": "other"}, {"buy": NUMPY}, {"shared": [file("shop/money.py")]}])
def test_other_bucket_or_plan__is_written(repository, options):
    before = packaged(repository)[0].read_text()
    assert packaged(repository, **options)[0].read_text() != before
