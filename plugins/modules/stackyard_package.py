"""Documentation of the action ``stackyard_package``; the action itself runs on the controller."""

DOCUMENTATION = """
module: stackyard_package
short_description: Package all functions as content-addressed artifacts
description:
  - Decides what every function ships, names it by its content, and uploads what the artifact bucket does not hold.
  - Writes templates whose functions name their artifacts, beside the composed ones.
  - In check mode, and while the bucket is not known, nothing is uploaded and the plan is returned.
author: [Stackyard]
options:
  target:
    description: The deployment target, C(stackyard_target).
    type: dict
    required: true
  systems:
    description: What C(stackyard_compose) returned as RV(systems).
    type: dict
    required: true
  root:
    description: The repository that holds C(lambdas/); this one unless given.
    type: path
  build_dir:
    description: Where the record of what was packaged is kept, beside composed templates; C(build/) of this repository unless given.
    type: path
  bucket:
    description: Name of the artifact bucket; empty while it does not exist.
    type: str
    default: ""
  settings:
    description: How functions are packaged, C(stackyard_package) of group_vars/all/package.yml.
    type: dict
    required: true
"""

EXAMPLES = """
- name: Package the functions
  stackyard_package:
    target: "{{ stackyard_target }}"
    systems: "{{ composed.systems }}"
    bucket: "{{ artifacts_bucket }}"
    settings: "{{ stackyard_package }}"
  register: packaged
"""

RETURN = """
systems:
  description: The facts of C(stackyard_compose), with C(packaged) at each stack and C(artifact) at each function.
  returned: success
  type: dict
  sample:
    trainings:
      stacks:
        api: {template: build/local/trainings/api.yaml, packaged: build/local/trainings/api.packaged.yaml,
              functions: [upload_test]}
      functions:
        upload_test:
          artifact: {key: artifacts/0a1b2c.zip, state: uploaded, unpacked_bytes: 48211, packed_bytes: 12034,
                     layers: []}
hot:
  description: Functions that were updated in place since they were deployed, as "system/function".
  returned: success
  type: list
  elements: str
  sample: [trainings/upload_test]
reasons:
  description: Why functions are packaged anew, by "system/function"; those that are not are left out.
  returned: success
  type: dict
  sample:
    trainings/upload_test: [lambdas/trainings/upload_test/handler.py changed]
msg:
  description: One line on what was done, and for each function that is packaged anew why.
  returned: success
  type: str
  sample: |-
    3 functions: 1 uploaded (12 KB), 2 unchanged
    `upload_test`: lambdas/trainings/upload_test/handler.py changed
"""
