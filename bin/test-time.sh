#!/usr/bin/env bash
# The student's client of the trainings API. It needs bash (3.2 or newer), curl, and jq or python3, and nothing else of
# the repository it comes from: a trainer hands this one file to the students.
set -ufo pipefail # no -e: every failure is told apart by hand; -f: server texts are never expanded as file names
shopt -s nocasematch
umask 077

readonly SEPARATOR=$'\037' # between the fields of one line; it cannot occur in a cleaned text
readonly FOLDER=${HOME:-}/.trainings CONFIG=${HOME:-}/.trainings/config
readonly EXIT_USAGE=2 EXIT_CONFIG=3 EXIT_NETWORK=4 EXIT_URL=5 EXIT_KEY=6 EXIT_REFUSED=7 EXIT_ALREADY=8 EXIT_CLOSED=9 \
  EXIT_BUSY=10 EXIT_SERVER=11 EXIT_ANSWER=12 EXIT_INPUT=13

URL="" KEY="" STUDENT="" STATUS="" MESSAGE="" WORK="" PHASE=idle DRAFT="" SUBJECT="" TEST="" DUE=""
TESTS=() QUESTIONS=() FIRST=() COUNT=() IDS=() BODIES=() MARKS=() # MARKS: per question the answer's place, 0 = left out
BOLD="" DIM="" RED="" GREEN="" PLAIN="" TERMINAL_STATE="" WIDTH=78
REDRAW=no INTERACTIVE=no

usage() {
  cat <<'HELP'
Usage: test-time.sh [--list | --register | --help]

  (nothing)   lists your open tests, asks the questions of the one you choose,
              uploads your answers
  --list      only lists your open tests
  --register  asks for the API's URL, your key and your student id again

Answers can be piped: the number of the test (or its name: python/test01), one
line per question (an empty line leaves it out), then y to upload. On the first
run the URL, the key and the student id come before. For instance:
  printf '1\na\nc\n\ny\n' | test-time.sh

Answers that were not uploaded are kept in ~/.trainings and offered again on a
terminal. NO_COLOR=1 switches colours off.

Exit codes: 0 uploaded, listed or left by choice; 2 wrong option or missing
  program; 3 registration missing or damaged; 4 no connection; 5 the URL is not
  a trainings API; 6 key refused; 7 refused by the API; 8 already submitted;
  9 the deadline has passed; 10 too many requests; 11 fault of the server;
  12 invalid answer in a pipe; 13 input ended early; 130 interrupted
HELP
}

# --- Telling -----------------------------------------------------------------------------------------------------------

# fail <exit code> <what is wrong> <what was given, may be empty> <what to type next>
fail() {
  printf '%serror:%s %s\n' "$RED" "$PLAIN" "$2" >&2
  [ -z "$3" ] || printf '  given: %s\n' "$3" >&2
  printf '  remedy: %s\n' "$4" >&2
  if [ -n "$DRAFT" ] && [ -f "$DRAFT" ]; then printf '  your answers are kept in %s\n' "$DRAFT" >&2; fi
  exit "$1"
}

# invalid <what is wrong> <what was given> <what is expected>: a person is asked again, a pipe is not.
invalid() {
  [ "$INTERACTIVE" = yes ] || fail $EXIT_ANSWER "$1" "$2" "$3; nothing was uploaded"
  printf '%s%s:%s %s\n' "$RED" "$1" "$PLAIN" "$3"
}

