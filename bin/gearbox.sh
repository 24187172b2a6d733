#!/usr/bin/env bash
# The client of the gearbox API: puts files into the inbox, lists them, shows them, removes them, retries what failed.
set -uo pipefail # no -e: every failure is told apart by hand
# shellcheck source=bin/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
umask 077

readonly SEPARATOR=$'\037' # between the fields of one line; it cannot occur in a cleaned text
readonly LARGE=8388608     # bytes from which on a file's progress is shown
readonly EXIT_KIT=1 EXIT_USAGE=2 EXIT_FILE=3 EXIT_NETWORK=4 EXIT_URL=5 EXIT_KEY=6 EXIT_REFUSED=7 EXIT_UNKNOWN=8 \
  EXIT_BUSY=10 EXIT_SERVER=11 EXIT_PATIENCE=12 NOT_YET=20
readonly SELF=bin/gearbox.sh

ENVIRONMENT=local URL="" KEY="" STATUS="" WORK="" CALLER=$PWD DOING="" FIRST_FAILURE=0 NAME="" ID=""
STATE="" KIND="" SINCE="" LIMIT=50 JSON=rows TYPE="" WAIT=no TIMEOUT=300 ALL="" WAITING=""
NAMES=()

usage() {
  cat <<'HELP'
Usage: bin/gearbox.sh [-e ENVIRONMENT] COMMAND [OPTIONS]

  put FILE...          puts files into the inbox
      --wait           waits until each of them is ready or failed
      --timeout SECS   how long, for all of them together (300)
      --type TYPE      declares this type instead of one by the file's name
  ls                   lists the files that came last
      --state STATE    received, extracting, ready, failed or removed
      --kind KIND      image, pdf, text, csv, json, jsonl, zip, tar, ...
      --since WHEN     90s, 15m, 1h, 2d, 2026-11-21, 2026-11-21T08:30
      --limit COUNT    how many (50)
      --json           as JSON, with everything that the API tells
  show ID|NAME         tells everything about one file (--json, too)
  rm ID|NAME...        removes files; the bucket keeps them for a while
  retry ID|NAME...     tries files again that failed
      --waiting        even those that still wait, for a message that got lost
  retry --all          tries everything again that failed, and what not even
                       the diagnosis could work off
  stats                counts files by state and kind (--json, too)
  watch                shows what is under way until nothing is
  config [CLIENT]      prints the API's URL and a client's key

-e names the environment: local (the default), local-cn, dev, test, prod, cn.
-- ends the options, for names that begin with a dash. NO_COLOR=1 switches
colours off. GEARBOX_CONFIG=FILE takes URL and key from a file that holds what
`config` printed: then no credentials of the account are needed (but by retry).

Exit codes: 0 done; 1 something is wrong with the environment or its settings;
  2 wrong usage or missing program; 3 a file cannot be sent; 4 no connection;
  5 no gearbox API at that URL; 6 key refused; 7 refused by the API;
  8 no such file; 9 a file failed (put --wait); 10 too many requests;
  11 fault of the server; 12 not ready in time (put --wait); 129 terminal
  closed; 130 interrupted; 143 terminated. Of several, that of the first.
HELP
}

# --- Telling -----------------------------------------------------------------------------------------------------------

# complain <what is wrong> <what was given, may be empty> <what to type next>
complain() {
  printf 'error: %s\n' "$1" >&2
  [ -z "$2" ] || printf '  given: %s\n' "$2" >&2
  printf '  remedy: %s\n' "$3" >&2
}

# fail <exit code> <what is wrong> <what was given> <what to type next>
fail() {
  local code=$1
  shift
  complain "$@"
  exit "$code"
}

# harmless <text>: what somebody typed, without anything that a terminal acts upon.
harmless() { printf '%s' "$1" | tr -d '[:cntrl:]'; }

# note_failure <exit code>: the first failure of several decides about the exit code.
note_failure() { [ "$FIRST_FAILURE" != 0 ] || FIRST_FAILURE=$1; }

