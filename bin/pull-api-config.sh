#!/usr/bin/env bash
# Prints what a student needs to call the API: its URL and the student's own key.
set -euo pipefail
# shellcheck source=bin/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'HELP'
Usage: bin/pull-api-config.sh [env] [student]

  env      the environment to ask; local without
  student  whose key to print; the first on the published list without

Prints two lines on stdout, for a mail or for the student's client
(bin/test-time.sh --register):

  API Endpoint URL: <URL without the stage>
  API Key: <the student's key>

Whoever has the key can answer in the student's name: hand it to nobody else.
HELP
}

main() {
  case "${1:-}" in
  -h | --help) usage && exit ;;
  -*) die "unknown option: $1" "bin/pull-api-config.sh --help" ;;
  esac
  [ $# -le 2 ] || die "too many arguments: $*" "bin/pull-api-config.sh [env] [student]"
  prepare
  exec python -m trainings_ops.api_config "$@"
}

main "$@"
