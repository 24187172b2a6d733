from __future__ import annotations

import dataclasses

import pytest
from stackyard.errors import StackyardError
from stackyard.hot.session import GoneError, HotSession

from tests.unit.hot.surroundings import BUY, SELL, SHARED, FakeSurroundings
from tests.unit.package.plans import Packages, content, file

MONEY = file("shop/money.py")
NUMPY = Packages("numpy", size=5000)


@pytest.fixture
def world():
    found = FakeSurroundings({"buy": content("buy", shared=[MONEY]), "sell": content("sell")})
    found.deploy()
    found.was_deployed = False
    return found


@pytest.fixture
def session(world):
    begun = HotSession(world)
    begun.begin()
    return begun


def fault(problem: str = "lambdas/shop/buy/handler.py:3: invalid syntax") -> StackyardError:
    return StackyardError(problem, remedy="correct the syntax")


def texts(session: HotSession, *saved) -> list[str]:
    outcomes = session.sync(set(saved))
    return [f"{', '.join(one.labels)}: {one.error.problem if one.error else one.text}" for one in outcomes]


def test_saved_function__is_updated_alone(session, world):
    world.write("buy", shared=[MONEY])
    assert texts(session, BUY / "handler.py") == ["shop/buy: updated in place"]
    assert world.updated == ["physical-buy"]
    assert session.hot == {"shop/buy"}


def test_update__brings_own_and_shared_files_and_vendored_packages_but_no_layers(world):
    jmespath = Packages("jmespath", size=10)
    world.write("buy", 1, [MONEY], jmespath)
    world.write("sell", 1, (), NUMPY)
    world.deploy()
    session = HotSession(world)
    session.begin()
    world.write("buy", 2, [MONEY], jmespath)
    world.write("sell", 2, (), NUMPY)
    texts(session, BUY / "handler.py", SELL / "handler.py")
    buy, sell = (code for _, code in sorted(world.updates, key=lambda one: one[0]))
    assert ([one.name for one in buy.files], buy.sets, buy.bytecode) == (
        ["handler.py", "shop/money.py"],
        (jmespath,),
        "",
    )
    assert ([one.name for one in sell.files], sell.sets) == (["handler.py"], ())


def test_file_saved_as_it_was__updates_nothing(session, world):
    assert texts(session, BUY / "handler.py") == []
    assert world.updated == []


def test_change_that_is_taken_back__is_an_update_too(session, world):
    before = world.contents["buy"]
    world.write("buy", shared=[MONEY])
    texts(session, BUY / "handler.py")
    world.contents["buy"] = before
    texts(session, BUY / "handler.py")
    assert world.updated == ["physical-buy", "physical-buy"]


def test_shared_module__updates_the_functions_that_import_it(session, world):
    world.write("buy", 1, [file("shop/money.py", 99)])
    assert texts(session, SHARED / "money.py") == ["shop/buy: updated in place"]
    assert world.updated == ["physical-buy"]


def test_module_that_all_systems_share__updates_the_functions_that_import_it(session, world):
    world.write("buy", 1, [file("kit/words.py", 99)])
    assert texts(session, SHARED.parents[2] / "shared/kit/words.py") == ["shop/buy: updated in place"]
    assert world.updated == ["physical-buy"]


def test_shared_module__leaves_functions_alone_that_differed_before(world):
    world.write("sell")
    session = HotSession(world)
    session.begin()
    assert session.different == ["shop/sell"]
    world.write("buy", 1, [file("shop/money.py", 99)])
    texts(session, SHARED / "money.py")
    assert world.updated == ["physical-buy"]


def test_function_that_differed_before__is_updated_once_it_is_saved(world):
    world.write("sell")
    session = HotSession(world)
    session.begin()
    assert texts(session, SELL / "handler.py") == ["shop/sell: updated in place"]
    assert session.different == []


def test_files_of_nobody__touch_nothing(session, world):
    world.write("buy", shared=[MONEY])
    assert texts(session, BUY.parent / "newcomer/handler.py", BUY.parents[1] / "other/shared/x.py") == []
    assert world.updated == []


def test_syntax_error__is_told_and_the_others_are_updated(session, world):
    world.broken["buy"] = fault()
    world.write("sell")
    assert texts(session, BUY / "handler.py", SELL / "handler.py") == [
        "shop/buy: lambdas/shop/buy/handler.py:3: invalid syntax",
        "shop/sell: updated in place",
    ]
    assert world.updated == ["physical-sell"]


def test_same_syntax_error__is_told_again_only_when_its_function_is_saved(session, world):
    world.broken["buy"] = fault()
    assert len(texts(session, BUY / "handler.py")) == 1
    assert texts(session, SELL / "handler.py") == []
    assert len(texts(session, BUY / "handler.py")) == 1


def test_fault_of_a_shared_module__is_told_once_for_all_functions(session, world):
    world.broken = {"buy": fault("shared"), "sell": fault("shared")}
    assert texts(session, SHARED / "money.py") == ["shop/buy, shop/sell: shared"]


