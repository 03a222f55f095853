# Paths and helpers that the scripts here share. To be sourced.
# shellcheck shell=bash disable=SC2034  # some are for those who source it
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
LOCAL=$ROOT/.local               # all state; delete it to start afresh
VENV=$LOCAL/venv
OCA=$LOCAL/oca/odoo/addons       # the OCA add-ons that ours stand on
PGDIR=$LOCAL/pg                  # the private PostgreSQL cluster

# What Odoo, psql and pytest-odoo read by themselves.
export ODOO_RC=$LOCAL/odoo.conf
export PGHOST=$PGDIR/run PGPORT=5432 PGUSER=odoo
export PYTHON=$VENV/bin/python ODOO_BIN=$VENV/bin/odoo
export PATH=$VENV/bin:$PATH
export LANG=C.UTF-8 LC_ALL=C.UTF-8 TZ=UTC

cd "$ROOT"

say() { printf '\033[1m== %s\033[0m\n' "$*"; }
die() { printf '\033[1;31m!! %s\033[0m\n' "$*" >&2; exit 1; }

# A step leaves a mark with the hash of what it was made from and is skipped while that stays the same.
is_done() { [ "$(cat "$LOCAL/marks/$1" 2>/dev/null)" = "$2" ]; }
mark() { mkdir -p "$LOCAL/marks" && echo "$2" >"$LOCAL/marks/$1"; }
hash_of() { find "$@" -type f ! -name '*.pyc' -print0 | sort -z | xargs -0 cat | sha256sum | cut -d' ' -f1; }

# Our add-ons, and those of others that they depend on, one a line.
own_addons() { printf '%s\n' aftersales_*/__manifest__.py | xargs -n1 dirname; }
comma() { paste -sd,; }
needed_addons() {
    python - <<'PY'
import ast, pathlib
manifests = {f.parent.name: ast.literal_eval(f.read_text()) for f in pathlib.Path().glob("aftersales_*/__manifest__.py")}
print(*sorted({name for m in manifests.values() for name in m["depends"]} - set(manifests)), sep="\n")
PY
}

# A tool of the PostgreSQL server: postgres pg_ctl …  It refuses to run as root: then it runs as its own
# user, who must be able to pass through a home directory closed to others (a clone under /root).
postgres() {
    local tool
    tool=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -1)/$1
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --init-groups \
            --inh-caps=+dac_override --ambient-caps=+dac_override "$tool" "${@:2}"
    else
        "$tool" "${@:2}"
    fi
}

# A cluster that belongs to whoever runs it: new_cluster FOLDER INITDB-OPTIONS…
new_cluster() {
    rm -rf "$1"
    mkdir -p "$1/run" && chmod 700 "$1"
    [ "$(id -u)" != 0 ] || chown -R postgres: "$1"
    postgres initdb -D "$1/data" -U odoo -E UTF8 --locale=C.UTF-8 --no-sync "${@:2}" >/dev/null ||
        die "initdb failed (its reason stands above)"
}

start_postgres() {
    postgres pg_ctl -D "$PGDIR/data" status >/dev/null 2>&1 && return
    postgres pg_ctl -D "$PGDIR/data" -l "$PGDIR/log" -w -s start </dev/null ||
        die "PostgreSQL does not start. Its last words: $(tail -3 "$PGDIR/log" 2>/dev/null)"
}

# Where this machine's own apt gets Debian from.
debian_mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | head -1
}

has_database() { [ "$(psql -XAtc "SELECT 1 FROM pg_database WHERE datname = '$1'" postgres)" = 1 ]; }

drop_database() { PGOPTIONS=--client-min-messages=warning dropdb --if-exists --force "$1"; }

# Install or update add-ons and show how far it is: setup_database NAME ODOO-OPTIONS…
setup_database() {
    local log=$LOCAL/log/$1.log
    mkdir -p "$LOCAL/log"
    if ! odoo -d "$1" "${@:2}" --stop-after-init --no-http </dev/null 2>&1 | tee "$log" | show_progress ||
        grep -qE '^\S+ \S+ \S+ (ERROR|CRITICAL) ' "$log"; then
        grep -E -A20 '^\S+ \S+ \S+ (ERROR|CRITICAL) ' "$log" | tail -40 >&2
        die "Odoo could not set up the database $1; all it said is in $log"
    fi
    grep -E '^\S+ \S+ \S+ WARNING ' "$log" || true
}

# Every module on a terminal (one line, overwritten); every tenth in a file.
show_progress() {
    awk -v tty="$([ -t 1 ] && echo 1)" '/ Loading module / {
        sub(/.* Loading module /, "   ")
        if (tty) printf "\r%s\033[K", $0; else if (++n % 10 == 0) print
        fflush()
    } END { if (tty) printf "\r\033[K" }'
}
