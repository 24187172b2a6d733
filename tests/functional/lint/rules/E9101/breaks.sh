#!/usr/bin/env bash
# Like arn:aws:s3:::bucket.
aws s3api put-bucket-policy --policy "arn:aws:s3:::$1" # told
topic='arn:'"aws"":sns:$REGION" # told
cat <<HELP
  # Not a comment, but text: arn:aws-cn:iam::aws:policy/ReadOnlyAccess  # told
HELP
echo "$topic" "it's # no comment: arn:aws:x" # told
where=aws
echo "arn:$where:s3:::$1" # told
partition=aws-cn # told
echo "arn:${partition}:s3:::$1" # told
echo "arn:${AWS_PARTITION:-aws}:s3:::$1" # told
[[ $AWS_PARTITION == aws-cn ]] && exit # told
