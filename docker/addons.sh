#!/bin/bash -eu
# Install the locked OCA add-ons into a folder: addons.sh PYTHON FOLDER
# Shared by install.sh and the Dockerfile. The add-ons then lie in FOLDER/odoo/addons.
list=$(mktemp)
sed -n '/^odoo-addon-/,/[^\\]$/p' "$(dirname "$0")/../requirements.lock" >"$list"
rm -rf "$2"
# --no-deps: they ask for a Python distribution named odoo, which neither Debian's package nor the official image has
"$1" -m pip install -qq --require-hashes --no-deps --target "$2" -r "$list"
rm "$list"
