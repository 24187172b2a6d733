"""Starts AWS's runtime client for one function, on the function's own Python.

The client's own imports come first: once a function's folder is on the path, a `simplejson` that the function ships
would take the place of the one that the client needs.
"""

from __future__ import annotations

import os
import sys

import simplejson  # type: ignore[import-untyped] # noqa: F401 - imported for its place in sys.modules
from awslambdaric import bootstrap
from awslambdaric.lambda_runtime_client import LambdaRuntimeClient


def main() -> None:
    """Serves the handler `$_HANDLER` from the runtime API at `$AWS_LAMBDA_RUNTIME_API` until killed."""
    sys.path[0:0] = sys.argv[1].split(os.pathsep)
    del sys.argv[1:]
    bootstrap.run(os.environ["_HANDLER"], LambdaRuntimeClient(os.environ["AWS_LAMBDA_RUNTIME_API"]))


main()
