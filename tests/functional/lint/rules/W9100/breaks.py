EXAMPLE = "arn:aws:s3:::example"  # stackyard: E9101  # told
HOST = "s3.eu-central-1.amazonaws.com"  # stackyard: E9102 because  # told
REASON = "nothing that any rule tells"  # stackyard: E9101 because it once did  # told
UNKNOWN = "arn:aws:s3:::example"  # stackyard: E9101, E9999 because it is an example  # told
