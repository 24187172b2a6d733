"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_rollback
short_description: Go back to an earlier deployment
description:
  - Brings the systems' stacks back to what an earlier deployment made of them, with the templates, parameters and
    artifacts of that time, the foundation's stack included. In check mode nothing is written; with C(--diff) the changes
    are shown as a deployment shows them.
author: the Stackyard contributors
options:
  target:
    description: Where; C(stackyard_target) of the inventory.
    type: dict
    required: true
  to:
    description: Number of the deployment to go back to; 0 for the last one that is not there now.
    type: int
    default: 0
  systems:
    description: Names of the systems to bring back; all of them by default.
    type: list
    elements: str
    default: []
  list:
    description: Whether to tell only what there is to go back to.
    type: bool
    default: false
  protected:
    description: Whether the stacks get termination protection.
    type: bool
    default: false
  recovery:
    description: What may be given up for the sake of a stuck stack; C(stackyard_recovery) of the inventory.
    type: dict
    default: {}
  settings:
    description: Guards of deployments; C(stackyard_deployment) of the inventory. Going back needs not to be shown before.
    type: dict
    default: {}
  durations_file:
    description: File that keeps how long each stack took, for whoever waits the next time; empty for none.
    type: str
    default: ""
  report:
    description: File that the report of the run is written to, as one HTML page; empty for none.
    type: str
    default: ""
  caller:
    description: ARN of who goes back, for the report.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Go back to the deployment before
  stackyard_rollback:
    target: "{{ stackyard_target }}"
"""

RETURN = r"""
msg:
  description: One line per stack that changed, or would change in check mode.
  returned: when something changed
  type: str
lines:
  description: What is gone back to, or the deployments that are kept.
  returned: success
  type: list
  elements: str
part:
  description: What happened, for the page of a run that fails after this task.
  returned: success
  type: dict
report:
  description: The file that the report was written to.
  returned: success
  type: str
outputs:
  description: Outputs by system and stack of everything that is there then.
  returned: success
  type: dict
"""
