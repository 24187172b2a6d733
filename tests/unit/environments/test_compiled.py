"""Templates that were compiled once are not compiled again, and mean what they always meant."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template
from jinja2 import Environment, TemplateSyntaxError
from stackyard.environments.compiled import keep_compiled


@pytest.fixture
def kind() -> type[Any]:
    class Counting(Environment):
        """Remembers which sources it was given to parse."""

        parsed: list[str] = []  # noqa: RUF012  # of all environments of the kind, on purpose

        def _parse(self, source: str, name: str | None, filename: str | None) -> Any:
            self.parsed.append(source)
            return super()._parse(source, name, filename)

    keep_compiled(Counting)
    return Counting


def test_source_that_was_compiled__is_not_compiled_again_by_any_environment_of_the_kind(kind: type[Any]) -> None:
    texts = [kind().from_string("{{ a }}").render(a=number) for number in (1, 2)]
    assert (texts, kind.parsed) == (["1", "2"], ["{{ a }}"])


def test_asked_for_twice__does_nothing(kind: type[Any]) -> None:
    before = kind.compile
    keep_compiled(kind)
    assert kind.compile is before


def test_environment_with_delimiters_of_its_own__compiles_for_itself(kind: type[Any]) -> None:
    other = kind().overlay(variable_start_string="[[", variable_end_string="]]")
    texts = [one.from_string("{{ a }}[[ a ]]").render(a=1) for one in (kind(), other, kind())]
    assert texts == ["1[[ a ]]", "{{ a }}1", "1[[ a ]]"]


def test_backslashes__are_read_anew_each_time(kind: type[Any]) -> None:
    for _ in range(2):
        kind().from_string(r"{{ '\t' }}")
    assert len(kind.parsed) == 2


def test_source_that_is_wrong__is_refused_each_time(kind: type[Any]) -> None:
    for _ in range(2):
        with pytest.raises(TemplateSyntaxError):
            kind().from_string("{{ a")


def test_templates_of_ansible__are_kept_and_give_each_host_its_own_value() -> None:
    keep_compiled()
    source = trust_as_template("{{ region }}{{ '\\t' }}")
    hosts = [Templar(loader=DataLoader(), variables={"region": region}) for region in ("here", "there")]
    assert [host.template(source) for host in hosts] == ["here\\t", "there\\t"]
    assert [host.template(trust_as_template("{{ region }}")) for host in hosts] == ["here", "there"]
