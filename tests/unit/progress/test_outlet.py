"""Output that nobody reads, or that cannot be written."""

from __future__ import annotations

import io
import os
from pathlib import Path

from stackyard.progress.outlet import Outlet


def test_text__reaches_the_stream_and_what_else_is_asked_of_it_does() -> None:
    stream = io.StringIO()
    outlet = Outlet(stream)
    assert (outlet.write("told"), stream.getvalue(), outlet.isatty(), outlet.seekable()) == (4, "told", False, True)


def test_reader_that_left__lets_everything_go_from_then_on() -> None:
    end, begin = os.pipe()
    os.close(end)
    with os.fdopen(begin, "w", buffering=1) as stream:
        outlet = Outlet(stream)
        assert [outlet.write("told\n"), outlet.write("told once more\n")] == [5, 15]
        outlet.flush()
        assert os.path.samestat(os.fstat(stream.fileno()), Path(os.devnull).stat())


def test_reader_that_left_before_a_flush__lets_it_go() -> None:
    end, begin = os.pipe()
    with os.fdopen(begin, "w", buffering=512) as stream:
        outlet = Outlet(stream)
        outlet.write("kept back")
        os.close(end)
        outlet.flush()
        assert os.path.samestat(os.fstat(stream.fileno()), Path(os.devnull).stat())
