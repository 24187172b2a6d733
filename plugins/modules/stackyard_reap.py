"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_reap
short_description: Take away environments whose end is past
description:
  - Looks at everything in an account and region that carries the kit's tags, and removes every environment whose tag
    C(stackyard:expires) is past, with all that its stacks retained and services made for it. Environments without that
    tag, with an end that cannot be read, or with termination protection, are left. In check mode nothing is removed.
author: the Stackyard contributors
options:
  target:
    description: Any environment of the account and region; C(stackyard_target) of the inventory.
    type: dict
    required: true
  only:
    description: Names of environments to look at; none for all.
    type: list
    elements: str
    default: []
  minutes:
    description: Minutes after which no other environment is begun; 0 for no limit.
    type: int
    default: 0
  recovery:
    description: How long to wait for somebody else's operation; C(stackyard_recovery) of the inventory.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Take away what has expired
  stackyard_reap:
    target: "{{ stackyard_target }}"
"""

RETURN = r"""
lines:
  description: What went, what stays and why, a line each.
  returned: success
  type: list
gone:
  description: Names of the environments that went.
  returned: success
  type: list
left:
  description: Why others stay, by name.
  returned: success
  type: dict
failures:
  description: What could not go, with the reason.
  returned: success
  type: list
"""
