# shellcheck shell=bash
# What every script of bin/ shares: where the repository is, how errors are told, the prepared environment.

STACKYARD_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export STACKYARD_ROOT

# Streams that the caller has closed: the next file that is opened would be taken for one of them.
{ true 3<&0; } 2>/dev/null || exec </dev/null
{ true 3>&1; } 2>/dev/null || exec >/dev/null
{ true 3>&2; } || exec 2>/dev/null

# Python must be able to keep bytecode of our own environments: without it every command starts seconds later.
unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME

# speak_utf8: Ansible begins in no locale but one of UTF-8, which a cron job's or an ssh client's may not be.
speak_utf8() {
  local name
  command -v locale >/dev/null && [ "$(locale charmap 2>/dev/null)" != UTF-8 ] || return 0
  for name in C.UTF-8 en_US.UTF-8; do
    [ "$(env LC_ALL=$name locale charmap 2>/dev/null)" != UTF-8 ] || { export LC_ALL=$name && return; }
  done
}
speak_utf8

# die <what is wrong> <what to type next>: ends the script with exit code 1.
die() {
  printf 'error: %s\n  remedy: %s\n' "$1" "$2" >&2
  exit 1
}

# note <text>: chatter belongs on stderr, data on stdout.
note() { printf '%s\n' "$*" >&2; }

# prepare [--test]: makes the environments where they are missing or stale, and puts them first on PATH.
prepare() {
  "$STACKYARD_ROOT/bin/setup" "$@" || exit $?
  export VIRTUAL_ENV="$STACKYARD_ROOT/.venv"
  export PATH="$VIRTUAL_ENV/bin:$PATH"
  export ANSIBLE_CONFIG="$STACKYARD_ROOT/ansible.cfg"
  cd "$STACKYARD_ROOT" || exit 1
}

# holds <environment> <lock>: whether an environment is installed as its lock file says.
holds() { [ -x "$1/bin/python" ] && cmp -s "$2" "$1/.requirements.txt"; }

# prepare_packaging: like prepare, without the search for newer Pythons when all that packaging needs is there already.
prepare_packaging() {
  local environment
  cd "$STACKYARD_ROOT" || exit 1
  for environment in .envs/python3.*; do
    holds "$environment" requirements/runtime.txt || { prepare && return; }
  done
  holds .venv requirements/test.txt || holds .venv requirements/deploy.txt || { prepare && return; }
  export VIRTUAL_ENV="$STACKYARD_ROOT/.venv" PATH="$STACKYARD_ROOT/.venv/bin:$PATH"
}

# ephemeral_file <environment>: where the inventory file of an ephemeral environment of this name is, or would be.
ephemeral_file() {
  local folder="$STACKYARD_ROOT/.local/environments"
  [ -z "${STACKYARD_LOCAL_STATE:-}" ] || folder=$STACKYARD_LOCAL_STATE.environments
  case "$1" in
  *[!a-z0-9-]*) ;;
  *) printf '%s\n' "$folder/$1.yml" ;;
  esac
}

# names_of <environments>: one environment of a list with commas a line, each once and always in the same order.
names_of() { tr ',' '\n' <<<"$1" | LC_ALL=C sort -u; }

# take_turns <environments>: waits until no other command of this machine changes them. Commands for several take their
# locks in the same order, so that no two wait for each other; environments that share a folder of state share a lock,
# and who took it twice would wait for itself. bin/stop takes no turn on purpose: whoever stops an environment means now,
# not after the deployment that may be what costs so much.
take_turns() {
  local name lock taken="|" descriptor=8
  while IFS= read -r name; do
    lock=$(lock_of "$name")
    case $taken in *"|$lock|"*) continue ;; esac
    taken+="$lock|"
    until take_turn "$name" "$lock" "$descriptor"; do lock=$(lock_of "$name"); done
    descriptor=$((descriptor + 1))
  done < <(names_of "$1")
}

