#!/usr/bin/env bash
# Like arn:aws:s3:::bucket.
partition=$(aws sts get-caller-identity --query Arn --output text | cut -d: -f2)
echo "arn:$partition:s3:::$1" ${1#arn:} # not arn:aws:s3:::bucket
# stackyard: E9101 because people read it as an example
echo "give an ARN such as arn:aws:s3:::bucket"
part=$(cut -d: -f2 <<<"$1")
echo "arn:$part:s3:::$2"
for where in aws aws-cn; do PARTITION=aws-cn bin/tell --partition "$where" --other-partition=aws; done
prefix=arn
prefix+=:$part
echo "$prefix:s3:::$1"
