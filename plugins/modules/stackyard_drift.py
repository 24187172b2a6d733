"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_drift
short_description: Tell what was changed past the stacks, and take it back
description:
  - Has CloudFormation compare all stacks of an environment, nested ones too, with what is really there. The task fails
    when anything drifted, or could not be compared.
author: the Stackyard contributors
options:
  target:
    description: Where to; C(stackyard_target) of the inventory.
    type: dict
    required: true
  systems:
    description: Names of the systems whose stacks are compared; all stacks without.
    type: list
    elements: str
    default: []
  revert:
    description: Whether to take the drift back by drift-aware change sets; in check mode these are only shown.
    type: bool
    default: false
  settings:
    description: Guards of deployments; C(stackyard_deployment) of the inventory. They hold for taking drift back, too.
    type: dict
    default: {}
  shown_file:
    description: File that keeps what drift was shown last, where O(settings) want every change to be shown.
    type: str
    default: ""
  reports:
    description: Files to which a line of JSON is added that tells what was found.
    type: list
    elements: path
    default: []
"""

EXAMPLES = r"""
- name: Look for drift
  stackyard_drift:
    target: "{{ stackyard_target }}"
"""

RETURN = r"""
msg:
  description: What differs, for people; in check mode what taking it back would change.
  returned: when something drifted
  type: str
lines:
  description: What was compared, for people.
  returned: when nothing drifted
  type: list
  elements: str
drifted:
  description: Whether anything drifted.
  returned: success
  type: bool
"""
