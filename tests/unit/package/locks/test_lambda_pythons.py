from __future__ import annotations

import pytest
from stackyard.package.locks.lambda_pythons import without_limits

BOTH = "python_full_version < '3.15' and platform_python_implementation == 'CPython'"
LINUX = "sys_platform == 'linux'"


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        (BOTH, ""),
        ("python_full_version < '3.15'", ""),
        (f"{BOTH} and {LINUX}", f" ; {LINUX}"),
        (f"python_full_version < '3.13' and {LINUX}", f" ; python_full_version < '3.13' and {LINUX}"),
        (f"({BOTH} and {LINUX}) or ({BOTH} and os_name == 'nt')", f" ; {LINUX} or os_name == 'nt'"),
        (
            f"({BOTH} and {LINUX} and os_name == 'a') or ({BOTH} and os_name == 'nt')",
            f" ; ({LINUX} and os_name == 'a') or os_name == 'nt'",
        ),
        (f"({BOTH} and {LINUX}) or ({BOTH})", ""),
    ],
)
def test_limits__are_taken_out_of_markers_and_the_rest_stays(marker, expected):
    lock = f"six==1.0 ; {marker} \\\n    --hash=sha256:0a\n"
    assert without_limits(lock) == f"six==1.0{expected} \\\n    --hash=sha256:0a\n"


def test_last_line_of_a_pin_and_lines_without_markers__stay():
    assert (
        without_limits(f"six==1.0 ; {BOTH}\n# six ; {BOTH}\nseven==1.0\n") == f"six==1.0\n# six ; {BOTH}\nseven==1.0\n"
    )
