from __future__ import annotations

from pathlib import Path

import pytest

from embedded.lifecycle.errors import LifecycleError
from embedded.lifecycle.settings import read_settings


def test_settings__come_from_option_before_variable_before_default(tmp_path: Path) -> None:
    variables = {"STACKYARD_LOCAL_PORT": "5001", "STACKYARD_LOCAL_STATE": str(tmp_path)}

    assert read_settings("5002", variables).port == 5002
    assert (read_settings(None, variables).port, read_settings(None, variables).asked) == (5001, True)
    assert (read_settings(None, {}).port, read_settings(None, {}).asked) == (4580, False)
    assert read_settings(None, variables).state == tmp_path


@pytest.mark.parametrize("port", ["http", "80", "65536", "-1", "٤٥٨٠"])
def test_port_that_cannot_be__is_refused_with_what_was_given(port: str) -> None:
    with pytest.raises(LifecycleError, match=f"(?s)from 1024 to 65535.*given: {port}"):
        read_settings(port, {})
