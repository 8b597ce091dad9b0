#!/usr/bin/env bash
# What is generated and kept in the tree is what the program says today: docs/rules and the picture of the README (`make docs`).
set -u
cd "$(dirname "$0")/../.." || exit 2
work=$(mktemp -d "${TMPDIR:-/tmp}/ptrlint-docs.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
if [ ! -x "$PTRLINT" ]; then
	echo '0 passed, 0 failed, 0 skipped'
	exit 0
fi
passed=0 failed=0
same() { # what is in docs/
	if diff -r "docs/$1" "$work/$1" >"$work/diff" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL docs/$1: run make docs"
		head -n 20 "$work/diff"
	fi
}
scripts/gen-docs "$PTRLINT" "$work" >"$work/log" 2>&1 || tail -n 5 "$work/log"
same rules
same terminal.svg
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
