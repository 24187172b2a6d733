"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_lint
short_description: Check composed templates with cfn-lint
description:
  - Checks each content once per region and version of cfn-lint. Errors fail the task, warnings are shown.
author: the Stackyard contributors
options:
  target:
    description: Where to; C(stackyard_target) of the inventory.
    type: dict
    required: true
  composed:
    description: Composed systems by name, as C(stackyard_compose) or C(stackyard_package) return them in C(systems).
    type: dict
    required: true
  cache:
    description: Folder that remembers what was found good.
    type: path
    required: true
  lock:
    description: File that is locked while templates are looked at ahead, as C(stackyard_check) got it in C(lint_lock).
    type: path
    required: true
"""

EXAMPLES = r"""
- name: Check the templates
  stackyard_lint:
    target: "{{ stackyard_target }}"
    composed: "{{ compose_result.systems }}"
    cache: build/cache
    lock: build/dev/linting
"""

RETURN = r"""
checked:
  description: Files that were looked at now.
  returned: success
  type: list
  elements: str
"""
