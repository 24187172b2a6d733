"""Compiles each of Ansible's templates once in a process.

A setting is a template of other settings, and Ansible compiles all of them anew wherever one is read: the target of a
playbook alone, which nearly every task takes, is made of forty templates. Compiling was a quarter of all that the
processor had to do for a deployment without changes, and half of what `bin/env show` took.
"""

from __future__ import annotations

from types import CodeType
from typing import Any

from ansible._internal._templating._jinja_bits import AnsibleEnvironment
from jinja2 import Environment


def keep_compiled(kind: type[Environment] = AnsibleEnvironment) -> None:
    """Make environments of a kind keep what they compile, for each other and for processes that fork from this one.

    What is kept counts for environments that are set as their kind is, and for sources that mean the same wherever
    they stand. Ansible reads backslashes in one way in playbooks and in another one in files of templates, so sources
    with backslashes are compiled each time, as are those with delimiters of their own. Asked for twice, it does
    nothing. Values are never kept, only how to work them out.
    """
    if "compile" in vars(kind):
        return
    compile_anew: Any = kind.compile
    kept: dict[str, CodeType] = {}

    def compile_once(self: Environment, source: Any, *options: Any, **named: Any) -> Any:
        if options or named or self.overlayed or not isinstance(source, str) or "\\" in source:
            return compile_anew(self, source, *options, **named)
        if source not in kept:
            kept[source] = compile_anew(self, source)
        return kept[source]

    setattr(kind, "compile", compile_once)  # noqa: B010  # mypy holds an assignment to a method for a mistake