# wrap <first indent> <other indents> <text>: prints lines of at most WIDTH columns; indented program code stays as it is.
wrap() {
  local line word out="" indent=$1
  while IFS= read -r line; do
    case $line in
    "    "*) out=$line ;;
    *)
      for word in $line; do
        if [ -n "$out" ] && [ $((${#2} + ${#out} + ${#word} + 1)) -gt "$WIDTH" ]; then
          printf '%s%s\n' "$indent" "$out"
          out="" indent=$2
        fi
        out=$out${out:+ }$word
      done
      ;;
    esac
    printf '%s%s\n' "$indent" "$out"
    out="" indent=$2
  done <<<"$3"
}

redraw() { if [ "$REDRAW" = yes ]; then printf '\033[H\033[2J'; else printf '\n'; fi; }

# ask <prompt> [hidden]: reads one line into REPLY; the end of the input ends the script.
ask() {
  local ended=no
  if [ -n "${2:-}" ] && [ "$INTERACTIVE" = yes ]; then stty -echo; fi
  # With stdout in a file, the person at the terminal must still see what is asked.
  if [ "$INTERACTIVE" = yes ] && [ ! -t 1 ]; then printf '%s' "$1" >&2; else printf '%s' "$1"; fi
  IFS= read -r REPLY || ended=yes
  restore_terminal
  REPLY=${REPLY%$'\r'}
  if [ "$ended" = yes ] && [ -z "$REPLY" ]; then
    printf '\n'
    fail $EXIT_INPUT "the input ended before everything was answered; nothing was uploaded" "" "run $0 again"
  fi
  if [ -n "${2:-}" ]; then printf '\n'; elif [ "$INTERACTIVE" = no ]; then printf '%s\n' "$REPLY"; fi
}

restore_terminal() { [ -z "$TERMINAL_STATE" ] || stty "$TERMINAL_STATE" 2>/dev/null; }

# leave <signal> <exit code>: a stopped run says what became of the answers.
leave() {
  exec 2>&3 # a trap runs inside whatever redirection was in effect
  restore_terminal
  printf '\n' >&2
  case $PHASE in
  uploading) fail "$2" "stopped ($1) during the upload: it may or may not have arrived" "" \
    "run $0 again: a test that has arrived is not listed any more" ;;
  *) fail "$2" "stopped ($1); nothing was uploaded" "" "run $0 again to go on" ;;
  esac
}

set_up_terminal() {
  [ -t 0 ] && INTERACTIVE=yes && TERMINAL_STATE=$(stty -g 2>/dev/null)
  [ -t 1 ] && [ "${TERM:-dumb}" != dumb ] || return 0
  local columns
  [ "$INTERACTIVE" = yes ] && REDRAW=yes && columns=$(stty size 2>/dev/null) && columns=${columns##* } &&
    [ "$columns" -ge 30 ] && [ "$columns" -lt 80 ] && WIDTH=$((columns - 2))
  [ -z "${NO_COLOR:-}" ] || return 0
  BOLD=$'\033[1m' DIM=$'\033[2m' RED=$'\033[31m' GREEN=$'\033[32m' PLAIN=$'\033[0m'
}

# --- JSON: what the client reads and writes, once in jq and once in Python ------------------------------------------------
# Texts lose control characters and direction overrides, so that no server text can drive the terminal; newlines and
# backslashes are escaped for printf %b.

readonly JQ_CLEAN='def clean: tostring | explode | map(select(. == 9 or . == 10 or (. >= 32 and (. < 127 or . >= 160)
    and (. < 8234 or . > 8238) and (. < 8294 or . > 8297))) | if . == 9 then (32, 32, 32, 32) else . end) | implode
    | split("\\") | join("\\\\") | split("\n") | join("\\n");
  def row: map(clean) | join("\u001f");'
