# shellcheck shell=bash
# Sourced by the scripts beside this folder. It gives them
#
#   LOOKALIKE_ROOT               the folder of the project
#   keep_large_blocks            for a training: memory is given back late, so that a step under Torch is faster
#   ensure_environment EXTRAS    makes .venv hold the project with these extras ("", "test", "train,download");
#                                sets LOOKALIKE_PYTHON to its interpreter
#   run_module EXTRAS MODULE ... becomes scripts.lib.MODULE with these arguments, in that environment
#
# What is installed already is never installed again: .venv/lookalike-installed holds what the environment was made
# from, word for word, and is written last, so that an interrupted installation is taken up again at the next call.
# Works with bash 3.2 (macOS) and needs nothing but the usual Unix tools.

LOOKALIKE_ROOT="$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." >/dev/null && pwd -P)"
LOOKALIKE_PYTHON="$LOOKALIKE_ROOT/.venv/bin/python"

say() { printf 'lookalike: %s\n' "$*" >&2; }

# What an extra brings besides itself; the same as in pyproject.toml, which a test compares.
_with_implied() {
  case ",$1," in
    *,test,*) printf '%s,train,download,parquet,faiss,postgres,docs' "$1" ;;
    *) printf '%s' "$1" ;;
  esac
}

# _union A B: the comma-separated names of both, sorted, each once.
_union() { printf '%s,%s' "$1" "$2" | tr ',' '\n' | sed 's/[[:space:]]//g; /^$/d' | LC_ALL=C sort -u | paste -sd, -; }

# "3.11" for an interpreter that runs, nothing for one that does not (a dangling link, a pyenv shim without a version).
_version_of() { "$1" -I -S -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true; }

_is_supported() {
  case "$1" in
    3.1[1-9] | 3.[2-9][0-9]) return 0 ;;
    *) return 1 ;;
  esac
}

_find_python() {
  local candidate version seen=""
  for candidate in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3 python; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    version="$(_version_of "$candidate")"
    if _is_supported "$version"; then
      # The interpreter itself instead of a shim: what a shim stands for may change under the environment's feet.
      "$candidate" -I -S -c 'import sys; print(sys.executable)'
      return 0
    fi
    seen="$seen${version:+ $candidate is $version;}"
  done
  say "needs Python 3.11 or newer, and found none.${seen:+ Seen:$seen}"
  say "Install one (Debian 12 or Ubuntu 24.04: apt-get install python3 python3-venv; macOS: brew install python@3.13)," \
    "or name it: PYTHON=/path/to/python3 $0"
  return 1
}

# Everything that the environment depends on. The folder is part of it, because an environment cannot be moved.
_wanted_state() {
  printf 'python %s\nfolder %s\n' "$1" "$LOOKALIKE_ROOT"
  cat "$LOOKALIKE_ROOT/pyproject.toml" "$LOOKALIKE_ROOT/scripts/constraints.txt"
}

# _is_installed EXTRAS: whether .venv runs, is made from the present files and has at least these extras.
_is_installed() {
  local stamp="$LOOKALIKE_ROOT/.venv/lookalike-installed" version have
  [ -f "$stamp" ] || return 1
  version="$(_version_of "$LOOKALIKE_PYTHON")"
  [ -n "$version" ] || return 1
  have="$(sed -n '1s/^extras //p' "$stamp")"
  [ "$(_union "$have" "$1")" = "$have" ] || return 1
  [ "$(sed 1d "$stamp")" = "$(_wanted_state "$version")" ]
}

_make_venv() {
  local python
  python="$(_find_python)" || return 1
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    say "$python cannot make virtual environments: its modules venv and ensurepip are missing."
    say "On Debian or Ubuntu: apt-get install python$(_version_of "$python")-venv"
    return 1
  fi
  rm -rf -- "$LOOKALIKE_ROOT/.venv"
  "$python" -m venv "$LOOKALIKE_ROOT/.venv"
}

# Whether the .venv there can be installed into: made here, whole, and of a version that is supported.
_is_usable_venv() {
  _is_supported "$(_version_of "$LOOKALIKE_PYTHON")" &&
    "$LOOKALIKE_PYTHON" -c 'import pip' 2>/dev/null &&
    grep -qsF -- " $LOOKALIKE_ROOT/.venv" "$LOOKALIKE_ROOT/.venv/pyvenv.cfg"
}

_install() {
  local stamp="$LOOKALIKE_ROOT/.venv/lookalike-installed" log="$LOOKALIKE_ROOT/.venv/lookalike-install.log"
  local extras="$1" state began=$SECONDS
  _is_installed "$extras" && return 0 # another call did it while this one waited for the lock
  if _is_usable_venv; then
    [ ! -f "$stamp" ] || extras="$(_union "$extras" "$(sed -n '1s/^extras //p' "$stamp")")"
    say "bringing .venv up to date${extras:+ with the extras $extras}"
  else
    say "setting up .venv${extras:+ with the extras $extras}; the first time this downloads what is needed and takes a few minutes"
    _make_venv || return 1
  fi
  state="$(_wanted_state "$(_version_of "$LOOKALIKE_PYTHON")")"
  rm -f -- "$stamp"
  if ! (cd -- "$LOOKALIKE_ROOT" && PIP_USER=0 "$LOOKALIKE_PYTHON" -m pip install --disable-pip-version-check --no-input \
    --progress-bar off --editable ".${extras:+[$extras]}" --constraint scripts/constraints.txt) >"$log" 2>&1; then
    cat -- "$log" >&2
    say "the installation failed, see above; running the same command again takes it up where it stopped"
    return 1
  fi
  printf 'extras %s\n%s\n' "$extras" "$state" >"$stamp.new"
  mv -- "$stamp.new" "$stamp"
  say "ready after $((SECONDS - began)) s, .venv holds $(du -sh -- "$LOOKALIKE_ROOT/.venv" | cut -f1)"
}

ensure_environment() {
  local extras
  unset PYTHONHOME # another interpreter's library would be loaded
  extras="$(_union "$(_with_implied "${1-}")" "")"
  _is_installed "$extras" && return 0
  if command -v flock >/dev/null 2>&1; then
    # Two first starts at once must not install into the same folder; the lock goes with its holder, however that ends.
    (
      flock -n 9 || { say "waiting for another installation to finish" && flock 9; }
      _install "$extras" 9>&-
    ) 9<"$LOOKALIKE_ROOT/pyproject.toml" || return 1
  else
    _install "$extras" || return 1
  fi
}

# For training under Torch with glibc: memory that is given back after each step comes anew as thousands of page faults.
# What somebody has set stays.
keep_large_blocks() {
  export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-8589934592}"
  export MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-17179869184}"
  export MALLOC_TOP_PAD_="${MALLOC_TOP_PAD_:-268435456}"
}

run_module() {
  local extras="$1" module="scripts.lib.$2"
  shift 2
  ensure_environment "$extras"
  PYTHONPATH="$LOOKALIKE_ROOT${PYTHONPATH:+:$PYTHONPATH}" exec "$LOOKALIKE_PYTHON" -P -m "$module" "$@"
}
