from __future__ import annotations

from collections import UserDict
from typing import Any

import yaml
from ansible.module_utils._internal._datatag import AnsibleTagHelper
from ansible.module_utils._internal._datatag._tags import Deprecated
from stackyard.action import plain

TAG = Deprecated(msg="any tag makes a tagged value")


def test_tagged_values__become_ordinary_python_values():
    tagged: Any = AnsibleTagHelper.tag("text", TAG)
    assert type(tagged) is not str

    assert yaml.safe_dump(plain({"a": [tagged, AnsibleTagHelper.tag(7, TAG)]})) == "a:\n- text\n- 7\n"


def test_booleans_and_nothing__stay_what_they_are():
    assert plain({"yes": True, "no": None}) == {"yes": True, "no": None}


def test_lazy_mappings__become_dictionaries():
    assert type(plain(UserDict({"a": 1}))) is dict
