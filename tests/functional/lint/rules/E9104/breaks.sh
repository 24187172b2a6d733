#!/usr/bin/env bash
cat <<JSON
{"Principal": {"Service": "lambda.$suffix"}, "Action": "sts:AssumeRole"} # told
JSON
policy='{"Principal": {"Service": "lambda.'"${URL_SUFFIX}"'"}}' # told
echo "$policy"