# leave <signal> <exit code>
leave() {
  exec 2>&3 # a trap runs inside whatever redirection was in effect
  trap - EXIT
  rm -rf "$WORK"
  printf '\nstopped (%s)%s\n' "$1" "${DOING:+: $DOING}" >&2
  exit "$2"
}

# --- The API -----------------------------------------------------------------------------------------------------------

# python <arguments...>: the kit's own Python; -P keeps modules of the caller's folder out.
python() { "$VIRTUAL_ENV/bin/python" -P "$@"; }

# client <verb> [arguments...]: what is left to Python; see plugins/module_utils/gearbox_ops/client.
client() { python -m gearbox_ops.client "$WORK" "$@"; }

# quoted <text>: a value in curl's configuration syntax.
quoted() {
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

# load_config: sets URL and KEY; the key stays in this process, a pipe and the API's own answer.
load_config() {
  local lines line
  if [ -n "${GEARBOX_CONFIG:-}" ]; then
    lines=$(cat "$GEARBOX_CONFIG") ||
      fail $EXIT_KIT "the file with URL and key cannot be read" "GEARBOX_CONFIG=$(harmless "$GEARBOX_CONFIG")" \
        "write it: $SELF -e $ENVIRONMENT config >FILE, or unset GEARBOX_CONFIG"
  else
    lines=$(python -m gearbox_ops.api_config "$ENVIRONMENT") || exit $EXIT_KIT
  fi
  while IFS= read -r line; do
    case $line in
    "API Endpoint URL: "*) URL=${line#*: } ;;
    "API Key: "*) KEY=${line#*: } ;;
    esac
  done <<<"$lines"
  # The key must not travel in the clear, except inside this machine.
  [[ $URL =~ ^https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._/-]*)?$ ]] ||
    [[ $URL =~ ^http://(127\.0\.0\.1|localhost)(:[0-9]+)?(/[A-Za-z0-9._/-]*)?$ ]] ||
    fail $EXIT_URL "this is no URL of an API" "$(harmless "$URL")" "$SELF config prints the two lines that are expected"
  [[ $KEY =~ ^[^[:space:][:cntrl:]]{1,200}$ ]] || fail $EXIT_KEY "this is no key" "" "$SELF config prints one"
}

# call <method> <path> [curl configuration lines...]: sets STATUS; the answer is in $WORK/answer.
# The key goes to curl through a pipe: arguments of a program can be read by every user of the machine.
call() {
  local method=$1 path=$2 code=0
  shift 2
  : >"$WORK/answer"
  STATUS=$({
    printf 'request = %s\nurl = %s\nheader = %s\n' "$method" "$(quoted "$URL/api/$path")" "$(quoted "x-api-key: $KEY")"
    printf 'silent\nshow-error\nconnect-timeout = 10\nmax-time = 60\nretry = 2\nretry-max-time = 30\n'
    printf 'output = answer\ndump-header = headers\nwrite-out = "%%{http_code}"\n'
    [ $# = 0 ] || printf '%s\n' "$@"
  } | { cd "$WORK" && exec curl -q --config - 2>trouble; }) || code=$?
  [ "$code" = 0 ] || no_answer "$code" "$URL"
}

# no_answer <curl's exit code> <URL>
no_answer() {
  fail $EXIT_NETWORK "no answer (curl says $1: $(tr -d '[:cntrl:]' <"$WORK/trouble"))" "$2" \
    "check the network; for the embedded AWS: bin/local status"
}

# not_ours: an answer that no gearbox API gives.
not_ours() {
  fail $EXIT_URL "this URL does not answer like a gearbox API (status $STATUS)" "$URL" \
    "compare it with what $SELF -e $ENVIRONMENT config prints"
}

# refused <what was asked for>: tells a status that is none of success, and sets CODE.
refused() {
  local told wait
  told=$(client problem "$STATUS") || not_ours
  case $STATUS in
  401 | 403)
    fail $EXIT_KEY "the key is refused${told:+: $told}" "" \
      "a new key needs a minute to be known; else: bin/deploy $ENVIRONMENT"
    ;;
  404) CODE=$EXIT_UNKNOWN && complain "there is no such file" "$1" "$SELF ls lists names; ids are in $SELF ls --json" ;;
  429)
    wait=$(sed -n 's/^[Rr][Ee][Tt][Rr][Yy]-[Aa][Ff][Tt][Ee][Rr]: *\([0-9][0-9]*\).*/\1/p' "$WORK/headers")
    fail $EXIT_BUSY "${told:-too many requests}" "" "wait ${wait:-60} seconds, then run the same command again"
    ;;
  5??)
    fail $EXIT_SERVER "the server failed with status $STATUS${told:+: $told}" "$1" \
      "run it again in a minute; if it stays: bin/logs --env $ENVIRONMENT --since 5m"
    ;;
  *) CODE=$EXIT_REFUSED && complain "the API refused this: ${told:-status $STATUS}" "$1" "$SELF --help" ;;
  esac
}

