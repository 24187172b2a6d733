"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_destroy
short_description: Take an environment away
description:
  - Deletes the stacks of an environment side by side, each as soon as no other one takes anything from it, with
    everything in their buckets; removes what the stacks retained and the log groups that services made, and fails
    listing whatever still carries the tag of the environment, or a name that begins as its names do. In check mode
    nothing is deleted.
author: the Stackyard contributors
options:
  target:
    description: Where to; C(stackyard_target) of the inventory.
    type: dict
    required: true
  systems:
    description: The systems and their stacks in order, C([{name, stacks}]), each stack C({name, parameters}).
    type: list
    elements: dict
    required: true
  last:
    description: Names of systems whose stacks go when no other one is left.
    type: list
    elements: str
    default: []
  only:
    description:
      - Names of systems; these go and nothing else does. What other stacks are declared to take from them, or import,
        has to go with them.
    type: list
    elements: str
    default: []
  alone:
    description: Whether the environment has no other region, whose roles bear the same names.
    type: bool
    default: true
  look_only:
    description: Whether only to fail where what is to stay needs what would go, and otherwise to do and tell nothing.
    type: bool
    default: false
  recovery:
    description:
      - How long to wait for somebody else's operation, and what stays in the account; C(stackyard_recovery) of
        the inventory.
    type: dict
    default: {}
  settings:
    description: How many stacks are deleted side by side, among others; C(stackyard_deployment) of the inventory.
    type: dict
    default: {}
  durations_file:
    description: File that keeps how long each stack took, for whoever waits the next time; empty for none.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Delete everything
  stackyard_destroy:
    target: "{{ stackyard_target }}"
    systems: "{{ stackyard_declared }}"
"""

RETURN = r"""
msg:
  description: One line per thing that changed, or would change in check mode.
  returned: when something changed
  type: str
stacks:
  description: Names of the stacks that went.
  returned: success
  type: list
  elements: str
resources:
  description: ARNs of what went beside the stacks.
  returned: success
  type: list
  elements: str
"""
