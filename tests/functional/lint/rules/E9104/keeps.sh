#!/usr/bin/env bash
service=$1
policy='{"Principal": {"Service": "'"$service"'.amazonaws.com"}}'
echo "$policy" "https://lambda.$2"