# --- Commands ----------------------------------------------------------------------------------------------------------

# find_id <id or name>: sets ID, and NAME as it may be shown.
find_id() {
  NAME=$(harmless "$1")
  [ -n "$1" ] || fail $EXIT_USAGE "a name is empty" "" "$SELF ls lists names"
  ID=$(client id "$1") || exit
}

put() {
  local planned row n size name count=0 sent=0
  planned=$(cd "$CALLER" && client plan "$TYPE" "${NAMES[@]}") || note_failure $?
  while IFS= read -r row; do [ -z "$row" ] || count=$((count + 1)); done <<<"$planned"
  [ "$count" != 0 ] || exit "$FIRST_FAILURE"
  while IFS=$SEPARATOR read -r n size name; do
    DOING="$sent of $count files were sent"
    if send "$n" "$size" "$name"; then sent=$((sent + 1)); else note_failure "$CODE"; fi
  done <<<"$planned"
  [ "$WAIT" = no ] || await "$planned"
  exit "$FIRST_FAILURE"
}

# send <number> <size> <name>: asks whether the file may be sent, and sends it; else sets CODE.
send() {
  local n=$1 size=$2 name=$3 code=0
  CODE=0
  call POST v1/files 'header = "Content-Type: application/json"' "data-binary = \"@$n.ask\""
  [ "$STATUS" = 201 ] || { refused "$name" && return 1; }
  client form "$n" >"$WORK/$n.id" || not_ours
  : >"$WORK/reply"
  transfer "$n" "$size" "$name" || code=$?
  case $code in
  0) ;;
  26 | 37) CODE=$EXIT_FILE && complain "the file went away, or cannot be read any more" "$name" "check it, then send it again" && return 1 ;;
  *) no_answer "$code" "$name" ;;
  esac
  [ "${STATUS%??}" = 2 ] || {
    client refusal "$STATUS" "$name" || CODE=$?
    return 1
  }
  mv "$WORK/headers" "$WORK/$n.headers"
  printf 'sent  %s\n' "$name"
}

# transfer <number> <size> <name>: sets STATUS; a large file's progress is drawn where there is a terminal.
transfer() {
  local n=$1 code=0 meter
  if [ "$2" -lt "$LARGE" ] || [ ! -t 2 ] || [ "${TERM:-dumb}" = dumb ]; then
    STATUS=$(curl_form "$n" --silent --show-error 2>"$WORK/trouble") || code=$?
    return "$code"
  fi
  mkfifo "$WORK/meter" || return 1
  client progress "$3" "$2" <"$WORK/meter" &
  meter=$!
  STATUS=$(curl_form "$n" 2>"$WORK/meter") || code=$?
  wait "$meter"
  rm -f "$WORK/meter"
  return "$code"
}

# curl_form <number> [options...]: no bound on the whole time, since files may be large; but one that stands still ends.
curl_form() {
  local n=$1
  shift
  cd "$WORK" && curl -q "$@" --config "$n.form" --connect-timeout 10 --speed-time 60 --speed-limit 1 --retry 2 --retry-max-time 30 \
    --output reply --dump-header headers --write-out '%{http_code}'
}

