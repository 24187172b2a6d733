"""Sums of quoted texts in expressions of Jinja and JSONata."""

from __future__ import annotations

import pytest
from stackyard.rules.sources.sums import added_up


@pytest.mark.parametrize(
    ("text", "sum_of_it"),
    [
        ("{{ 'a' ~ 'b' ~ \"c\" }}", "{{ 'ab' ~ \"c\" }}"),
        ("{{ 'a' + 'b' ~ x ~ 'c' }}", "{{ 'ab' ~ x ~ 'c' }}"),
        ("{% 'a' & 'b' %}", "{% 'ab' %}"),
        ("{{ ['a', x, \"b\"] | join(':') }}", "{{ 'a:${...}:b' }}"),
        ("{{ 'a%sb%s' | format('1', x) }}", "{{ 'a1b${...}' }}"),
        ("no expression: 'a' ~ 'b'", "no expression: 'a' ~ 'b'"),
        ("{{ ['a'] | join(x) }}", "{{ ['a'] | join(x) }}"),
    ],
)
def test_sum__is_written_out(text: str, sum_of_it: str) -> None:
    assert added_up(text) == sum_of_it
