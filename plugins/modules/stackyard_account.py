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
  apply_plan:
    description: File of a saved plan that this has to be part of; empty for none.
    type: str
    default: ""
  recovery:
    description: How long to wait for somebody else's operation; C(stackyard_recovery) of the inventory.
    type: dict
    default: {}
  settings:
    description: Guards of deployments; C(stackyard_deployment) of the inventory.
    type: dict
    default: {}
  shown_file:
    description: File that keeps what the environment was shown last.
    type: str
    default: ""
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
part:
  description: The stack's share of the target's preview, for the deployment that follows.
  returned: when something changed
  type: dict
"""