# await <planned uploads>: files are finished in about the order in which they were sent, so one is asked for at a time.
await() {
  local n name code pause end=$((SECONDS + TIMEOUT))
  while IFS=$SEPARATOR read -r n _ name; do
    [ -f "$WORK/$n.headers" ] || continue
    DOING="everything was sent, and goes on without this command"
    pause=0
    while :; do
      code=$NOT_YET
      call GET "v1/files/$(cat "$WORK/$n.id")"
      case $STATUS in
      200) client settled "$n" "$name" && code=0 || code=$? ;;
      404) ;; # it is not even known yet
      *) refused "$name" && code=$CODE ;;
      esac
      [ "$code" = "$NOT_YET" ] || break
      if [ "$SECONDS" -ge "$end" ]; then
        code=$EXIT_PATIENCE
        complain "not ready within $TIMEOUT seconds" "$name" "$SELF -e $ENVIRONMENT watch shows when it is"
        break
      fi
      [ "$pause" -ge 5 ] || pause=$((pause + 1))
      sleep "0.$((pause * 19))" # 0.19 to 0.95 seconds
    done
    [ "$code" != 5 ] || not_ours
    [ "$code" = 0 ] || note_failure "$code"
  done <<<"$1"
}

list() {
  local query more=$LIMIT rest=""
  query=$(client query "$STATE" "$KIND" "$SINCE") || exit
  : >"$WORK/files"
  while :; do
    call GET "v1/files?${query:+$query&}limit=$((more > 100 ? 100 : more))${rest:+&$rest}"
    [ "$STATUS" = 200 ] || { refused "$(harmless "$STATE $KIND")" && exit "$CODE"; }
    IFS=$SEPARATOR read -r more rest <<<"$(client page "$more" || printf '%s' none)"
    [ "$more" != none ] || not_ours
    if [ "$more" -le 0 ] || [ -z "$rest" ]; then break; fi
  done
  client files "$JSON"
  [ -z "$rest" ] || note "there are more: $SELF ls --limit $((LIMIT * 10))"
}

# one <verb of client> <path>: asks for one thing and prints it.
one() {
  call GET "$2"
  [ "$STATUS" = 200 ] || { refused "$NAME" && exit "$CODE"; }
  client "$1" "$JSON" || not_ours
}

remove() {
  local argument
  for argument in "${NAMES[@]}"; do
    find_id "$argument"
    call DELETE "v1/files/$ID"
    if [ "$STATUS" = 202 ]; then
      client removed || not_ours
    else
      refused "$NAME"
      note_failure "$CODE"
    fi
  done
  exit "$FIRST_FAILURE"
}

# watch: until two looks in a row find nothing under way, since a file is known a moment after it was sent.
watch() {
  local state begun took quiet=0 code
  while :; do
    begun=$SECONDS
    look v1/stats stats
    for state in extracting received; do look "v1/files?state=$state&limit=20" "$state"; done
    code=0
    client board || code=$?
    case $code in
    0) quiet=$((quiet + 1)) ;;
    "$NOT_YET") quiet=0 ;;
    5) not_ours ;;
    *) exit "$code" ;;
    esac
    [ "$quiet" -lt 2 ] || exit 0
    took=$((SECONDS - begun))
    sleep $((took > 0 ? took * 3 : 1)) # counting many files costs: most of the time it does nothing
  done
}

# look <path> <file>: keeps an answer under a name.
look() {
  call GET "$1"
  [ "$STATUS" = 200 ] || { refused "" && exit "$CODE"; }
  mv "$WORK/answer" "$WORK/$2"
}

# --- Arguments ---------------------------------------------------------------------------------------------------------

# wrong <what is wrong> <what was given>
wrong() { fail $EXIT_USAGE "$1" "$(harmless "$2")" "$SELF --help"; }

# whole_number <option> <text>
whole_number() { [[ $2 =~ ^[1-9][0-9]{0,8}$ ]] || wrong "this takes a whole number above 0" "$1 $2"; }

# options_of <command>: which options a command has, each with a space around.
options_of() {
  printf ' -e '
  case $1 in
  put) printf ' --wait --timeout --type ' ;;
  ls) printf ' --state --kind --since --limit --json ' ;;
  show | stats) printf ' --json ' ;;
  retry) printf ' --all --waiting ' ;;
  esac
}