def test_mended_function__is_updated(session, world):
    world.broken["buy"] = fault()
    texts(session, BUY / "handler.py")
    del world.broken["buy"]
    world.write("buy", shared=[MONEY])
    assert texts(session, BUY / "handler.py") == ["shop/buy: updated in place"]


def test_fault_that_is_taken_back__is_told_to_be_mended(session, world):
    world.broken["buy"] = fault()
    texts(session, BUY / "handler.py")
    del world.broken["buy"]
    assert texts(session, BUY / "handler.py") == ["shop/buy: is mended, and runs this code already"]
    assert texts(session, BUY / "handler.py") == []
    assert world.updated == []


def test_update_that_lambda_refused__is_tried_again_at_the_next_save_of_anything(session, world):
    world.refused["shop/buy"] = [fault("AWS cannot be reached")]
    world.write("buy", shared=[MONEY])
    assert texts(session, BUY / "handler.py") == ["shop/buy: AWS cannot be reached"]
    assert session.hot == set()
    assert texts(session, SELL / "handler.py") == ["shop/buy: updated in place"]
    assert world.updated == ["physical-buy"]


def test_function_under_another_name__is_looked_for_and_updated(session, world):
    world.refused["shop/buy"] = [GoneError("is not deployed any more", remedy="run bin/deploy")]
    world.deployed["shop/buy"] = dataclasses.replace(world.deployed["shop/buy"], physical_name="another-buy")
    world.write("buy", shared=[MONEY])
    assert texts(session, BUY / "handler.py") == ["shop/buy: updated in place"]
    assert world.updated == ["another-buy"]


def test_function_that_is_gone_for_good__is_told(session, world):
    gone = GoneError("is not deployed any more", remedy="run bin/deploy")
    world.refused["shop/buy"] = [gone, gone]
    world.write("buy", shared=[MONEY])
    assert texts(session, BUY / "handler.py") == ["shop/buy: is not deployed any more"]


def test_function_that_is_not_deployed_yet__is_told_and_updated_after_its_deployment(world):
    del world.deployed["shop/buy"]
    session = HotSession(world)
    session.begin()
    assert session.missing == ["shop/buy"]
    world.write("buy", shared=[MONEY])
    assert texts(session, BUY / "handler.py") == ["shop/buy: is not deployed"]
    world.deploy()
    world.write("buy", 3, [MONEY])
    assert texts(session, BUY / "handler.py") == ["shop/buy: updated in place"]


def test_other_packages__are_left_to_a_deployment_and_followed_after_it(session, world):
    world.write("buy", packages=NUMPY)
    assert texts(session, BUY / "handler.py") == ["shop/buy: its packages are not those that are deployed"]
    world.deploy()
    world.write("buy", 3, packages=NUMPY)
    assert texts(session, BUY / "handler.py") == ["shop/buy: updated in place"]
    assert world.updated == ["physical-buy"]


def test_packages_that_were_not_deployed_before__are_left_to_a_deployment(world):
    world.write("buy", packages=NUMPY)
    session = HotSession(world)
    session.begin()
    world.write("buy", 3, packages=NUMPY)
    assert texts(session, BUY / "handler.py") == ["shop/buy: its packages are not those that are deployed"]


def test_deployment_of_what_was_updated__leaves_nothing_to_put_back(session, world):
    world.write("buy", shared=[MONEY])
    texts(session, BUY / "handler.py")
    world.deploy()
    assert texts(session, SELL / "handler.py") == []
    assert session.hot == set()
    assert world.updated == ["physical-buy"]


def test_change_during_a_deployment__is_brought_after_it(session, world):
    world.deploy()
    world.write("buy", shared=[MONEY])
    assert texts(session, BUY / "handler.py") == ["shop/buy: updated in place"]


def test_function_that_came_by_a_deployment__is_followed(session, world):
    world.contents["rent"] = content("rent")
    world.deploy()
    texts(session, BUY / "handler.py")
    assert session.labels == ["shop/buy", "shop/rent", "shop/sell"]


def test_situation_that_cannot_be_read__holds_nobody_up_and_is_read_again(session, world):
    world.unreadable = fault("templates/shop/api.yaml: does not parse")
    world.was_deployed = True
    world.write("buy", shared=[MONEY])
    assert texts(session, BUY / "handler.py") == [
        ": templates/shop/api.yaml: does not parse", "shop/buy: updated in place",
    ]  # fmt: skip
    world.unreadable = None
    world.contents["rent"] = content("rent")
    texts(session, SELL / "handler.py")
    assert "shop/rent" in session.labels


def test_function_updated_by_an_earlier_session__is_updated_when_it_is_saved(world):
    world.hot = {"shop/buy"}
    session = HotSession(world)
    session.begin()
    assert session.hot == {"shop/buy"}
    assert texts(session, BUY / "handler.py") == ["shop/buy: updated in place"]
    assert texts(session, BUY / "handler.py") == []


def test_alias__is_told_to_keep_its_code(world):
    world.deploy(buy=("live (version 3)",))
    session = HotSession(world)
    session.begin()
    world.write("buy", shared=[MONEY])
    assert texts(session, BUY / "handler.py") == ["shop/buy: updated in place; alias live (version 3) keeps its code"]