readonly JQ_MESSAGE='if .code then [.code, (.body | if type == "string" then . else "" end)] else ["-", (.message // "")] end | row'
# shellcheck disable=SC2016 # the dollars are jq's own
readonly JQ_TESTS='.body[] | .subject as $subject | (.due // {}) as $due
  | .testIds[] | . as $test | [$subject, $test, ($due[$test] // "")] | row'
readonly JQ_QUESTIONS='.body[] | (["Q", .question] | row), (.answers[] | ["A", .answerId, .answerBody] | row)'
# shellcheck disable=SC2016 # the dollars are jq's own
readonly JQ_SHEET='.body as $questions | ($marks | split(",") | map(tonumber)) as $marks
  | {subjectName: $subject, testId: $test, studentId: $student, testResult: [range($questions | length) as $n
    | select($marks[$n] > 0)
    | {questionId: $questions[$n].questionId, answer: $questions[$n].answers[$marks[$n] - 1].answerId}]}'

readonly PYTHON_PROGRAM='
import json, sys

def clean(value):
    kept = (c for c in str(value) if c in "\t\n" or " " <= c < "\x7f" or c >= "\xa0")
    text = "".join(c for c in kept if not ("\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069"))
    return text.replace("\t", "    ").replace("\\", "\\\\").replace("\n", "\\n")

def rows(verb, document):
    if verb == "message" and document.get("code"):
        yield document["code"], document["body"] if isinstance(document["body"], str) else ""
    elif verb == "message":
        yield "-", document["message"]
    elif verb == "tests":
        for entry in document["body"]:
            for test in entry["testIds"]:
                yield entry["subject"], test, (entry.get("due") or {}).get(test) or ""
    else:
        for question in document["body"]:
            yield "Q", question["question"]
            for answer in question["answers"]:
                yield "A", answer["answerId"], answer["answerBody"]

def sheet(document, subject, test, student, marks):
    chosen = [(question, int(mark)) for question, mark in zip(document["body"], marks.split(",")) if int(mark)]
    result = [{"questionId": q["questionId"], "answer": q["answers"][mark - 1]["answerId"]} for q, mark in chosen]
    return json.dumps({"subjectName": subject, "testId": test, "studentId": student, "testResult": result})

verb, path, *arguments = sys.argv[1:]
document = json.load(open(path, encoding="utf-8"))
if verb == "sheet":
    text = sheet(document, *arguments)
else:
    text = "".join("\x1f".join(map(clean, row)) + "\n" for row in rows(verb, document))
sys.stdout.buffer.write(text.encode("utf-8", "replace"))
'

# json message|tests|questions <file>: prints rows; json sheet <file> <subject> <test> <student> <marks>: the upload.
json() {
  if [ "$JSON_TOOL" = python3 ]; then
    python3 -c "$PYTHON_PROGRAM" "$@" 2>/dev/null
    return
  fi
  case $1 in
  message) jq -r "$JQ_CLEAN $JQ_MESSAGE" "$2" ;;
  tests) jq -r "$JQ_CLEAN $JQ_TESTS" "$2" ;;
  questions) jq -r "$JQ_CLEAN $JQ_QUESTIONS" "$2" ;;
  sheet) jq -c --arg subject "$3" --arg test "$4" --arg student "$5" --arg marks "$6" "$JQ_SHEET" "$2" ;;
  esac 2>/dev/null
}

find_tools() {
  command -v curl >/dev/null || fail $EXIT_USAGE "curl is not installed" "" "install curl, then run $0 again"
  if jq -n 1 >/dev/null 2>&1; then
    JSON_TOOL=jq
  elif python3 -c '' >/dev/null 2>&1; then
    JSON_TOOL=python3
  else
    fail $EXIT_USAGE "neither jq nor python3 is installed" "" "install one of them, then run $0 again"
  fi
}

# --- The API -----------------------------------------------------------------------------------------------------------

# quoted <text>: a value in curl's configuration syntax.
quoted() {
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

# call <path> [curl configuration lines...]: sets STATUS and MESSAGE; the answer is in $WORK/answer.
# The key goes to curl through a pipe: arguments of a program can be read by every user of the machine.
call() {
  local path=$1 code=0
  shift
  : >"$WORK/answer"
  STATUS=$({
    printf 'url = %s\nheader = %s\n' "$(quoted "$URL/api/v1/$path")" "$(quoted "x-api-key: $KEY")"
    printf 'header = "Content-Type: application/json"\n'
    printf 'silent\nshow-error\nconnect-timeout = 10\nmax-time = 60\nwrite-out = "%%{http_code}"\n'
    printf 'output = answer\ndump-header = headers\n'
    [ $# = 0 ] || printf '%s\n' "$@"
  } | { cd "$WORK" && curl --config - 2>trouble; }) || code=$? # relative names: Git for Windows translates no others
  [ "$code" = 0 ] || no_answer "$code"
  read_message
}

# no_answer <curl's exit code>
no_answer() {
  [ "$1" != 3 ] || fail $EXIT_URL "this is not a URL" "$URL" "$0 --register"
  local also="check your network and the URL; a mistyped URL is mended by: $0 --register"
  [ "$PHASE" != uploading ] || also="run $0 again: a test that has arrived is not listed any more"
  fail $EXIT_NETWORK "no answer from the API ($(tr -d '[:cntrl:]' <"$WORK/trouble"))" "$URL" "$also"
}

# read_message: every answer of the API is {"code": <status>, "body": ...}; anything else comes from somewhere else.
read_message() {
  local code=""
  MESSAGE=""
  IFS=$SEPARATOR read -r code MESSAGE <<<"$(json message "$WORK/answer")"
  MESSAGE=$(printf '%b' "$MESSAGE")
  [ "$code" != "$STATUS" ] || return 0
  case $STATUS:$MESSAGE in
  403:Forbidden | 429:* | 5??:*) ;; # API Gateway's own words
  *) fail $EXIT_URL "this URL does not answer like a trainings API (status $STATUS)" "$URL" \
    "compare it with what your trainer gave you (https://<id>.execute-api.<region>...), then $0 --register" ;;
  esac
}