# lock_of <environment>: the file that is locked while it is changed; stackyard.hot.turns names the same.
lock_of() {
  local lock=$STACKYARD_ROOT/.local/${1//[^A-Za-z0-9_-]/_} copy
  # A folder of state that is named is an embedded AWS of its own, with copies of its own.
  case $1 in local | local-cn) lock=${STACKYARD_LOCAL_STATE:-$lock} ;; esac
  copy=$(ephemeral_file "$1")
  [ ! -f "$copy" ] || lock=${copy%.yml}
  printf '%s\n' "$lock.lock"
}

# take_turn <environment> <lock> <descriptor>: the lock is held by everything that inherits the descriptor, so it ends
# with the last process of this command, however that ends. Returns 1 where the file was removed meanwhile, as it is with
# a copy that is taken away: then others may hold a new one.
take_turn() {
  mkdir -p "$(dirname "$2")" 2>/dev/null || return 0 # whoever needs the folder tells what is wrong with it
  if command -v flock >/dev/null && { eval "exec $3>\"\$2\""; } 2>/dev/null; then
    if ! flock -n "$3"; then
      note "another command is changing the environment $1: waiting for its end"
      flock "$3"
    fi
    [ "$2" -ef "/dev/fd/$3" ] || [ ! -e "/dev/fd/$3" ] || return 1
  fi
  { printf '%s\n' "$$" >&"$3"; } 2>/dev/null || true # bin/watch sees by this that there was a command
}

# check_words <environments> [options...]: refuses what Ansible would take for something else: names are handed on as one
# word (`-e env=...`), and a file of `-e` that cannot be read makes it say that the inventory is broken.
check_words() {
  case "$1" in
  *[!A-Za-z0-9_,-]*) die "this is no name of an environment: $1" "bin/env list; several are divided by commas alone" ;;
  esac
  local word file previous=""
  for word in "${@:2}"; do
    case "$previous $word" in
    "-e @"* | "--extra-vars @"*) file=${word#@} ;;
    *" -e@"* | *" --extra-vars=@"*) file=${word#*@} ;;
    *) file="" ;;
    esac
    previous=$word
    case "$file" in
    "") continue ;;
    \~/*) file=$HOME/${file#\~/} ;;
    /*) ;;
    *) file=$STACKYARD_ROOT/$file ;;
    esac
    [ -f "$file" ] && [ -r "$file" ] || die "a file of -e cannot be read: $file" "mend the name after @"
  done
}

# run_playbook <playbook> [environment,...] [options...]: prepares everything and becomes ansible-playbook.
# The script that calls it defines `usage`.
run_playbook() {
  local playbook=$1 environment=local
  shift
  case "${1--}" in
  -h | --help) usage && exit ;;
  "") die "the environment's name is empty" "name one (bin/$playbook --help), or leave it out for local" ;;
  -*) ;;
  *) environment=$1 && shift ;;
  esac
  check_words "$environment" "$@"
  prepare
  # Ansible says of settings that are no YAML neither the file nor the line.
  case " $*" in
  *" -i"* | *" --inventory"*) ;; # not the repository's
  *) python -m stackyard.settings.readable "$environment" || exit $? ;;
  esac
  case "$playbook $*" in
  deploy\ * | destroy\ * | rollback\ * | resume\ * | drift\ *revert*) take_turns "$environment" ;;
  esac
  local name file inventories=()
  while IFS= read -r name; do
    file=$(ephemeral_file "$name")
    [ -f "$file" ] || continue
    inventories=(${inventories[@]+"${inventories[@]}"} -i "$file")
    # Whoever deploys a copy needs it for some more time.
    case "$playbook $*" in *--check*) ;; deploy\ *) python -m stackyard.ephemeral.cli extend "$name" ;; esac
  done < <(names_of "$environment")
  [ ${#inventories[@]} = 0 ] || inventories=(-i inventory.yml "${inventories[@]}")
  exec ansible-playbook ${inventories[@]+"${inventories[@]}"} "playbooks/$playbook.yml" -e "env=$environment" "$@"
}
