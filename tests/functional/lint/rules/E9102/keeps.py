"""As in https://orders.execute-api.eu-central-1.amazonaws.com."""

PRINCIPAL = "lambda.amazonaws.com"
POLICY = '{"Statement": [{"Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
DOCS = "https://docs.aws.amazon.com/lambda/"


def api_url(api: str, region: str, url_suffix: str) -> str:
    return f"https://{api}.execute-api.{region}.{url_suffix}"
