#!/usr/bin/env bash
# docs/peers.md has a row for each rule about zones, with our place in its fixture.  In the long form the checkers are asked
# again, where their versions are those of the table.
set -u
cd "$(dirname "$0")/../.." || exit 2
all_there() {
	local tool
	for tool in named-checkzone nsd-checkzone kzonecheck ldns-read-zone ldns-verify-zone validns pdnsutil; do
		command -v "$tool" >/dev/null || return 1
	done
}
if [ -n "${PTRLINT_LONG-}" ] && all_there; then
	work=$(mktemp "${TMPDIR:-/tmp}/ptrlint-peers.XXXXXX") || exit 2
	trap 'rm -f "$work"' EXIT
	scripts/peers "$PTRLINT" >"$work"
	if [ "$(grep '^Versions: ' "$work")" != "$(grep '^Versions: ' docs/peers.md)" ]; then
		echo 'skip: other versions of the checkers than those of docs/peers.md'
		echo '0 passed, 0 failed, 1 skipped'
		exit 0
	fi
	if ! diff docs/peers.md "$work"; then
		echo 'FAIL docs/peers.md: run scripts/peers'
		echo '0 passed, 1 failed, 0 skipped'
		exit 1
	fi
fi
scripts/peers --check "$PTRLINT" docs/peers.md
