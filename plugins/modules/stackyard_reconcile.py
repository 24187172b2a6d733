"""Documentation of the action ``stackyard_reconcile``; the action itself runs on the controller."""

DOCUMENTATION = """
module: stackyard_reconcile
short_description: Put functions that were updated in place back to what is deployed
description:
  - Gives every function that C(bin/watch) updated the artifact that its stack names, and then removes the note that told so.
  - CloudFormation does not notice such updates, and leaves a stack alone whose template did not change.
  - In check mode nothing is written, and the functions that would be put back are told.
author: [Stackyard]
options:
  target:
    description: The deployment target, C(stackyard_target).
    type: dict
    required: true
  composed:
    description: Composed systems by name, as C(stackyard_compose) or C(stackyard_package) return them in C(systems).
    type: dict
    required: true
  bucket:
    description: Name of the artifact bucket.
    type: str
    required: true
  functions:
    description: What C(stackyard_package) returned as C(hot), functions as "system/function".
    type: list
    elements: str
    required: true
"""

EXAMPLES = """
- name: Put functions back that were updated in place
  stackyard_reconcile:
    target: "{{ stackyard_target }}"
    composed: "{{ packaged.systems }}"
    bucket: "{{ artifacts_bucket }}"
    functions: "{{ packaged.hot }}"
  when: packaged.hot | length > 0
"""

RETURN = """
functions:
  description: Functions that were put back, or would be in check mode.
  returned: success
  type: list
  elements: str
  sample: [trainings/upload_test]
msg:
  description: A line for each of them.
  returned: success
  type: str
  sample: "trainings/upload_test: was updated in place, put back to what is deployed"
"""
