EXAMPLE = "arn:aws:s3:::example"  # stackyard: E9101 because it stands in a text for people
# stackyard: E9101, E9102 because both stand in a text for people
TEXT = "arn:aws:s3:::example, or s3.eu-central-1.amazonaws.com"
SAID = "# stackyard: E9101"