# read_options <command> [arguments...]: fills NAMES and the options' variables.
read_options() {
  local command=$1 known
  known=$(options_of "$1")
  shift
  while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage && exit ;;
    --) shift && break ;;
    -?*) [[ $known == *" ${1%%=*} "* ]] || wrong "$command has no such option" "$1" ;;
    *) NAMES[${#NAMES[@]}]=$1 && shift && continue ;;
    esac
    case $1 in
    --*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
    --wait) WAIT=yes && shift && continue ;;
    --json) JSON=json && shift && continue ;;
    --all) ALL=--all && shift && continue ;;
    --waiting) WAITING=--waiting && shift && continue ;;
    esac
    [ $# -ge 2 ] && [ -n "$2" ] || wrong "this option takes a value" "$1"
    case $1 in
    --timeout) whole_number "$1" "$2" && TIMEOUT=$2 ;;
    --limit) whole_number "$1" "$2" && LIMIT=$2 ;;
    -e) ENVIRONMENT=$2 ;;
    --type) TYPE=$2 ;;
    --state) STATE=$2 ;;
    --kind) KIND=$2 ;;
    --since) SINCE=$2 ;;
    *) wrong "this option takes no value" "$1=$2" ;;
    esac
    shift 2
  done
  while [ $# -gt 0 ]; do
    NAMES[${#NAMES[@]}]=$1
    shift
  done
}

# check_names <command>: how many names a command takes.
check_names() {
  case $1 in
  put | rm) [ ${#NAMES[@]} -gt 0 ] || wrong "$1 needs at least one name" "" ;;
  show) [ ${#NAMES[@]} = 1 ] || wrong "show needs one name" "${#NAMES[@]} names" ;;
  retry)
    [ -n "$ALL" ] || [ ${#NAMES[@]} -gt 0 ] || wrong "retry needs names, or --all" ""
    [ -z "$ALL" ] || [ ${#NAMES[@]} = 0 ] || wrong "retry takes names or --all" "${#NAMES[@]} names and --all"
    ;;
  config) [ ${#NAMES[@]} -le 1 ] || wrong "config takes the name of one client" "${#NAMES[@]} names" ;;
  *) [ ${#NAMES[@]} = 0 ] || wrong "$1 takes no names" "${NAMES[0]}" ;;
  esac
}

set_up() {
  command -v curl >/dev/null || fail $EXIT_USAGE "curl is not installed" "" "install curl, then run $SELF again"
  prepare_packaging
  WORK=$(mktemp -d) || fail $EXIT_KIT "cannot make a temporary folder" "${TMPDIR:-/tmp}" "free some space, or set TMPDIR"
  exec 3>&2
  trap 'rm -rf "$WORK"' EXIT
  trap 'leave Ctrl-C 130' INT
  trap 'leave "terminal closed" 129' HUP
  trap 'leave terminated 143' TERM
}

main() {
  while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage && exit ;;
    -e)
      [ $# -ge 2 ] && [ -n "$2" ] || wrong "-e takes the name of an environment" ""
      ENVIRONMENT=$2 && shift 2
      ;;
    *) break ;;
    esac
  done
  case ${1:-} in
  put | ls | show | rm | retry | stats | watch | config) ;;
  "") usage >&2 && exit $EXIT_USAGE ;;
  *) wrong "there is no such command" "$1" ;;
  esac
  read_options "$@"
  check_names "$1"
  set_up
  case $1 in
  retry)
    python -m gearbox_ops.retry $ALL $WAITING -- "$ENVIRONMENT" ${NAMES[@]+"${NAMES[@]}"}
    exit
    ;;
  config)
    python -m gearbox_ops.api_config "$ENVIRONMENT" ${NAMES[@]+"${NAMES[@]}"}
    exit
    ;;
  esac
  load_config
  case $1 in
  put) put ;;
  ls) list ;;
  show) find_id "${NAMES[0]}" && one details "v1/files/$ID" ;;
  rm) remove ;;
  stats) one stats v1/stats ;;
  watch) watch ;;
  esac
}

main "$@"
