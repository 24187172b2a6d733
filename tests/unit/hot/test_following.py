from __future__ import annotations

import re

import pytest
from stackyard.errors import StackyardError
from stackyard.hot.following import Following, listed, watched_folders
from stackyard.hot.session import HotSession

from tests.unit.hot.surroundings import BUY, SELL, FakeSurroundings
from tests.unit.package.plans import content

ROOT = BUY.parents[2]


@pytest.fixture
def world():
    found = FakeSurroundings({"buy": content("buy"), "sell": content("sell")})
    found.deploy()
    return found


def told(world: FakeSurroundings, *bursts, begun: bool = False, root=ROOT, whole: bool = True) -> list[str]:
    lines: list[str] = []
    following = Following(HotSession(world), root, "dev", lines.append, whole=whole)
    following.session.begin()
    if begun:
        following.begun()
    following.follow(bursts)
    return [re.sub(r"\d+ ms", "N ms", line) for line in (*lines, following.ended())]


def test_beginning__tells_what_is_followed_and_what_differs(world):
    world.write("sell")
    world.hot = {"shop/buy"}
    world.contents["rent"] = content("rent")
    assert told(world, begun=True)[:-1] == [
        "watching 3 functions for dev, till Ctrl-C",
        "shop/rent: not deployed yet, bin/deploy dev brings it",
        "shop/buy: was updated in place before",
        "shop/sell: not as it is deployed, saving it updates it",
    ]


def test_end__tells_what_was_updated(world):
    assert told(world) == ["ended; nothing is left that was updated in place"]
    world.write("buy")
    assert told(world, {BUY / "handler.py"})[-1] == (
        "ended; updated in place: shop/buy; bin/deploy dev puts everything in order"
    )


def test_saves__are_told_with_what_came_of_them(world):
    world.write("buy")
    world.broken["sell"] = StackyardError("handler.py:3: invalid syntax", given="def (", remedy="correct the syntax")
    assert told(world, set(), {BUY / "handler.py", SELL / "handler.py"})[:-1] == [
        "shop/sell: the old code stays\n"
        "  handler.py:3: invalid syntax\n    given: def (\n    remedy: correct the syntax",
        "shop/buy: updated in place (N ms)",
    ]


def test_what_only_a_deployment_brings__is_named_once(world):
    changed = {BUY / "resources.yaml", SELL / "weekly.asl.json", ROOT / "templates/shop/api.yaml"}
    assert told(world, changed, changed)[:-1] == [
        "lambdas/shop/buy/resources.yaml, lambdas/shop/sell/weekly.asl.json, templates/shop/api.yaml changed: "
        "bin/deploy dev brings that"
    ]


def test_folder_of_a_new_function__is_named_once(world, tmp_path):
    (tmp_path / "lambdas/shop/rent").mkdir(parents=True)
    saved = {tmp_path / "lambdas/shop/rent/handler.py"}
    assert told(world, saved, saved, root=tmp_path)[:-1] == ["lambdas/shop/rent changed: bin/deploy dev brings that"]
    assert told(world, saved, root=tmp_path, whole=False)[:-1] == []


def test_situation_that_cannot_be_read__is_told_without_a_function(world):
    world.unreadable = None
    session = HotSession(world)
    session.begin()
    world.was_deployed, world.unreadable = True, StackyardError("api.yaml: does not parse", remedy="mend it")
    lines: list[str] = []
    Following(session, ROOT, "dev", lines.append).follow([{ROOT / "lambdas/shop/shared/x.txt"}])
    assert lines == ["what a deployment changed cannot be read yet\n  api.yaml: does not parse\n    remedy: mend it"]


def test_many_names__are_shortened():
    assert listed(["a", "b", "c", "d", "e", "f", "g"]) == "a, b, c, d, e and 2 more"


def test_watched_folders__are_those_that_there_are(tmp_path):
    (tmp_path / "lambdas/shop").mkdir(parents=True)
    (tmp_path / "templates/other").mkdir(parents=True)
    assert watched_folders(tmp_path, ["shop", "other"]) == [tmp_path / "lambdas/shop", tmp_path / "templates/other"]
    (tmp_path / "lambdas/shared").mkdir()
    assert watched_folders(tmp_path, ["shop"]) == [tmp_path / "lambdas/shop", tmp_path / "lambdas/shared"]


@pytest.mark.parametrize("place", ["lambdas/shared/kit/tables/rates.csv", "lambdas/shop/shared/shop/rates.csv"])
def test_what_functions_share__is_no_function_to_deploy(world, tmp_path, place):
    (tmp_path / place).parent.mkdir(parents=True)
    assert told(world, {tmp_path / place}, root=tmp_path)[:-1] == []
