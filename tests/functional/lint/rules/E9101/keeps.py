"""What is said of arn:aws:s3:::bucket is not acted upon."""

EXAMPLE = "arn:aws:s3:::example"  # stackyard: E9101 because it is what a test of another tool was made with


def bucket_arn(partition: str, name: str) -> str:
    # Not arn:aws:s3:::name, which China does not know.
    return f"arn:{partition}:s3:::{name}"


def queue_arn(topic_arn: str, name: str) -> str:
    _, partition, _, region, account, _ = topic_arn.split(":")
    return ":".join(["arn", partition, "sqs", region, account, name])


def parted(text: str) -> str:
    before, _, _ = text.partition("aws")
    # stackyard: E9101 because this is the name of a file
    return before + "arn:aws:iam.txt"
