"""Names that were meant for another kind of thing."""

from __future__ import annotations

from pathlib import Path

import pytest
from stackyard.settings.named import meant
from stackyard.settings.unknown import no_environment


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in (
        "lambdas/shop/buy/handler.py",
        "lambdas/mail/send/handler.py",
        "lambdas/shop/shared/handler.py",
        "templates/shop/data.yaml",
        "templates/mail/data.yaml",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("dev", "dev is an environment"),
        ("shop", "shop is a system"),
        ("lambdas/shop/", "lambdas/shop/ is a system"),
        ("buy", "buy is a function of shop"),
        ("shop/buy", "shop/buy is a function of shop"),
        ("data", "data is a stack of mail and shop"),
        ("shop-data", "shop-data is a stack of shop"),
        ("shared", ""),
        ("", ""),
        ("nothing", ""),
    ],
)
def test_name__is_told_as_what_it_is(root: Path, name: str, said: str) -> None:
    assert meant(name, ["dev"], root) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("shop", "shop is a system; known"),
        ("buy", "buy is a function of shop; known"),
        ("dev-1", "it is a target of dev; known"),
        ("devv", "did you mean dev? known"),
        ("xyzzy", "known"),
    ],
)
def test_environment_that_there_is_not__is_told_as_what_it_is(root: Path, name: str, said: str) -> None:
    error = no_environment(name, name, {"prod": ["prod-1"], "dev": ["dev-1"]}, root)
    assert error.remedy == f"{said} environments: dev, prod (the groups of inventory.yml)"
