# How one works with Shouwen: each target is the whole way to its name, and says nothing it doesn't do.

.DEFAULT_GOAL := help
.PHONY: help run test check wheel benchmark soak screenshots trace lock setup setup-dev assets clean

BIN := .venv/bin
APT_TEST := chromium-headless-shell fonts-noto-cjk dovecot-imapd libatomic1 poppler-utils postgresql
PORT ?= 8000
LAN ?=
DATA ?=
PYTEST ?= -n 2 --dist loadscope --no-loadscope-reorder
SOURCES := src tests tools benchmarks
export SHOUWEN_DATA := $(or $(DATA),$(SHOUWEN_DATA))
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE

help:  ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

run: setup  ## the desk with its demo story on http://127.0.0.1:8000 (PORT=…, LAN=1, DATA=…); Ctrl-C ends it
	@$(BIN)/shouwen run --demo --port $(PORT) $(if $(LAN),--lan)

test: setup-dev check  ## everything: style, types, imports, migrations, translations, all tests
	$(BIN)/pytest $(PYTEST)

check: export SHOUWEN_SECRET_KEY := unused
check: setup-dev
	$(BIN)/ruff check $(wildcard $(SOURCES))
	$(BIN)/ruff format --check $(wildcard $(SOURCES))
	$(BIN)/mypy
	$(BIN)/lint-imports
	PYTHONWARNINGS=ignore::RuntimeWarning $(BIN)/shouwen manage makemigrations --check --dry-run

wheel: setup-dev  ## dist/shouwen-….whl with front end and translations inside
	$(BIN)/python -m hatchling build -t wheel

benchmark: setup-dev  ## measure anew what docs/measured.md quotes
	$(BIN)/python -m benchmarks

soak: setup-dev  ## 200 tickets while parts are killed: none lost, none doubled, clocks once; then every page in every look
	$(BIN)/python -m benchmarks.soak
	SHOUWEN_WALK=all $(BIN)/pytest tests/ui/test_every_page.py tests/journeys/test_workplace_looks.py tests/api/test_schema.py

screenshots: setup-dev  ## pictures for the README, from the running product
	$(BIN)/python -m tools.screenshots

trace: setup-dev  ## renew docs/traceability.md from the tests' markers
	$(BIN)/python -m tools.traceability

lock: setup-dev  ## renew requirements/*.txt and package-lock.json from what pyproject.toml and package.json ask for
	$(BIN)/python -m pip install --quiet uv
	tools/lock.sh
	npm install --package-lock-only --ignore-scripts --silent

setup:
	@tools/setup_python.sh requirements/runtime.txt
	@tools/build_assets.sh

setup-dev:
	@tools/apt.sh $(APT_TEST)
	@tools/setup_python.sh requirements/dev.txt
	@tools/build_assets.sh

clean:  ## forget what was built (never the data)
	rm -rf .venv node_modules dist src/shouwen/static_root src/shouwen/ui/static/built
