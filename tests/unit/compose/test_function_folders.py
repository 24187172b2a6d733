from __future__ import annotations

import pytest
from stackyard.compose.function_folders import function_folders, named_folders
from stackyard.errors import StackyardError


@pytest.fixture
def root(tmp_path):
    for name in ("shop/buy", "shop/sell_used", "shop/shared", "shop/.idea", "mail/buy", "mail/send", "shared/kit"):
        (tmp_path / "lambdas" / name).mkdir(parents=True)
    (tmp_path / "lambdas/shop/common.in").write_text("six\n")
    return tmp_path


def named(root, *names):
    return [str(path.relative_to(root / "lambdas")) for path in named_folders(root, names)]


def fault(root, *names):
    with pytest.raises(StackyardError) as caught:
        named_folders(root, names)
    return str(caught.value)


def test_every_function__is_found_and_nothing_else(root):
    found = [str(path.relative_to(root / "lambdas")) for path in function_folders(root)]
    assert found == ["mail/buy", "mail/send", "shop/buy", "shop/sell_used"]


def test_repository_without_functions__has_none(tmp_path):
    assert function_folders(tmp_path) == []
    assert "name one of: there is none yet" in fault(tmp_path, "buy")


@pytest.mark.parametrize(
    "name",
    ["send", "mail/send", "lambdas/mail/send", "lambdas/mail/send/", "./lambdas/mail/send", "{root}/lambdas/mail/send"],
)
def test_function__is_found_by_name_and_by_path(root, name):
    assert named(root, name.format(root=root)) == ["mail/send"]


def test_system__stands_for_its_functions(root):
    assert named(root, "shop") == ["shop/buy", "shop/sell_used"]
    assert named(root, "lambdas/shop/") == ["shop/buy", "shop/sell_used"]


def test_function_named_twice__is_given_once(root):
    assert named(root, "shop/buy", "shop", "send") == ["shop/buy", "shop/sell_used", "mail/send"]


def test_name_of_functions_in_two_systems__is_told_with_both(root):
    message = fault(root, "buy")
    assert "several systems have a function buy" in message
    assert "remedy: write mail/buy or shop/buy" in message


@pytest.mark.parametrize(("name", "near"), [("sell-used", "sell_used"), ("mali", "mail"), ("shop/buuy", "shop/buy")])
def test_unknown_function__is_told_with_what_is_near(root, name, near):
    message = fault(root, name)
    assert f"there is no function {name}\n  remedy: did you mean {near}" in message


@pytest.mark.parametrize("name", ["quarterly", "shared", "", "/"])
def test_unknown_function_like_no_other__is_told_with_all(root, name):
    assert "remedy: name one of: mail/buy, mail/send, shop/buy, shop/sell_used" in fault(root, name)


def test_several_unknown_functions__are_told_together(root):
    assert fault(root, "x", "send", "y").startswith("2 things are wrong with the named functions:")


def test_many_functions__are_not_all_listed(tmp_path):
    for number in range(11):
        (tmp_path / f"lambdas/shop/f{number:02}").mkdir(parents=True)
    assert "shop/f09, ..." in fault(tmp_path, "quarterly")


def test_environment_in_the_place_of_a_function__is_told_as_one(root):
    (root / "inventory.yml").write_text("all: {children: {dev: {hosts: {dev-1: }}}}\n")
    assert fault(root, "dev") == "there is no function dev\n  remedy: dev is an environment: --env dev"


def test_stack_in_the_place_of_a_function__is_told_as_one(root):
    (root / "templates/shop").mkdir(parents=True)
    (root / "templates/shop/data.yaml").touch()
    assert "data is a stack of shop; name functions or their systems" in fault(root, "data")
