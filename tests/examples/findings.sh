#!/usr/bin/env bash
# What is found in zones-examples/, and what would be done: their pages speak of it.  ACCEPT=1 keeps what is printed
# now.
set -u
cd "$(dirname "$0")/../.." || exit 2
work=$(mktemp -d "${TMPDIR:-/tmp}/ptrlint-examples.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

run() { # network, arguments...
	local root=zones-examples/$1 status=0
	shift
	printf '$ ptrlint %s\n' "$*"
	"$PTRLINT" "$@" --root "$root" 2>&1 || status=$?
	[ "$status" -eq 0 ] || printf '? %d\n' "$status"
	echo
}

for folder in zones-examples/*/; do
	name=$(basename "$folder")
	want=tests/examples/$name.expect
	{
		run "$name" check --format concise
		run "$name" plan
		run "$name" plan --format proposals
		run "$name" plan --format requests
	} >"$work/$name"
	[ -z "${ACCEPT-}" ] || cp "$work/$name" "$want"
	if diff -u "$want" "$work/$name" >"$work/diff" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $name"
		cat "$work/diff"
	fi
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
