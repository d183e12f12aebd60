#!/bin/sh
# Prepares .venv with exactly the packages of the lock files, every download checked against its hash.
#   tools/setup.sh run    what the program needs
#   tools/setup.sh dev    that and what its tests need
# A second run installs nothing: the stamp holds the checksum of everything that was installed from.
set -eu
cd "$(dirname "$0")/.."
kind=${1:-run}
venv=.venv

say() { printf '%s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

checksum() { cat pyproject.toml requirements-build.lock "$1" | cksum; }
stamped() { [ -f "$venv/.installed-$1" ] && [ "$(cat "$venv/.installed-$1")" = "$(checksum "$2")" ]; }

# As pip does with a wheel, but not with an editable install: without bytecode every start compiles the sources anew,
# 70 ms where bare Textual starts in 175 (docs/decisions/0016-start.md). Nothing changed: 0.1 s.
bytecode() { "$venv/bin/python" -m compileall -q src/console >/dev/null 2>&1 || true; }

case $kind in
    run) lock=requirements.lock; if stamped run "$lock" || stamped dev requirements-dev.lock; then bytecode; exit 0; fi ;;
    dev) lock=requirements-dev.lock; if stamped dev "$lock"; then bytecode; exit 0; fi ;;
    *) fail "Uso: tools/setup.sh run|dev" ;;
esac

works() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if command -v "$name" >/dev/null 2>&1 && works "$name"; then
            command -v "$name"
            return
        fi
    done
    found=$(python3 --version 2>&1 || true)
    fail "Ci vuole Python 3.11 o più recente; qui c'è: ${found:-nessun python3}." \
        "Installarlo, oppure indicare quello giusto: make PYTHON=/percorso/python3.12 $kind"
}

if ! { [ -x "$venv/bin/python" ] && works "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1; }; then
    python=$(find_python)
    say "Preparo l'ambiente $venv con $("$python" --version) …"
    "$python" -m venv --clear "$venv" ||
        fail "Python non sa creare un ambiente. Su Debian e Ubuntu manca il pacchetto python3-venv: sudo apt install python3-venv"
fi

PIP_CACHE_DIR=$PWD/.cache/pip
PIP_DISABLE_PIP_VERSION_CHECK=1
export PIP_CACHE_DIR PIP_DISABLE_PIP_VERSION_CHECK
install() {
    "$venv/bin/python" -m pip install --quiet "$@" || fail \
        "L'installazione non è riuscita (il motivo è qui sopra). Serve una connessione la prima volta; poi basta ripetere il comando."
}

say "Installo i pacchetti di $lock (la prima volta ci vogliono un paio di minuti) …"
rm -f "$venv/.installed-run" "$venv/.installed-dev"
install --require-hashes -r requirements-build.lock
install --require-hashes -r "$lock"
install --no-deps --no-build-isolation --no-index --editable .
checksum "$lock" >"$venv/.installed-$kind"
bytecode
