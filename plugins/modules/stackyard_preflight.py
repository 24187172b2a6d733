"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_preflight
short_description: Refuse a target that is not the one the environment means
description:
  - Refuses credentials that are missing, expired or of another account, a region of another partition, and names of
    systems that nobody knows. Asks who is calling and what the account calls itself; writes nothing.
author: the Stackyard contributors
options:
  target:
    description: Where to; C(stackyard_target) of the inventory.
    type: dict
    required: true
  systems:
    description: Names of all systems; C(stackyard_systems) of the inventory.
    type: list
    elements: str
    default: []
  chosen:
    description: Names of those that the command is for; whatever is none of I(systems) has to be deployed at least.
    type: list
    elements: str
    default: []
  nobody:
    description: Whether the command is to be for some systems, and names none of them; it is refused then.
    type: bool
    default: false
  mail_transport:
    description: How mail leaves; refused where the partition has no such service. Empty for whatever is there.
    type: str
    default: ""
  budget:
    description: The budget, C(stackyard_budget) of the inventory; empty where there is none.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Check that the credentials are the environment's
  stackyard_preflight:
    target: "{{ stackyard_target }}"
"""

RETURN = r"""
account:
  description: The caller's account.
  returned: success
  type: str
arn:
  description: Who the caller is.
  returned: success
  type: str
alias:
  description: What the account calls itself; a dash where it has no alias, or the caller may not know it.
  returned: success
  type: str
banner:
  description: Where the run is about to work, and as whom, in lines for people.
  returned: success
  type: list
  elements: str
"""