# refused: ends the script with what a status other than 200 means.
refused() {
  local wait
  case $STATUS in
  403) fail $EXIT_KEY "${MESSAGE:-the key is refused}" "student $STUDENT" \
    "ask your trainer for your key and student id, then $0 --register" ;;
  409) fail $EXIT_ALREADY "${MESSAGE:-this test is already submitted}" "$SUBJECT $TEST" \
    "nothing to do: your first submission stands; see the other tests with $0 --list" ;;
  429)
    wait=$(sed -n 's/^[Rr][Ee][Tt][Rr][Yy]-[Aa][Ff][Tt][Ee][Rr]: *\([0-9][0-9]*\).*/\1/p' "$WORK/headers")
    fail $EXIT_BUSY "${MESSAGE:-too many requests}" "" "wait ${wait:-60} seconds, then run $0 again"
    ;;
  5??) fail $EXIT_SERVER "the server failed with status $STATUS: ${MESSAGE:-no reason given}" "" \
    "run $0 again in a few minutes; tell your trainer if it stays" ;;
  *) fail $EXIT_REFUSED "${MESSAGE:-the API refused the request (status $STATUS)}" "student $STUDENT${TEST:+, $SUBJECT $TEST}" \
    "ask your trainer; a wrong student id is mended by: $0 --register" ;;
  esac
}

