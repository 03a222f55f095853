#!/bin/bash
# Everything that can be said of the code without running it. Goes on after a failure, to say it all.
. "$(dirname "$0")/lib.sh"
mapfile -t addons < <(own_addons)
failed=()

# What of pylint-odoo does not fit
not_for_us=(
    missing-readme                     # OCA generates it from the fragments in readme/
    prefer-env-translation             # scoring/ has no environment to translate with
    consider-merging-classes-inherited # a state machine stands in a file of its own
    method-required-super              # the ledger refuses to be written, copied
    no-raise-unlink                    # or deleted
    no-search-all                      # calendars, companies: a handful
)

check() { # check NAME COMMAND…
    say "$1"
    "${@:2}" || failed+=("$1")
}

well_formed_xml() {
    files '*.xml' | python -c '
import sys
from lxml import etree
for name in sys.stdin.read().split():
    etree.parse(name)'
}

files() { git ls-files -co --exclude-standard "$@"; } # committed, or new and not ignored

translations() {
    local po result=0
    for po in $(files '*.po'); do
        oca-checks-po "$po" && msgfmt --check --output-file=/dev/null "$po" || result=1
    done
    return $result
}

check "ruff" ruff check -q
check "ruff format" ruff format -q --check
check "pylint-odoo" pylint --disable="$(printf '%s,' "${not_for_us[@]}")" "${addons[@]}"
check "OCA module checks" oca-checks-odoo-module "${addons[@]}"
check "translations" translations
check "XML" well_formed_xml
check "shell scripts" shellcheck -x -P SCRIPTDIR -S warning docker/*.sh .ci/run
check "imports point one way" pytest -q -p no:odoo tests/test_import_direction.py

[ ${#failed[@]} = 0 ] || die "Failed: ${failed[*]}"
