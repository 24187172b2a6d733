from __future__ import annotations

import pytest

HANDLER = "lambdas/shop/buy/handler.py"
FRAGMENT = "lambdas/shop/buy/resources.yaml"


@pytest.mark.parametrize(
    "source",
    [
        "def handler(event, context): ...",
        "async def handler(event, context): ...",
        "handler = object()",
        "from elsewhere import serve as handler",
        "try:\n    from fast import handler\nexcept ImportError:\n    handler = None",
        "if True:\n    handler: object = 1",
    ],
)
def test_name_that_the_module_binds__is_a_handler(repository, source):
    repository.write(HANDLER, source)
    assert repository.compose().functions["buy"].handler == "handler.handler"


@pytest.mark.parametrize("source", ["", "class A:\n    def handler(self): ...", "other = 1"])
def test_module_without_the_name__is_told_with_both_places(repository, source):
    repository.write(HANDLER, source)
    message = repository.fault()
    assert f"{HANDLER}: has no function handler" in message
    assert f"{FRAGMENT}:9 says Handler: handler.handler" in message


def test_module_that_is_not_there__is_told_at_the_property(repository):
    repository.change(FRAGMENT, "handler.handler", "serve.handler")
    message = repository.fault()
    assert f"{FRAGMENT}:9: the handler's module is missing" in message
    assert "there is no lambdas/shop/buy/serve.py" in message


@pytest.mark.parametrize("handler", ["handler", "a/b.handler", "[1]", "!Ref Environment", "handler."])
def test_handler_that_names_no_function__is_told(repository, handler):
    repository.change(FRAGMENT, "Handler: handler.handler", f"Handler: {handler}")
    assert f"{FRAGMENT}:9: Handler does not name a module and a function" in repository.fault()


def test_syntax_error__is_told_with_its_line(repository):
    repository.write(HANDLER, "import json\ndef handler(:\n")
    assert f"{HANDLER}:2: invalid syntax" in repository.fault()
