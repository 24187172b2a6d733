"""Documentation of the action plugin of the same name, where Ansible looks for it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: stackyard_budget
short_description: Bring the budget of an environment to its settings
description:
  - Compares the budget wanted with the one that AWS Budgets holds, and calls only what differs. Notifications and
    subscribers that nobody asked for go, those that somebody took away come back.
  - Activates cost allocation tags where the account may; where it may not, that is a warning.
  - In check mode nothing is written, and what would be done is told.
author: the Stackyard contributors
options:
  target:
    description: Where; C(stackyard_target) of the inventory. The budget is named by its prefix.
    type: dict
    required: true
  region:
    description: The region in which the partition keeps budgets.
    type: str
    required: true
  state:
    description: What the budget shall be; V(described) only looks.
    type: str
    choices: [present, described, absent]
    default: present
  settings:
    description: The budget, C(stackyard_budget) of the inventory.
    type: dict
    default: {}
  topic:
    description: ARN of the topic that every threshold is published to; empty for none.
    type: str
    default: ""
  stop_topic:
    description: ARN of the topic that stops functions when it is published to; empty for none.
    type: str
    default: ""
  activate_tags:
    description: Whether to activate cost allocation tags.
    type: bool
    default: false
  active_file:
    description: File that keeps which tags are known to be active; they are not asked for again.
    type: str
    default: ""
  other_regions:
    description: With I(state=absent), regions of the account that are not part of this run. A budget stays while one of
      them holds stacks of the environment.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Bring the budget to what the settings say
  stackyard_budget:
    target: "{{ stackyard_target }}"
    region: "{{ budgets_region }}"
    settings: "{{ stackyard_budget }}"
    topic: "{{ foundation_result.outputs.foundation.base.AlarmTopicArn }}"
"""

RETURN = r"""
lines:
  description: What was spent of how much, C([{label, value}]), for people.
  returned: with I(state=described)
  type: list
  elements: dict
  sample: [{label: budget, value: "12.30 of 50.00 USD (25 %), forecast 31.00"}]
msg:
  description: What was done, a line for each call.
  returned: otherwise
  type: str
"""
