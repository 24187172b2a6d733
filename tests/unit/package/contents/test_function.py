from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.package.contents.function import Contents
from stackyard.package.model import Platform

from tests.unit.package.plans import Packages

LOCK = "six==1 --hash=sha256:0a\n"
PLATFORM = Platform("x86_64", "python3.13")


def contents(repository):
    functions = repository.compose().functions.values()
    asked = []

    def set_of(lock, platform, patterns):
        asked.append((lock.label, platform, patterns.exclude))
        return Packages(lock.label)

    return Contents(repository.root, set_of).of_all(functions, PLATFORM), asked


def fault(repository):
    with pytest.raises(StackyardError) as caught:
        contents(repository)
    return str(caught.value)


def names(entries):
    return [entry.name for entry in entries]


def test_function__is_made_of_own_files_shared_modules_and_packages(repository):
    repository.write("lambdas/shop/shared/shop/__init__.py", "").write("lambdas/shop/shared/shop/money.py", "")
    repository.write("lambdas/shop/buy/handler.py", "from shop import money\ndef handler(event, context): ...\n")
    repository.write("lambdas/shop/buy/requirements.txt", LOCK)
    (content,), asked = contents(repository)
    assert names(content.own) == ["handler.py"]
    assert names(content.shared) == ["shop/__init__.py", "shop/money.py"]
    assert content.dependencies.label == "six"
    assert asked == [("six", PLATFORM, ())]


def test_function_without_requirements__has_no_packages(repository):
    (content,), asked = contents(repository)
    assert content.dependencies is None
    assert asked == []


def test_change_of_a_shared_module__changes_only_the_functions_that_import_it(repository):
    repository.function("sell").write("lambdas/shop/shared/shop/money.py", "a = 1\n")
    repository.write("lambdas/shop/buy/handler.py", "from shop import money\ndef handler(event, context): ...\n")
    before = {found.function.name: found.shared for found in contents(repository)[0]}
    repository.write("lambdas/shop/shared/shop/money.py", "a = 2\n")
    after = {found.function.name: found.shared for found in contents(repository)[0]}
    assert before["sell"] == after["sell"] == ()
    assert before["buy"] != after["buy"]


def test_platform_that_a_function_names__goes_before_the_environments(repository):
    repository.write("lambdas/shop/buy/requirements.txt", LOCK)
    repository.change("lambdas/shop/buy/resources.yaml", "python3.13", "python3.14\n      Architectures: [arm64]")
    (content,), asked = contents(repository)
    assert content.platform == asked[0][1] == Platform("arm64", "python3.14")


def test_platform_that_cannot_be_packaged__is_told_with_the_function(repository):
    repository.change("lambdas/shop/buy/resources.yaml", "python3.13", "nodejs22.x")
    assert "lambdas/shop/buy: the kit packages Python functions only\n  given: nodejs22.x" in fault(repository)


def test_patterns_of_a_function__take_files_of_every_kind_away(repository):
    repository.write("lambdas/shop/shared/shop/money.py", "").write("lambdas/shop/shared/shop/rates.csv", "1\n")
    repository.write("lambdas/shop/buy/handler.py", "from shop import money\ndef handler(event, context): ...\n")
    repository.write("lambdas/shop/buy/notes.csv", "1\n").write("lambdas/shop/buy/requirements.txt", LOCK)
    repository.change("lambdas/shop/buy/resources.yaml", "Stack: api", 'Stack: api, Package: {Exclude: ["*.csv"]}')
    (content,), asked = contents(repository)
    assert names(content.own) == ["handler.py"]
    assert names(content.shared) == ["shop/money.py"]
    assert asked[0][2] == ("*.csv",)


def test_file_whose_name_is_no_utf8__is_told(repository):
    (repository.root / "lambdas/shop/buy" / "caf\udce9.txt").write_text("x")
    message = fault(repository)
    assert "lambdas/shop/buy: the name of a file cannot be printed" in message
    assert r"caf\udce9.txt" in message


def test_file_with_a_name_beyond_ascii__is_taken(repository):
    repository.write("lambdas/shop/buy/Größe.txt", "x")
    (content,), _ = contents(repository)
    assert names(content.own) == ["Größe.txt", "handler.py"]


def test_faults_of_several_functions__are_told_together(repository):
    repository.function("sell")
    repository.write("lambdas/shop/buy/other.py", "a = = 1\n").write("lambdas/shop/sell/requirements.in", "six\n")
    message = fault(repository)
    assert message.startswith("2 things are wrong with the functions' code:")
    assert "lambdas/shop/buy/other.py:1: invalid syntax" in message
    assert "lambdas/shop/sell/requirements.in: has not been locked" in message
