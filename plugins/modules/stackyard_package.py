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
    description: Where caches, staged folders and artifacts are kept; C(build/) of this repository unless given.
    type: path
  bucket:
    description: Name of the artifact bucket; empty while it does not exist.
    type: str
    default: ""
  architecture:
    description: Architecture of functions that do not name one, C(x86_64) or C(arm64).
    type: str
    required: true
  python_runtime:
    description: Runtime of functions that do not name one.
    type: str
    required: true
"""

EXAMPLES = """
- name: Package the functions
  stackyard_package:
    target: "{{ stackyard_target }}"
    systems: "{{ composed.systems }}"
    bucket: "{{ artifacts_bucket }}"
    architecture: x86_64
    python_runtime: python3.13
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
          artifact: {key: artifacts/0a1b2c.zip, state: uploaded, unpacked_bytes: 48211, packed_bytes: 12034}
msg:
  description: One line on what was done.
  returned: success
  type: str
  sample: "3 functions: 1 uploaded (0.1 MB), 2 unchanged"
"""
