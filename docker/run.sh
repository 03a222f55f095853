#!/bin/bash
# Run a command with Odoo's environment: run.sh odoo -d x -u sale, run.sh psql x, run.sh pytest …
. "$(dirname "$0")/lib.sh"
start_postgres
exec "$@"
