#!/usr/bin/env bash
# What is generated and kept in the tree is what the program says today: docs/rules (`make docs`).
set -u
cd "$(dirname "$0")/../.." || exit 2
work=$(mktemp -d "${TMPDIR:-/tmp}/ptrlint-docs.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
if [ ! -x "$PTRLINT" ]; then
	echo '0 passed, 0 failed, 0 skipped'
	exit 0
fi
if scripts/gen-docs "$PTRLINT" "$work" >"$work/log" 2>&1 && diff -r docs/rules "$work/rules" >"$work/diff" 2>&1; then
	echo '1 passed, 0 failed, 0 skipped'
else
	echo 'FAIL docs/rules: run make docs'
	tail -n 5 "$work/log"
	head -n 20 "$work/diff"
	echo '0 passed, 1 failed, 0 skipped'
	exit 1
fi
