#!/bin/bash
# Do the OCA add-ons that ours stand on still pass their own tests with ours installed?
# Compares with the same run without ours; a test that fails in both is not our doing.
. "$(dirname "$0")/lib.sh"
start_postgres
tested=(helpdesk_mgmt helpdesk_mgmt_rating helpdesk_mgmt_sla payroll report_xlsx)

run_tests() { # run_tests DATABASE → the failures, one a line
    say "OCA tests on $1" >&2
    (cd "$OCA" && pytest -c "$ROOT/pyproject.toml" -q -p no:cacheprovider --odoo-database="$1" "${tested[@]}") >"$LOCAL/log/$1-tests.log" || [ $? = 1 ]
    tail -1 "$LOCAL/log/$1-tests.log" >&2
    sed -nE 's/^(FAILED|ERROR) ([^ ]+).*/\2/p' "$LOCAL/log/$1-tests.log" | sort
}

say "Database without our add-ons"
dropdb --if-exists --force upstream_without
setup_database upstream_without -i "$( (needed_addons; printf '%s\n' "${tested[@]}") | sort -u | comma)"
say "The same with them"
dropdb --if-exists --force upstream_with
createdb -T upstream_without upstream_with
setup_database upstream_with -i "$(own_addons | comma)"

run_tests upstream_without >"$LOCAL/log/without"
run_tests upstream_with >"$LOCAL/log/with"
new=$(comm -13 "$LOCAL/log/without" "$LOCAL/log/with")
dropdb upstream_without
dropdb upstream_with
[ -z "$new" ] || die "Fail only with our add-ons installed (see $LOCAL/log/upstream_with-tests.log):
$new"
echo "No new failure."
