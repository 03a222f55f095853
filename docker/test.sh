#!/bin/bash
# The whole test suite. DB names the database, which is made anew; arguments go to pytest.
. "$(dirname "$0")/lib.sh"
start_postgres
db=${DB:-test}
mapfile -t addons < <(own_addons)
failed=0

say "Scoring, payout and sampling, without Odoo"
pytest -q -p no:odoo tests/scoring tests/payout tests/sampling || failed=1

say "Fresh database $db"
drop_database "$db"
setup_database "$db" -i "$(own_addons | comma)"

say "Tests"
pytest -q --odoo-database="$db" --ignore=tests/scoring --ignore=tests/payout --ignore=tests/sampling "$@" "${addons[@]}" tests || failed=1
exit $failed
