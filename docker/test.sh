#!/bin/bash
# The whole test suite. DB names the database; it and ${DB}_base are made anew; arguments go to pytest.
. "$(dirname "$0")/lib.sh"
start_postgres
db=${DB:-test}
mapfile -t addons < <(own_addons)
failed=0

say "Scoring, payout and sampling, without Odoo"
pytest -q -p no:odoo tests/scoring tests/payout tests/sampling || failed=1

say "A company's database without our add-ons"
drop_database "${db}_base"
setup_database "${db}_base" -i "$(needed_addons | comma)"

say "Fresh database $db: a copy with them"
odoo db duplicate -f "${db}_base" "$db" >"$LOCAL/log/$db.log" 2>&1 || die "No copy of ${db}_base; the reason is in $LOCAL/log/$db.log"
setup_database "$db" -i "$(own_addons | comma)"

# What takes databases of its own through their whole life runs beside the rest.
life=(tests/test_survey_lifetime.py tests/test_uninstall.py tests/test_uninstall_payroll.py)
pytest -q -p no:odoo "${life[@]}" >"$LOCAL/log/life.log" 2>&1 &
beside=$!

say "Tests"
pytest -q --odoo-database="$db" --ignore=tests/scoring --ignore=tests/payout --ignore=tests/sampling "${life[@]/#/--ignore=}" "$@" "${addons[@]}" tests || failed=1

say "A database's whole life: uninstalling, and 500 customers at once"
wait "$beside" || failed=1
cat "$LOCAL/log/life.log"
exit $failed
