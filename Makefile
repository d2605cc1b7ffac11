# 廉防 — every command of the project. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

PY := .venv/bin/python
RUN_STAMP := .venv/.run-installed
DEV_STAMP := .venv/.dev-installed
NODE_STAMP := frontend/node_modules/.package-lock.json
SPA := frontend/dist/index.html
SPA_SOURCES := $(shell find frontend/src frontend/public frontend/index.html frontend/vite.config.ts \
	frontend/tsconfig.json $(wildcard frontend/tools/*.ts) -type f 2>/dev/null)
STAGE := @bash .ci/stage
# Two workers fill a small machine; more do not help on it.
PYTEST := $(PY) -m pytest -q -n 2 --dist worksteal

# Every start reads what the one before has compiled.
export PYTHONDONTWRITEBYTECODE :=

ifdef PORT
export PORT
endif
ifdef DATABASE_URL
export DATABASE_URL
endif

##@ 运行

.PHONY: run
run: $(RUN_STAMP) $(SPA) ## 启动示例学院：http://localhost:8000（PORT=、DATABASE_URL= 可改；再次运行保留数据）
	@exec $(PY) -m backend demo

.PHONY: demo-reset
demo-reset: $(RUN_STAMP) ## 清空示例数据，下次 make run 重新装载
	@$(PY) -m backend demo-reset

.PHONY: install
install: $(RUN_STAMP) $(SPA) ## 只安装依赖并构建网页，不启动
	@echo "已就绪：make run 启动。"

##@ 检查

.PHONY: test
test: $(DEV_STAMP) browser ## 全部检查：规范、类型、架构、两种数据库、网页、浏览器流程
	@$(MAKE) --no-print-directory $(NODE_STAMP)
	@MAKE="$(MAKE)" bash .ci/side-by-side test-static test-web
	@MAKE="$(MAKE)" bash .ci/side-by-side test-server test-e2e

.PHONY: test-fast
test-fast: $(DEV_STAMP) ## 提交前的快速检查：规范、类型、架构、SQLite 上的测试
	@$(MAKE) --no-print-directory lint test-architecture test-sqlite

.PHONY: lint
lint: $(DEV_STAMP) ## 代码规范、格式、类型、房间之间的依赖方向
	$(STAGE) "ruff" $(PY) -m ruff check .
	$(STAGE) "mypy" $(PY) -m mypy
	$(STAGE) "import-linter" .venv/bin/lint-imports --no-cache

.PHONY: test-static
test-static: lint test-architecture

.PHONY: test-web
test-web: test-frontend $(SPA)

.PHONY: test-architecture
test-architecture: $(DEV_STAMP) ## 架构规则：文件与函数大小、谁能提交事务、谁能写角色名……
	$(STAGE) "architecture" $(PY) -m pytest -q tests/architecture tests/docker

.PHONY: test-server
test-server: test-sqlite test-postgres ## 后端测试，两种数据库

.PHONY: test-sqlite
test-sqlite: $(DEV_STAMP) ## 后端测试，SQLite
	$(STAGE) "pytest on SQLite" env TEST_DATABASE=sqlite $(PYTEST) --ignore=tests/architecture --ignore=tests/docker

.PHONY: test-postgres
test-postgres: $(DEV_STAMP) ## 后端测试，PostgreSQL（自带服务器，不需安装）
	$(STAGE) "pytest on PostgreSQL" env TEST_DATABASE=postgres $(PYTEST) --ignore=tests/architecture --ignore=tests/docker

.PHONY: test-frontend
test-frontend: $(NODE_STAMP) ## 网页：类型、规范、单元测试、构建、首次加载的体积预算
	$(STAGE) "web: types" npm --prefix frontend run --silent typecheck
	$(STAGE) "web: lint" npm --prefix frontend run --silent lint
	$(STAGE) "web: unit tests" npm --prefix frontend run --silent test
	$(STAGE) "web: build" npm --prefix frontend run --silent build
	$(STAGE) "web: size budget" npm --prefix frontend run --silent budget

.PHONY: test-e2e
test-e2e: $(RUN_STAMP) $(SPA) browser ## 浏览器流程与无障碍检查（Chromium）
	@MAKE="$(MAKE)" bash .ci/side-by-side test-journeys test-looks

.PHONY: test-journeys
test-journeys: $(RUN_STAMP) $(SPA) browser ## 浏览器流程
	$(STAGE) "web: journeys" npm --prefix frontend run --silent e2e -- --project=journeys

.PHONY: test-looks
test-looks: $(RUN_STAMP) $(SPA) browser ## 每个页面：桌面与手机、浅色与深色、无障碍
	$(STAGE) "web: looks" env E2E_PORT=8801 npm --prefix frontend run --silent e2e -- --project=looks --output=../build/looks

.PHONY: bench
bench: $(DEV_STAMP) ## 性能测量：与数据库自身并列，写出 build/bench.json；BENCH="--help" 列出选项
	@bash .ci/system-packages wrk
	@$(PY) -m tests.bench $(BENCH)

##@ 维护

.PHONY: openapi
openapi: $(RUN_STAMP) $(NODE_STAMP) ## 生成 openapi/openapi.json 以及网页用的类型和词语
	@$(PY) -m backend openapi
	@npm --prefix frontend run --silent gen

.PHONY: lock
lock: ## 重新锁定依赖版本（含哈希）；UPGRADE=1 同时升级
	@bash .ci/lock

.PHONY: clean
clean: ## 删除安装与构建产物；不动 var/ 里的数据
	@rm -rf .venv build frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache .schemathesis
	@find backend tests migrations -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

.PHONY: help
help: ## 列出所有命令
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- what the commands above need; rebuilt only when an input changed ---

$(RUN_STAMP): requirements.txt .ci/venv
	@bash .ci/venv
	@echo "安装 Python 依赖……"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt .ci/venv
	@bash .ci/venv
	@echo "安装 Python 开发依赖……"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(RUN_STAMP)

$(NODE_STAMP): frontend/package.json frontend/package-lock.json
	@bash .ci/node
	@echo "安装网页依赖……"
	@npm --prefix frontend ci --no-audit --no-fund --loglevel=error
	@touch $@

$(SPA): $(NODE_STAMP) $(SPA_SOURCES)
	@echo "构建网页……"
	@npm --prefix frontend run --silent build -- --logLevel warn
	@touch $@

.PHONY: browser
browser:
	@bash .ci/system-packages chromium zh-font
