"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: trainings_smoke
short_description: Call the API without and with a student's key
description:
  - Fails unless the API refuses the first call and answers the second in its own form.
  - A key or a deployment that is not known everywhere yet is waited for, for a bounded time.
  - Calls nothing in check mode.
author: the Stackyard contributors
options:
  target:
    description: Where to; C(stackyard_target) of the inventory.
    type: dict
    required: true
  outputs:
    description: Outputs of the system's stacks by stack.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Call the API without and with a student's key
  trainings_smoke:
    target: "{{ stackyard_target }}"
    outputs: "{{ stackyard_outputs.trainings }}"
"""

RETURN = r"""
msg:
  description: What was done, in a line.
  returned: success
  type: str
calls:
  description: A line for each call.
  returned: success
  type: list
  elements: str
"""
