# make serve · make test · make check · make bench
# Settings come from the environment or the command line: make serve PORT=8080 LAN=1

PY := .venv/bin/python
SETUP = python=$$(sh scripts/find_python.sh) && "$$python" -m scripts.setup
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONUNBUFFERED := 1

.PHONY: serve doctor backup test test-numeric test-numeric-all check bench setup setup-dev assets requirements translations third-party clean bench-compare bench-peers profile load setup-ray test-cluster
.DEFAULT_GOAL := serve

serve: ## Set up what is missing, then serve
	@$(SETUP) serve && exec $(PY) wsgi.py

doctor: ## Look whether this machine can serve, and say what to do where it cannot
	@python=$$(sh scripts/find_python.sh) && if [ -x $(PY) ]; then python=$(PY); fi && "$$python" -m scripts.doctor

backup: ## Copy the votes, also while the server runs
	@$(PY) -m scripts.backup $(ARGS)

setup: ## Set up what serving needs
	@$(SETUP) serve

setup-dev: ## Set up what tests and checks need as well
	@$(SETUP) dev

test: setup-dev ## Run every test; ARGS="-k pose" picks some
	@files=$$(find tests/js models -name '*.test.*js' 2>/dev/null); if [ -n "$$files" ]; then node --test $$files; fi
	@$(PY) -m scripts.suite $(ARGS)

test-numeric: setup-dev ## The networks' tests, computed as a processor without AVX would, with one thread
	@$(PY) -m scripts.numeric sse41 -- $(ARGS)

test-numeric-all: setup-dev ## The same in every way: without oneDNN, one thread and two, beside a busy loop a core
	@$(PY) -m scripts.numeric $(WAYS) -- $(ARGS)

check: setup-dev ## Lint, format, types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	node node_modules/eslint/bin/eslint.js .

bench: setup-dev ## Measure and print a table; writes var/bench.json
	@$(PY) -m benchmarks.run $(ARGS)

bench-compare: setup-dev ## Measure two commits in turn; OLD=main NEW=HEAD
	@$(PY) -m benchmarks.compare $(or $(OLD),main) $(or $(NEW),HEAD) $(ARGS)

profile: setup-dev ## Where a frame's processor time goes, by py-spy; flame graphs in var/
	@$(PY) -m benchmarks.profiling $(ARGS)

setup-ray: setup-dev ## Set up what ENGINE=ray needs as well
	@$(PY) -c 'import ray, redis' 2>/dev/null || $(PY) -m pip install --quiet --require-hashes -r requirements-ray.txt

test-cluster: setup-ray ## Test ENGINE=ray on a real cluster and Redis (needs redis-server)
	@$(PY) -m pytest tests/server/test_cluster.py $(ARGS)

load: setup-dev ## How many visitors this machine carries; VISITORS=30 DEMO=pose
	@$(PY) -m benchmarks.load --demo $(or $(DEMO),pose) --visitors $(or $(VISITORS),30) $(ARGS)

bench-peers: setup-dev ## Measure beside Gradio and FastRTC, each in an environment of its own
	@$(PY) -m benchmarks.peers $(ARGS)

assets: ## Fetch the model files that are missing or damaged
	@$(SETUP) serve && $(PY) -m models.assets $(ARGS)

requirements: setup-dev ## Pin the Python packages anew from requirements/*.in
	@for name in cpu gpu dev node ray peers-gradio peers-fastrtc; do sh scripts/compile.sh $$name; done
	@$(PY) -m scripts.third_party

translations: setup-dev ## Collect the templates' texts, compile their translations
	@$(PY) -m scripts.translations

third-party: setup-dev ## Write THIRD_PARTY.md anew
	@$(PY) -m scripts.third_party

clean: ## Delete all that set-up made; models/cache stays, since it is large
	rm -rf .venv .setup node_modules static/vendor .pytest_cache .mypy_cache .ruff_cache
