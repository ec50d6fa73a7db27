#!/bin/sh
# Every check and every test; all of them run, whatever fails, and a summary closes.
bin=${PYTHON_BIN:?}
failed=""
export DEBUG=1 ENV_FILE=/dev/null
unset DATABASE_URL REDIS_URL DJANGO_SETTINGS_MODULE

step() {
    name=$1
    shift
    echo "── $name"
    "$@" || failed="$failed, $name"
}

step "style" "$bin/ruff" check --quiet .
step "format" "$bin/ruff" format --check --quiet .
step "import direction" "$bin/lint-imports" --no-cache
step "types" "$bin/mypy"
step "migrations and settings" "$bin/python" -m pytest -q --no-header -p no:cacheprovider tests/checks
step "tests" "$bin/python" -m pytest -q --no-header -n "${TEST_WORKERS:-auto}" --dist loadgroup -m "not faults" \
    --ignore tests/checks tests

if [ -n "$failed" ]; then
    echo "muster: FAILED: ${failed#, }"
    exit 1
fi
echo "muster: every check and test passed"
