"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_check
short_description: Refuse bad input before anything is packaged, uploaded or deployed
description:
  - Checks names, references, circles, parameters, imports and exports of all stacks, and tells everything that is wrong
    at once. Reads from the account, and writes nothing there.
  - Begins to look at the templates with cfn-lint, where C(lint_cache) and C(lint_lock) are given, in a process of its
    own; C(stackyard_lint) waits for that and tells.
  - What was found good is looked at again only when it differs, or when stacks import or export something.
author: the Stackyard contributors
options:
  target:
    description: Where to; C(stackyard_target) of the inventory.
    type: dict
    required: true
  groups:
    description:
      - Lists of systems that are deployed one after the other, each as C([{name, stacks}]). Stacks of one list may take
        outputs from each other.
    type: list
    elements: list
    required: true
  composed:
    description: Composed systems by name, as C(stackyard_compose) returns them in C(systems).
    type: dict
    required: true
  parameters:
    description: Parameters for whichever stack declares one of that name.
    type: dict
    default: {}
  mark:
    description: File that remembers what was found good the last time.
    type: path
    required: true
  apply_plan:
    description: File of a saved plan, which is refused when it cannot be read, or is of another target or commit.
    type: str
    default: ""
  plan_names:
    description: Files of plans as they were given, by setting; an empty one is refused.
    type: dict
    default: {}
  lint_cache:
    description: Folder that remembers which templates were found good, C(cache) of C(stackyard_lint).
    type: path
  lint_lock:
    description: File that is locked while templates are looked at, C(lock) of C(stackyard_lint).
    type: path
"""

EXAMPLES = r"""
- name: Check what the stacks are given
  stackyard_check:
    target: "{{ stackyard_target }}"
    groups: ["{{ stackyard_declared }}"]
    composed: "{{ compose_result.systems }}"
    parameters: "{{ stack_common_parameters }}"
    mark: build/dev/checked
    lint_cache: build/cache
    lint_lock: build/dev/linting
"""

RETURN = r"""
checked:
  description: Whether it was necessary to look.
  returned: success
  type: bool
"""
