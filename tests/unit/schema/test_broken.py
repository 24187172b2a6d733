"""Settings that cannot be resolved."""

from __future__ import annotations

from typing import Any

from stackyard.errors import StackyardError
from stackyard.faults import Faults
from stackyard.schema.broken import tell_broken
from stackyard.schema.model import Schema, Setting
from stackyard.schema.places import Place

NAMES = ("rate", "rates", "stacks", "sender", "host")
SCHEMA = Schema(
    {
        **{name: Setting(name, {}, "shop") for name in NAMES},
        "owner": Setting("owner", {"description": "Who it belongs to."}, "shop"),
        "early": Setting("early", {}, "shop", option=True),
    }
)


def told(broken: dict[str, str], **raw: Any) -> list[str]:
    """What is told where settings are written as ``raw``, and resolving those of ``broken`` fails with its words."""

    def value_of(name: str) -> Any:
        if name in broken:
            raise StackyardError(f"{name} cannot be resolved", given=broken[name], remedy="mend it")
        return "value"

    places = {name: Place(name, value, "dev", "dev.yml", line) for line, (name, value) in enumerate(raw.items(), 1)}
    faults = Faults("settings")
    assert tell_broken(SCHEMA, places, places, value_of, faults) == set(broken)
    return [str(error) for error in faults.errors]


def test_setting_that_only_lacks_what_is_broken_itself__is_not_told() -> None:
    no_end = "unexpected 'end of template'"
    broken = dict.fromkeys(("rate", "rates", "stacks"), no_end)
    found = told(broken, rate="{{ 1 +", rates=["{{ rate }}"], stacks="{{ rates | first }}")
    assert found == [f"dev.yml:1: rate cannot be resolved\n  given: {no_end}\n  remedy: mend it"]


def test_part_that_nobody_sets__is_told_once_with_what_needs_it() -> None:
    broken = dict.fromkeys(("sender", "stacks"), "'owner' is undefined")
    assert told(broken, sender="{{ owner }} {{ host }}", stacks="{{ sender }} of {{ owner }}", host="here") == [
        "nobody sets what other settings are made of\n"
        "  given: owner: Who it belongs to. (stacks in dev.yml:2 needs it)\n"
        "  remedy: set it in the environment's folder in group_vars/"
    ]


def test_parts_that_nobody_sets__are_all_told_though_resolving_ends_at_the_first() -> None:
    found = told({"sender": "'owner' is undefined"}, sender="{{ owner }}@{{ host }}")
    assert [line.split(" ")[3] for line in "\n".join(found).splitlines() if "given" in line] == ["host", "owner:"]


def test_parts_that_may_be_missing__are_not_told() -> None:
    template = "{{ host | default('') }}{{ rate is defined }}{{ early }}{{ 1 +"
    (found,) = told({"sender": "no end"}, sender=template)
    assert found.startswith("dev.yml:1: sender cannot be resolved")


def test_settings_that_are_made_of_each_other__are_both_told() -> None:
    assert len(told(dict.fromkeys(("rate", "rates"), "a loop"), rate="{{ rates }}", rates="{{ rate }}")) == 2


def test_misspelt_part__is_told_with_the_name_that_was_meant() -> None:
    (found,) = told({"stacks": "'sendre' is undefined"}, stacks="{{ sendre }}", sender="x")
    assert found.endswith("remedy: did you mean sender? else mend it")
