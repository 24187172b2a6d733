def trust(service: str) -> dict[str, object]:
    return {"Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}


def regional(region: str) -> dict[str, object]:
    return {"Principal": {"Service": [f"logs.{region}.amazonaws.com", "sns.amazonaws.com"]}}