# fetch_tests: fills TESTS with rows subject, test, due date. The student id holds no character that JSON would escape.
fetch_tests() {
  call tests "data = $(quoted "{\"studentId\": \"$STUDENT\"}")"
  [ "$STATUS" = 200 ] || refused
  local row rows
  rows=$(json tests "$WORK/answer") || fail $EXIT_URL "this URL does not answer like a trainings API" "$URL" "$0 --register"
  TESTS=()
  while IFS= read -r row; do [ -z "$row" ] || TESTS[${#TESTS[@]}]=$row; done <<<"$rows"
}

# fetch_questions: fills QUESTIONS, and per question FIRST and COUNT of its answers in IDS and BODIES.
fetch_questions() {
  call test get "data-urlencode = $(quoted "subjectName=$SUBJECT")" "data-urlencode = $(quoted "testId=$TEST")"
  [ "$STATUS" = 200 ] || refused
  mv "$WORK/answer" "$WORK/questions"
  local kind one two rows last=-1
  rows=$(json questions "$WORK/questions") && [ -n "$rows" ] ||
    fail $EXIT_SERVER "the questions of this test are damaged" "$SUBJECT $TEST" "tell your trainer"
  while IFS=$SEPARATOR read -r kind one two; do
    if [ "$kind" = Q ]; then
      last=$((last + 1))
      QUESTIONS[last]=$(printf '%b' "$one") FIRST[last]=${#IDS[@]} COUNT[last]=0 MARKS[last]=0
    else
      BODIES[${#IDS[@]}]=$(printf '%b' "$two")
      IDS[${#IDS[@]}]=$one COUNT[last]=$((COUNT[last] + 1))
    fi
  done <<<"$rows"
}

# --- Registration ------------------------------------------------------------------------------------------------------

valid_student() { [[ $1 =~ ^[A-Za-z0-9][A-Za-z0-9\ ._-]{0,63}$ ]]; }
valid_key() { [[ $1 =~ ^[^[:space:][:cntrl:]]{1,200}$ ]]; }
# The key must not travel in the clear, except inside this machine.
valid_url() {
  [[ $1 =~ ^https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._/-]*)?$ ]] ||
    [[ $1 =~ ^http://(127\.0\.0\.1|localhost)(:[0-9]+)?(/[A-Za-z0-9._/-]*)?$ ]]
}

# load_registration: reads the file line by line; it is data and never run as shell code.
load_registration() {
  [ -f "$CONFIG" ] || return 1
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
    url=*) URL=${line#url=} ;;
    key=*) KEY=${line#key=} ;;
    student=*) STUDENT=${line#student=} ;;
    esac
  done <"$CONFIG" || return 1
  if valid_url "$URL" && valid_key "$KEY" && valid_student "$STUDENT"; then return 0; fi
  fail $EXIT_CONFIG "the registration is damaged" "$CONFIG" "$0 --register"
}

# ask_valid <variable> <check> <prompt> <what is expected> [hidden]
ask_valid() {
  while :; do
    ask "$3" "${5:-}"
    case $REPLY in *": "*) REPLY=${REPLY#*: } ;; esac # a whole line "API Key: ..." may be pasted
    while [ "$1" = URL ] && [ "$REPLY" != "${REPLY%/}" ]; do REPLY=${REPLY%/}; done
    [ "$1" != URL ] || REPLY=${REPLY%/api}
    "$2" "$REPLY" && printf -v "$1" '%s' "$REPLY" && return
    invalid "this cannot be right" "${5:-$REPLY}" "$4"
  done
}

# register: asks, tries against the API, and only then keeps the answers.
register() {
  printf '%sRegistration%s: your trainer gives you these three.\n' "$BOLD" "$PLAIN"
  ask_valid URL valid_url "API endpoint URL: " "expected is https://... without the stage"
  ask_valid KEY valid_key "API key: " "expected is one word without spaces" hidden
  ask_valid STUDENT valid_student "Student id: " "expected are letters, digits, spaces, dots, dashes: student01"
  fetch_tests
  save "$CONFIG" "url=$URL" "key=$KEY" "student=$STUDENT"
  printf '%sRegistered%s in %s\n' "$GREEN" "$PLAIN" "$CONFIG"
}

# save <file> <lines...>: all or nothing, readable by its owner only.
save() {
  local file=$1
  shift
  { mkdir -p "$FOLDER" && chmod 700 "$FOLDER" && printf '%s\n' "$@" >"$file.new.$$" && mv -f "$file.new.$$" "$file"; } \
    2>/dev/null || fail $EXIT_CONFIG "cannot write $file" "" "check the free space and the permissions of $FOLDER"
}

# --- Taking a test -----------------------------------------------------------------------------------------------------

readonly MONTHS=(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec) DAYS=(Sun Mon Tue Wed Thu Fri Sat)
readonly MONTH_SHIFTS=(0 3 2 5 0 3 5 1 4 6 2 4) # by how many weekdays a month begins later than January (Sakamoto's rule)

# readable_due: turns DUE, an ISO moment in the school's own time, into "until Mon 23 Nov 23:00". The day of the week is
# computed, because every system's date command has other options; what is no moment is shown as it came.
readable_due() {
  local pattern='^([0-9]{4})-(0[1-9]|1[0-2])-([0-3][0-9])T([0-9]{2}:[0-9]{2})' year month day weekday
  [[ $DUE =~ $pattern ]] || { DUE=${DUE:+until ${DUE:0:16}} && return 0; }
  year=$((10#${BASH_REMATCH[1]})) month=$((10#${BASH_REMATCH[2]} - 1)) day=$((10#${BASH_REMATCH[3]}))
  [ $month -gt 1 ] || year=$((year - 1))
  weekday=$(((year + year / 4 - year / 100 + year / 400 + MONTH_SHIFTS[month] + day) % 7))
  DUE="until ${DAYS[weekday]} $day ${MONTHS[month]} ${BASH_REMATCH[4]}"
}

# name_test <number>: sets SUBJECT, TEST and DUE from a row of TESTS.
name_test() {
  IFS=$SEPARATOR read -r SUBJECT TEST DUE <<<"${TESTS[$1]}"
  readable_due
}

list_tests() {
  local n row
  printf '%sOpen tests of %s%s\n' "$BOLD" "$STUDENT" "$PLAIN"
  for ((n = 0; n < ${#TESTS[@]}; n++)); do
    name_test "$n"
    printf -v row '%3d) %-20s %-20s ' $((n + 1)) "$SUBJECT" "$TEST"
    [ $((${#row} + ${#DUE})) -le "$WIDTH" ] || row=$row$'\n     ' # long names, or a narrow terminal
    printf '%s%s%s%s\n' "$row" "$DIM" "$DUE" "$PLAIN"
  done
  [ ${#TESTS[@]} -gt 0 ] || printf 'none: everything is submitted or closed, or nothing is published yet\n'
}

# choose_test: by number, or by name as subject/test.
choose_test() {
  local n
  while :; do
    ask "Which test (number, q to leave)? "
    [ "$REPLY" != q ] || exit 0
    for ((n = 0; n < ${#TESTS[@]}; n++)); do
      name_test "$n"
      if [ "$REPLY" = $((n + 1)) ] || [ "$REPLY" = "$SUBJECT/$TEST" ]; then return; fi
    done
    invalid "there is no such test" "$REPLY" "expected is 1 to ${#TESTS[@]}, or a name like $SUBJECT/$TEST"
  done
}

marks() { (IFS=, && printf '%s' "${MARKS[*]}"); }
digest() { cksum <"$1" | tr -d ' \n'; }
answered() { [[ $(marks) =~ [1-9] ]]; }

# offer_draft: answers of an interrupted run. A pipe says everything itself and must not depend on what was before.
offer_draft() {
  local line kept="" of="" readable
  readable=$(printf '%s' "$SUBJECT-$TEST" | tr -c 'A-Za-z0-9._-' _)
  printf '%s\n' "$URL" "$STUDENT" "$SUBJECT" "$TEST" >"$WORK/name"
  DRAFT=$FOLDER/draft-$readable-$(digest "$WORK/name")
  [ -f "$DRAFT" ] && [ "$INTERACTIVE" = yes ] || return 0
  while IFS= read -r line; do
    case $line in
    questions=*) of=${line#questions=} ;;
    answers=*) kept=${line#answers=} ;;
    esac
  done <"$DRAFT"
  # The trainer may have edited the questions since: answers to other questions are worth nothing.
  [ "$of" = "$(digest "$WORK/questions")" ] && [[ $kept =~ ^[0-9]+(,[0-9]+)*$ ]] || return 0
  ask "Answers of an earlier try were kept. Go on with them (Y/n)? "
  case $REPLY in n*) ;; *) IFS=, read -r -a MARKS <<<"$kept" ;; esac
}

show_question() {
  local n=$1 place id mark
  redraw
  printf '%s%s %s, question %d of %d%s  %s%s%s\n\n' "$BOLD" "$SUBJECT" "$TEST" $((n + 1)) ${#QUESTIONS[@]} "$PLAIN" "$DIM" "$DUE" "$PLAIN"
  wrap "" "" "${QUESTIONS[n]}"
  printf '\n'
  for ((place = 1; place <= COUNT[n]; place++)); do
    id=${IDS[FIRST[n] + place - 1]} mark=" "
    [ "${MARKS[n]}" != $place ] || mark="*"
    wrap " $mark $BOLD$id)$PLAIN " "      " "${BODIES[FIRST[n] + place - 1]}"
  done
  printf '\n'
}

# ask_question <n>: sets the question's mark; returns 1 when the student wants to go back.
ask_question() {
  local n=$1 place hint="Enter leaves it out"
  show_question "$n"
  [ "${MARKS[n]}" = 0 ] || hint="Enter keeps it, - leaves it out"
  while :; do
    ask "Your answer ($hint, < goes back, q stops): "
    for ((place = 1; place <= COUNT[n]; place++)); do
      if [[ $REPLY == "${IDS[FIRST[n] + place - 1]}" ]]; then
        MARKS[n]=$place
        return 0
      fi
    done
    case $REPLY in
    "") return 0 ;;
    -) MARKS[n]=0 && return 0 ;;
    "<") return 1 ;;
    q) stop_here ;;
    *) invalid "question $((n + 1)) has no such answer" "$REPLY" "expected is one of: $(ids_of "$n")" ;;
    esac
  done
}

ids_of() { printf '%s ' "${IDS[@]:FIRST[$1]:COUNT[$1]}"; }
keep_draft() { save "$DRAFT" "questions=$(digest "$WORK/questions")" "answers=$(marks)"; }

stop_here() {
  if answered; then printf 'Nothing was uploaded. Your answers are kept in %s\n' "$DRAFT"; else rm -f "$DRAFT"; fi
  exit 0
}

# ask_questions: a draft is taken up at the first question without an answer.
ask_questions() {
  local n=0
  while answered && [ $n -lt ${#QUESTIONS[@]} ] && [ "${MARKS[n]}" != 0 ]; do n=$((n + 1)); done
  while [ $n -lt ${#QUESTIONS[@]} ]; do
    if ask_question $n; then
      n=$((n + 1))
      keep_draft
    elif [ $n -gt 0 ]; then
      n=$((n - 1))
    fi
  done
}

show_answers() {
  local n mark
  redraw
  printf '%sYour answers to %s %s%s\n\n' "$BOLD" "$SUBJECT" "$TEST" "$PLAIN"
  for ((n = 0; n < ${#QUESTIONS[@]}; n++)); do
    mark="$RED(left out)$PLAIN"
    [ "${MARKS[n]}" = 0 ] || mark=${IDS[FIRST[n] + MARKS[n] - 1]}
    printf '%5d. %s\n' $((n + 1)) "$mark"
  done
  printf '\n'
}

review() {
  show_answers
  while :; do
    ask "Upload them (y; a question's number changes it; q stops)? "
    case $REPLY in
    y | yes)
      answered && return
      invalid "no question is answered" "$REPLY" "expected is at least one answer"
      continue
      ;;
    q) stop_here ;;
    esac
    if [[ $REPLY =~ ^[1-9][0-9]{0,3}$ ]] && [ "$REPLY" -le ${#QUESTIONS[@]} ]; then
      ask_question $((REPLY - 1))
      keep_draft
      show_answers
    else
      invalid "this is no answer here" "$REPLY" "expected is y, q, or a number from 1 to ${#QUESTIONS[@]}"
    fi
  done
}

upload() {
  json sheet "$WORK/questions" "$SUBJECT" "$TEST" "$STUDENT" "$(marks)" >"$WORK/sheet" ||
    fail $EXIT_SERVER "the questions of this test are damaged" "$SUBJECT $TEST" "tell your trainer"
  PHASE=uploading
  call test "data-binary = @sheet"
  PHASE=idle
  case $STATUS in
  200 | 201) ;;
  403) closed_or_refused ;;
  409)
    rm -f "$DRAFT"
    refused
    ;;
  *) refused ;;
  esac
  rm -f "$DRAFT"
  printf '%s%s%s\n' "$GREEN" "${MESSAGE:-Uploaded.}" "$PLAIN"
}

# closed_or_refused: a 403 stands for a wrong key and for a closed test alike; with a good key the list still answers.
closed_or_refused() {
  local said=$MESSAGE
  call tests "data = $(quoted "{\"studentId\": \"$STUDENT\"}")"
  [ "$STATUS" = 200 ] || refused
  fail $EXIT_CLOSED "${said:-the deadline has passed}" "$SUBJECT $TEST ($DUE)" "ask your trainer whether the test is opened again"
}

main() {
  [ $# -le 1 ] || fail $EXIT_USAGE "too many options" "$*" "$0 --help"
  case ${1:-} in
  -h | --help) usage && exit 0 ;;
  "" | --list | --register) ;;
  *) fail $EXIT_USAGE "unknown option" "$1" "$0 --help" ;;
  esac
  [ -n "${HOME:-}" ] || fail $EXIT_CONFIG "HOME is not set, so there is no place for the registration" "" "export HOME=/your/home"
  set_up_terminal
  find_tools
  WORK=$(mktemp -d) || fail $EXIT_CONFIG "cannot make a temporary folder" "${TMPDIR:-/tmp}" "free some space, or set TMPDIR"
  exec 3>&2
  trap 'rm -rf "$WORK"; restore_terminal' EXIT
  trap 'leave Ctrl-C 130' INT
  trap 'leave "terminal closed" 129' HUP
  trap 'leave terminated 143' TERM
  if [ "${1:-}" = --register ]; then
    register
    exit 0
  fi
  if load_registration; then fetch_tests; else register; fi
  list_tests
  if [ "${1:-}" = --list ] || [ ${#TESTS[@]} = 0 ]; then exit 0; fi
  choose_test
  fetch_questions
  offer_draft
  ask_questions
  review
  upload
}

main "$@"
