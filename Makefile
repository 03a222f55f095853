# The commands of this repository; README.md explains them. State lives in .local/ only.
.PHONY: demo test lint bench upstream replay docker-check shell stop lock

demo: ## demo company on http://127.0.0.1:8069 (PORT=… another port, SERVE=0 no server)
	@docker/install.sh demo
	@docker/demo.sh

test: ## the whole test suite (DB=… another database than "test")
	@docker/install.sh test
	@docker/test.sh

lint:
	@docker/install.sh test
	@docker/lint.sh

bench:
	@docker/install.sh test
	@docker/run.sh python tests/benchmarks/run.py

upstream: ## the OCA add-ons' own tests, with and without our add-ons
	@docker/install.sh test
	@docker/upstream.sh

replay: ## a company made from the ticket history in DATA=log.csv.xz
	@test -n "$(DATA)" || { echo "Which history? make replay DATA=log.csv.xz"; exit 1; }
	@docker/install.sh test
	@docker/run.sh python tests/replay/run.py "$(DATA)"

docker-check: ## builds the image on a local base and asks its Odoo for the login page
	@docker/install.sh docker
	@docker/docker-check.sh

shell: ## Odoo shell on the database DB=…, reads a script on standard input
	@docker/install.sh demo
	@docker/run.sh odoo shell -d $(or $(DB),demo) --no-http

stop: ## stops the private PostgreSQL; the next command starts it again
	@bash -c '. docker/lib.sh && postgres pg_ctl -D "$$PGDIR/data" -s stop'

# Pins of pyproject.toml → requirements.lock, with the hash of every file that pip may take for them.
lock:
	/usr/bin/python3 -m venv .local/uv && .local/uv/bin/pip install -q uv
	{ echo '# Made by "make lock" from the groups in pyproject.toml.'; \
	  .local/uv/bin/uv pip compile -q --generate-hashes --no-annotate --no-header --python-version 3.11 \
	  --group odoo --group oca --group test --group lint; } > .local/requirements.new
	mv .local/requirements.new requirements.lock
