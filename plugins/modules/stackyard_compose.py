"""Documentation of the action ``stackyard_compose``; the action itself runs on the controller."""

DOCUMENTATION = """
module: stackyard_compose
short_description: Compose function folders and frames into CloudFormation documents
description:
  - Merges C(lambdas/<system>/<function>/) and C(templates/<system>/<stack>.yaml) into one plain document per stack.
  - Writes below O(build_dir) only, in check mode too, and therefore never reports a change.
  - Tells everything that is wrong with the systems at once.
author: [Stackyard]
options:
  root:
    description: The repository that holds C(templates/) and C(lambdas/).
    type: path
    required: true
  systems:
    description: Names of the systems to compose.
    type: list
    elements: str
    required: true
  environment:
    description: The environment that the documents are composed for.
    type: str
    required: true
  build_dir:
    description: Where the result goes, as C(<environment>/<system>/<stack>.yaml).
    type: path
    required: true
"""

EXAMPLES = """
- name: Compose the systems
  stackyard_compose:
    root: "{{ stackyard_root }}"
    systems: [foundation, trainings]
    environment: "{{ stackyard_target.environment }}"
    build_dir: "{{ stackyard_root }}/build"
  register: composed
"""

RETURN = """
systems:
  description: What was composed, by the name of the system.
  returned: success
  type: dict
  sample:
    trainings:
      stacks: {api: {template: build/local/trainings/api.yaml, functions: [upload_test]}}
      functions:
        upload_test:
          {name: upload_test, system: trainings, folder: lambdas/trainings/upload_test, stack: api,
           logical_id: UploadTestFunction, handler: handler.handler, runtime: "", architecture: ""}
      openapi: build/local/trainings/openapi.yaml
"""
