from __future__ import annotations

import os

import pytest
from stackyard.compose import compose
from stackyard.compose.folders import refuse_unplaced
from stackyard.errors import StackyardError
from stackyard.faults import Faults


def test_system_that_nobody_wrote__names_the_ones_there_are(empty_repository):
    empty_repository.write("templates/other/base.yaml", "Resources: {}\n")
    message = empty_repository.fault()
    assert "there is no system shop" in message
    assert "known systems: other" in message
    assert "templates/shop/<stack>.yaml" in message


def test_system_with_an_empty_folder__has_no_stack(empty_repository):
    (empty_repository.root / "templates/shop").mkdir(parents=True)
    assert "templates/shop: holds no stack" in empty_repository.fault()


def test_folder_without_fragment__says_what_is_missing(repository):
    repository.write("lambdas/shop/sell/handler.py", "def handler(event, context): ...\n")
    message = repository.fault()
    assert "lambdas/shop/sell: this folder is no function: it has no resources.yaml" in message
    assert "given: handler.py" in message


def test_folder_that_holds_nothing__says_so(repository):
    (repository.root / "lambdas/shop/helpers").mkdir()
    message = repository.fault()
    assert "it has no handler.py and no resources.yaml" in message
    assert "an empty folder" in message
    assert "shared/" in message


def test_shared_hidden_and_cache_folders__are_no_functions(repository):
    repository.write("lambdas/shop/shared/shop/__init__.py", "")
    repository.write("lambdas/shop/.idea/x", "")
    repository.write("lambdas/shop/__pycache__/x.pyc", "")
    repository.write("lambdas/shop/README.md", "")
    assert list(repository.compose().functions) == ["buy"]


@pytest.mark.parametrize("name", ["buy it", "1buy", "käufe"])
def test_name_that_no_function_can_have__is_refused(repository, name):
    repository.function(name)
    assert f"lambdas/shop/{name}: cannot be the name of a function" in repository.fault()


@pytest.mark.parametrize("name", ["my_stack", "9lives", "openapi"])
def test_name_that_no_stack_can_have__is_refused(repository, name):
    repository.write(f"templates/shop/{name}.yaml", "Resources: {Topic: {Type: AWS::SNS::Topic}}\n")
    assert f"templates/shop/{name}.yaml: cannot be the name of a stack" in repository.fault()


def test_frame_with_another_ending__is_not_silently_left_out(repository):
    repository.write("templates/shop/data.yml", "Resources: {}\n")
    message = repository.fault()
    assert "templates/shop/data.yml: is not read" in message
    assert "rename it to data.yaml" in message


def test_name_of_bytes_that_are_no_utf8__is_told(repository):
    os.mkdir(os.fsencode(repository.root / "lambdas/shop") + b"/caf\xe9")  # noqa: PTH102  # bytes are the point
    message = repository.fault()
    assert "lambdas/shop: the name of a file or folder in here cannot be printed" in message
    assert r"'caf\udce9'" in message


@pytest.mark.parametrize("name", ["resources.yaml", "openapi.yaml", "handler.py", "weekly.asl.json"])
def test_file_in_another_encoding__is_named(repository, name):
    (repository.root / "lambdas/shop/buy" / name).write_bytes("# Zażółć\n".encode("iso8859-2"))
    assert f"lambdas/shop/buy/{name}: is not UTF-8 text" in repository.fault()


@pytest.mark.parametrize("name", ["resources.yaml", "openapi.yaml"])
def test_yaml_that_does_not_parse__is_named_with_its_line(repository, name):
    repository.write(f"lambdas/shop/buy/{name}", "A: 1\nB: [\n")
    assert f"lambdas/shop/buy/{name}:3" in repository.fault()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"StartAt": "A",}', ":1:1"),
        ("", ":1:1: is no JSON"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"States": {"A": 1, "A": 2}}', "the same key stands twice in one object: A"),
    ],
)
def test_state_machine_that_is_no_json__is_named(repository, text, problem):
    repository.write("lambdas/shop/buy/weekly.asl.json", text)
    message = repository.fault()
    assert "lambdas/shop/buy/weekly.asl.json" in message
    assert problem in message


def test_link_that_leads_nowhere__is_not_silently_left_out(repository):
    (repository.root / "lambdas/shop/sell").symlink_to("../moved/sell")
    message = repository.fault()
    assert "lambdas/shop/sell: leads nowhere" in message
    assert "given: a link to ../moved/sell" in message


def unplaced(repository):
    faults = Faults("the repository")
    refuse_unplaced(repository.root, faults)
    return "\n".join(map(str, faults.errors))


@pytest.mark.parametrize("file", ["handler.py", "resources.yaml", "app.py"])
def test_functions_without_any_stack__are_not_silently_left_out(repository, file):
    message = unplaced(repository.write(f"lambdas/shpo/buy/{file}", ""))
    assert "lambdas/shpo: no stack can hold these functions" in message
    assert "remedy: write templates/shpo/<stack>.yaml, or rename the folder (systems: shop)" in message


def test_folder_of_a_system_to_come__needs_no_stack_before_it_has_a_function(repository):
    repository.write("lambdas/soon/shared/soon/__init__.py", "").write("lambdas/soon/buy/requirements.in", "six\n")
    repository.write("lambdas/soon/.idea/x.py", "").write("lambdas/soon/__pycache__/x.py", "")
    assert unplaced(repository) == ""
    assert list(repository.compose().functions) == ["buy"]


def test_what_all_systems_share__is_no_system(repository):
    assert unplaced(repository.write("lambdas/shared/kit/__init__.py", "").write("lambdas/shared/kit/a.py", "")) == ""


@pytest.mark.parametrize("file", ["templates/shared/api.yaml", "lambdas/shared/buy/resources.yaml"])
def test_system_with_the_name_of_what_all_share__is_refused(repository, file):
    message = unplaced(repository.write(file, ""))
    assert f"{'/'.join(file.split('/')[:2])}: no system can be called shared: lambdas/shared/ is what" in message
    assert "remedy: rename its folders in templates/ and lambdas/" in message


def test_declared_system_with_the_name_of_what_all_share__is_refused(repository, tmp_path):
    with pytest.raises(StackyardError, match="no system can be called shared"):
        compose(repository.write("templates/shared/api.yaml", "Resources: {}\n").root, "shared", "local", tmp_path)
