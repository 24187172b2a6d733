"""An order goes through the API, the queue and the table of whatever environment the variables name."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request

import boto3

URL = os.environ["STACKYARD_ORDERS_API_APIURL"] + "/v1/orders"


def key() -> str:
    answer = boto3.client("apigateway").get_api_key(apiKey=os.environ["STACKYARD_ORDERS_API_KEYID"], includeValue=True)
    return answer["value"]


def call(url: str, body: object = None) -> tuple[int, dict]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"x-api-key": key(), "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_order_that_is_taken__is_kept() -> None:
    status, taken = call(URL, {"item": "bolt", "pieces": 7})
    assert status == 202
    for _ in range(300):
        status, found = call(f"{URL}/{taken['id']}")
        if status == 200:
            break
        time.sleep(0.2)
    assert found == {"id": taken["id"], "item": "bolt", "pieces": 7}


def test_too_many_pieces__are_refused_by_name() -> None:
    status, answer = call(URL, {"item": "bolt", "pieces": 101})
    assert status == 400
    assert answer == {"error": "The field pieces is wrong: it must be a whole number from 1 to 100."}
