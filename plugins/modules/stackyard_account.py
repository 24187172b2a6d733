"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_account
short_description: Own the account's API Gateway logs role
description:
  - Deploys the stack C(stackyard-account) where the account and region have no role by which API Gateway writes
    logs. A role that is set already is left alone. The stack belongs to no environment.
author: the Stackyard contributors
options:
  target:
    description: Where to; C(stackyard_target) of the inventory.
    type: dict
    required: true
  template:
    description: Composed template of the stack.
    type: path
    required: true
  parameters:
    description: Parameters for the template, if it declares them.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Let API Gateway write logs
  stackyard_account:
    target: "{{ stackyard_target }}"
    template: build/local/account/base.yaml
"""

RETURN = r"""
msg:
  description: One line per thing that changed, or would change in check mode.
  returned: when something changed
  type: str
"""
