"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_deploy
short_description: Deploy stacks through change sets
description:
  - Compares the stacks that are wanted with those of the account, and creates, updates or recovers what differs,
    side by side, each as soon as the stacks are there that it takes outputs from. In check mode nothing is deployed,
    CloudFormation is only asked what it would do; with C(--diff) that is shown as one table, resource by resource.
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
  composed:
    description: Composed systems by name, as C(stackyard_compose) or C(stackyard_package) return them in C(systems).
    type: dict
    required: true
  account_template:
    description:
      - Composed template of the account's own stack, C(stackyard-account), which is deployed beside the others where the
        account and region have no role by which API Gateway writes logs. It belongs to no environment.
    type: path
  parameters:
    description: Common parameters, for whichever stack declares one of that name.
    type: dict
    default: {}
  protected:
    description: Whether the stacks get termination protection.
    type: bool
    default: false
  bucket:
    description: Artifact bucket, for templates over 51,200 bytes; empty while there is none.
    type: str
    default: ""
  reasons:
    description: Why functions were packaged anew, as C(stackyard_package) returns it; shown in previews.
    type: dict
    default: {}
  followed:
    description: Whether another deployment of the same target follows, which shows and saves this one's preview, too.
    type: bool
    default: false
  earlier:
    description: What a deployment with O(followed) returned in RV(part).
    type: dict
    default: {}
  plan_file:
    description: File that a preview (check mode) is saved in, as JSON; empty for none.
    type: str
    default: ""
  apply_plan:
    description: File of a saved plan; the deployment is refused when it is not what would be done now.
    type: str
    default: ""
  recovery:
    description: What may be given up for the sake of a stuck stack; C(stackyard_recovery) of the inventory.
    type: dict
    default: {}
  settings:
    description: What deployments may do, and how; C(stackyard_deployment) of the inventory.
    type: dict
    default: {}
  shown_file:
    description: File that keeps what was shown last, where O(settings) want every change to be shown.
    type: str
    default: ""
  durations_file:
    description: File that keeps how long each stack took, for whoever waits the next time; empty for none.
    type: str
    default: ""
  report:
    description: File that the report of the run is written to, as one HTML page; empty for none.
    type: str
    default: ""
  caller:
    description: ARN of who deploys, for the report.
    type: str
    default: ""
  left_alone:
    description:
      - Names of systems that are there and no part of this run. What is kept of the deployment, to go back to it, keeps
        theirs as the deployment before had them.
    type: list
    elements: str
    default: []
  estimate:
    description:
      - How costs are estimated, C(stackyard_estimate) of the inventory; what is shown ends with what the plan changes of
        them. Without it nothing is estimated.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Deploy the stacks
  stackyard_deploy:
    target: "{{ stackyard_target }}"
    systems: "{{ stackyard_declared }}"
    composed: "{{ package_result.systems }}"
    parameters: "{{ stack_common_parameters }}"
"""

RETURN = r"""
msg:
  description: One line per thing that changed, or would change in check mode.
  returned: when something changed
  type: str
actions:
  description: What was done per stack (created, updated, protected, unchanged); in check mode the plan.
  returned: success
  type: dict
changes:
  description: The resources that changed, per stack.
  returned: success
  type: dict
part:
  description: The preview and the digests of this deployment's stacks, for O(earlier) of the one that follows.
  returned: success
  type: dict
report:
  description: The file that the report was written to.
  returned: success
  type: str
outputs:
  description: Outputs by system and stack.
  returned: success
  type: dict
"""
