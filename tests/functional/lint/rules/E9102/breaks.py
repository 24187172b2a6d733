def api_url(api: str, region: str) -> str:
    return f"https://{api}.execute-api.{region}.amazonaws.com"  # told


def console(region: str) -> str:
    return "https://console.aws.amazon.com/?region=" + region  # told
