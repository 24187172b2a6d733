def trust(url_suffix: str) -> dict[str, object]:
    return {"Principal": {"Service": f"lambda.{url_suffix}"}, "Action": "sts:AssumeRole"}  # told


def key_policy(url_suffix: str) -> dict[str, object]:
    return {"Principal": {"Service": ["sns.amazonaws.com", "cloudwatch." + url_suffix]}}  # told
