from __future__ import annotations

from tests.contract.embedded_server import EmbeddedServer


def test_function_that_takes_too_long_to_begin__times_out_as_one_that_takes_too_long_to_end(
    repaired: EmbeddedServer,
) -> None:
    repaired.function("begins-late", "import time\ntime.sleep(3600)\ndef handler(e, c):\n    return 1\n", Timeout=1)

    answer, error = repaired.invoke("begins-late")

    timed_out = {"errorType": "Sandbox.Timedout", "errorMessage": "Task timed out after 1.00 seconds"}
    assert (answer, error) == (timed_out, "Unhandled")
