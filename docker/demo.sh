#!/bin/bash
# The demo company: scores its last month, prints the table, then serves it until Ctrl-C (SERVE=0: ends instead).
. "$(dirname "$0")/lib.sh"
port=${PORT:-8069}
serve=${SERVE:-1}
[ "$serve" = 0 ] || python -c "import socket, sys; sys.exit(socket.socket().connect_ex(('127.0.0.1', $port)) == 0)" ||
    die "Port $port is taken by another program: end that one, or choose another port: make demo PORT=8070"
start_postgres

addons=$(own_addons | comma)
code=$(hash_of aftersales_*)
options=(-i "$addons" --with-demo "--load-language=en_US,zh_CN")
if ! has_database demo || [ ! -f "$LOCAL/marks/demo" ]; then # without its mark it was left half-made
    say "Demo company (database demo)"
    drop_database demo
    setup_database demo "${options[@]}"
elif ! is_done demo "$code"; then
    say "The add-ons have changed: updating the demo company"
    setup_database demo "${options[@]}" -u "$addons"
fi
mark demo "$code"

say "Last month's scores"
mkdir -p "$LOCAL/demo"
odoo shell -d demo --no-http --log-level=warn <docker/demo.py

[ "$serve" = 0 ] || {
    say "http://127.0.0.1:$port — log in as admin, sunli (leader) or lina (service); the password is the name — Ctrl-C ends"
    exec odoo -d demo -p "$port" --log-level=warn
}
