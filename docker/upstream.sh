#!/bin/bash
# Do the OCA add-ons that ours stand on still pass their own tests with ours installed?
# Compares with the same run without ours; a test that fails in both is not our doing.
. "$(dirname "$0")/lib.sh"
start_postgres
tested=(helpdesk_mgmt helpdesk_mgmt_rating helpdesk_mgmt_sla payroll report_xlsx)

run_tests() { # run_tests DATABASE → the failures, one a line
    local log=$LOCAL/log/$1-tests.log result=0
    say "OCA tests on $1" >&2
    # WebSuite is Odoo's own, imported by one of the files
    (cd "$OCA" && pytest -c "$ROOT/pyproject.toml" -q -p no:cacheprovider -k "not WebSuite" \
        --odoo-database="$1" "${tested[@]}") >"$log" || result=$?
    [ "$result" -le 1 ] || die "pytest itself failed, see $log" # 1: tests failed
    tail -1 "$log" >&2
    sed -nE 's/^(FAILED|ERROR) ([^ ]+).*/\2/p' "$log" | sort
}

say "Database without our add-ons"
drop_database upstream_without
setup_database upstream_without -i "$( (needed_addons; printf '%s\n' "${tested[@]}") | sort -u | comma)"
say "The same with them"
drop_database upstream_with
createdb -T upstream_without upstream_with
setup_database upstream_with -i "$(own_addons | comma)"

run_tests upstream_without >"$LOCAL/log/without"
run_tests upstream_with >"$LOCAL/log/with"
new=$(comm -13 "$LOCAL/log/without" "$LOCAL/log/with")
drop_database upstream_without
drop_database upstream_with
[ -z "$new" ] || die "Fail only with our add-ons installed (see $LOCAL/log/upstream_with-tests.log):
$new"
echo "No new failure."
