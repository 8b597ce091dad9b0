#!/usr/bin/env bash
# hooks.sh BUILD_DIR: what is offered for hooks and CI works on a real repository: the hooks of
# .pre-commit-hooks.yaml by `pre-commit try-repo`, those that `ptrlint init` writes, and the problem matcher.
set -u
here=$(cd "$(dirname "$0")/../.." && pwd)
: "${BUILD:?}"
work=$(mktemp -d "${TMPDIR:-/tmp}/ptrlint-hooks.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
export PATH=$BUILD:$PATH PRE_COMMIT_HOME=$work/cache HOME=$work GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
passed=0 failed=0 skipped=0

expect() { # what, condition's status
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $1"
		[ ! -f "$work/out" ] || cat "$work/out"
	fi
}

run() { # command...: its status is kept
	"$@" >"$work/out" 2>&1
	status=$?
}

zones=$work/zones
cp -r "$here/zones-examples/kb-300171" "$zones"
git init -q "$zones"
cd "$zones" || exit 2
git add -A && git commit -qm zones

if command -v pre-commit >/dev/null; then
	hooks=$work/hooks
	git init -q "$hooks"
	cp "$here/.pre-commit-hooks.yaml" "$hooks"
	git -C "$hooks" add -A && git -C "$hooks" commit -qm hooks
	try() { run pre-commit try-repo "$hooks" "$@" --all-files; }

	run pre-commit validate-manifest "$hooks/.pre-commit-hooks.yaml"
	expect 'the hooks are well-formed' "$status"
	try ptrlint
	[ "$status" -eq 1 ] && grep -q 'mail-egress.yaml:6:15: error: .*\[ptr-missing\]' "$work/out"
	expect 'a bad tree is refused with our message' $?
	try ptrlint-config
	expect 'good settings pass' "$status"
	try ptrlint-fix
	[ "$status" -eq 1 ] && ! git diff --quiet -- zones/2.3.4.in-addr.arpa.zone
	expect 'the fixing hook fails and changes the reverse zone' $?
	git commit -qam fixed
	try ptrlint-fix
	git diff --quiet
	expect 'a second run changes nothing' $?
	try ptrlint --show-diff-on-failure
	expect 'what is left is the forward zone' "$(grep -c 'ptr-missing' "$work/out")"

	ptrlint init --pre-commit >/dev/null
	git add -A
	run pre-commit validate-config .pre-commit-config.yaml
	expect 'what init writes is well-formed' "$status"
	pre-commit install >/dev/null
	run git commit -m 'not yet'
	[ "$status" -ne 0 ] && grep -q 'error:' "$work/out"
	expect 'the commit is refused' $?
	echo 'mail IN A 4.3.2.1' >>zones/source.com.zone
	git add -A
	run git commit -m 'forward zone'
	expect 'the repaired tree is committed' "$status"
	try ptrlint
	[ "$status" -eq 0 ] && git diff --quiet
	expect 'the repaired tree passes, and nothing is changed' $?
else
	skipped=$((skipped + 1))
	echo 'skip: no pre-commit'
fi

# The matcher must take apart every line of a finding.
git checkout -q "$(git rev-list --max-parents=0 HEAD)" -- . 2>/dev/null
ptrlint check --format concise --select all >"$work/lines" 2>/dev/null
run python3 - "$here/.github/ptrlint-matcher.json" "$work/lines" <<'PYTHON'
import json
import re
import sys

patterns = [re.compile(m["pattern"][0]["regexp"]) for m in json.load(open(sys.argv[1]))["problemMatcher"]]
lines = [line.rstrip("\n") for line in open(sys.argv[2]) if re.search(r": (error|warning|info): ", line)]
bad = [line for line in lines if sum(bool(p.match(line)) for p in patterns) != 1]
print("\n".join(bad) or f"{len(lines)} lines")
sys.exit(bool(bad) or not lines)
PYTHON
expect 'the problem matcher knows every finding' "$status"

run python3 - "$here/action.yml" <<'PYTHON'
import sys

import yaml

action = yaml.safe_load(open(sys.argv[1]))
steps = action["runs"]["steps"]
assert action["runs"]["using"] == "composite" and steps
# inputs reach the shell by the environment only: no expression stands in a command
assert all("${{" not in step["run"] and step["shell"] == "bash" for step in steps)
PYTHON
expect 'the action is well-formed, and takes inputs safely' "$status"

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
