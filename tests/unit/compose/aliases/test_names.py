from __future__ import annotations

import pytest
from stackyard.compose.aliases.names import alias_id, version_id


@pytest.mark.parametrize(
    ("alias", "name"), [("live", "BuyLiveAlias"), ("blue-2", "BuyBlue2Alias"), ("to_all", "BuyToAllAlias")]
)
def test_alias__has_a_logical_id_of_letters_and_digits(alias, name):
    assert alias_id("Buy", alias) == name


def test_version__is_named_after_its_function():
    assert version_id("BuyFunction") == "BuyFunctionVersion"


@pytest.mark.parametrize("alias", ["''", "1live", "'a b'", "[live]", "$LATEST", "'" + "a" * 129 + "'"])
def test_name_that_lambda_would_not_take__is_told_with_its_line(repository, alias):
    settings = f"Metadata:\n  Stackyard:\n    Stack: api\n    Alias: {alias}"
    repository.change("lambdas/shop/buy/resources.yaml", "Metadata: {Stackyard: {Stack: api}}", settings)
    told = repository.fault()
    assert "lambdas/shop/buy/resources.yaml:4: cannot be the name of an alias" in told
    assert "write `Alias: live`" in told
