# Everything a person or a machine runs here. The real work is in bin/, readable on its own.
# HOST and PORT say where `make run` serves; PYTHON which Python makes the virtual environment.
PYTHON ?= python3
VENV = .venv/bin/python
export HOST PORT

.PHONY: run setup test check bench pictures messages lock clean

run:       ## set up what is not yet set up, and serve the sample city
	@$(PYTHON) bin/setup.py
	@exec $(VENV) manage.py serve

setup:     ## everything but serving
	@$(PYTHON) bin/setup.py

test:      ## the whole suite on SQLite and on PostgreSQL, then journeys in a real browser
	@$(PYTHON) bin/setup.py --for-tests
	@$(VENV) bin/test.py

check:     ## lint, import rules, types, migrations, translations, templates
	@$(PYTHON) bin/setup.py --for-tests
	@$(VENV) bin/check.py

bench:     ## page, import, overview and audit times with ratios, into bench/results/
	@$(PYTHON) bin/setup.py --for-tests
	@$(VENV) bin/bench.py

pictures:  ## the pictures of the README, taken from the running product
	@$(PYTHON) bin/setup.py --for-tests
	@$(VENV) bin/pictures.py

messages:  ## collect the texts of every app into its .po file (needs GNU gettext), then compile them
	@$(PYTHON) bin/setup.py --for-tests
	@$(VENV) bin/messages.py collect

lock:      ## compile requirements/*.in into hashed locks without addresses
	@bash bin/lock.sh

clean:     ## remove what set-up made; var/ (your data) stays
	rm -rf .venv node_modules gongjian/static/vendor .mypy_cache .ruff_cache .import_linter_cache
	find gongjian -name '*.mo' -delete
