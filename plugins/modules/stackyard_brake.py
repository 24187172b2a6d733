"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_brake
short_description: Stop the functions of an environment, or give them back what they had
description:
  - Stopping reserves no execution for each function, so that Lambda refuses every call, and takes what is kept warm. What
    each had before is noted in a tag of the function first.
  - Functions that carry the tag C(stackyard:never-stopped) run on.
  - In check mode nothing is written, and the functions are named.
author: the Stackyard contributors
options:
  target:
    description: Where; C(stackyard_target) of the inventory.
    type: dict
    required: true
  state:
    description:
      - V(stopped) stops all functions, V(resumed) gives all that are stopped back what they had.
      - V(held) stops what runs of an environment that was stopped, as after a deployment, and leaves any other one alone.
      - V(described) only looks.
    type: str
    required: true
    choices: [stopped, held, resumed, described]
  dead_letters:
    description: With V(resumed), whether dead letters of the queues that these functions read are moved back.
    type: bool
    default: false
  redrive:
    description: Whether SQS can move them by itself; else, and where it turns out not to, they are moved one by one.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Stop all functions
  stackyard_brake:
    target: "{{ stackyard_target }}"
    state: stopped
"""

RETURN = r"""
functions:
  description: Names of the functions that were stopped or resumed, or would be in check mode.
  returned: success
  type: list
  elements: str
stopped:
  description: Whether the environment was stopped.
  returned: with V(held) and V(described)
  type: bool
lines:
  description: A line for people, C([{label, value}]), where the environment is stopped.
  returned: with V(held) and V(described)
  type: list
  elements: dict
"""
