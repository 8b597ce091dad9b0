#!/usr/bin/env bash
# hooks.sh BUILD_DIR: the plain hooks of scripts/hooks on real commits and pushes.
set -u
here=$(cd "$(dirname "$0")/../.." && pwd)
: "${BUILD:?}"
work=$(mktemp -d "${TMPDIR:-/tmp}/ptrlint-hooks.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
export PATH=$BUILD:$PATH HOME=$work GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
all=$PATH passed=0 failed=0

expect() { # what, condition's status
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $1"
		sed 's/^/    /' "$work/out"
	fi
}
accepted() { # what, command...
	local what=$1
	shift
	"$@" >"$work/out" 2>&1
	expect "$what" $?
}
refused() { # what, text that it must say, command...
	local what=$1 text=$2
	shift 2
	! "$@" >"$work/out" 2>&1 && (PATH=$all; grep -qE "$text" "$work/out")
	expect "$what" $?
}
server() { git -C "$work/server.git" "$@"; }

git init -q --bare -b main "$work/server.git"
git init -q -b main "$work/zones"
cd "$work/zones" || exit 2
git remote add origin "$work/server.git"
cp -r "$here/zones-examples/kb-300171-repaired/." .
git add -A && git commit -qm good
good=$(git rev-parse HEAD)

# ---- before a commit ----

cp "$here/scripts/hooks/pre-commit" .git/hooks/
reverse=zones/2.3.4.in-addr.arpa.zone
missing='mail-egress.yaml:[0-9]+:[0-9]+: error: 4\.3\.2\.1.* \[ptr-missing\]'
sed -i '/IN PTR/d' "$reverse"
accepted 'what is not staged is not judged' git commit -q --allow-empty -m 'work in progress'
git add -A
refused 'a bad commit' "$missing" git commit -qm bad
git show "HEAD:$reverse" >"$reverse"
refused 'a bad index below a good work tree' "$missing" git commit -qm bad
git add -A
accepted 'the repaired commit' git commit -q --allow-empty -m again
(cd zones && echo '; nothing' >>../"$reverse" && git add -A ..)
accepted 'from a folder below' git -C zones commit -qm below
git config ptrlint.new true
sed -i '/IN PTR/d' "$reverse" && git add -A && git commit -qnm 'bad already'
echo '; nothing' >>"$reverse"
accepted 'a commit that adds nothing bad' git commit -qam harmless
echo 'x IN A 192.0.2.1.2' >>zones/source.com.zone
refused 'one that does' '\[a-invalid\]' git commit -qam bad
expect 'and only that is told' "$(grep -c ptr-missing "$work/out")"
git config --unset ptrlint.new && git reset -q --hard
accepted 'the hook leaves nothing' test -z "$(git status --porcelain)"
rm .git/hooks/pre-commit

# ---- on the server ----

cp "$here/scripts/hooks/pre-receive" "$work/server.git/hooks/"
git reset -q --hard "$good"
accepted 'a good push' git push -q origin main
sed -i '/IN PTR/d' "$reverse"
git commit -qam bad
bad=$(git rev-parse HEAD)
refused 'a bad push, with our message' "remote: $missing" git push origin main
refused 'which names the ref' 'remote: pre-receive: refs/heads/main is refused' git push origin main
accepted 'the server keeps what it had' test "$(server rev-parse main)" = "$good"
refused 'a bad new branch' "remote: $missing" git push origin HEAD:refs/heads/topic
refused 'a bad branch beside a good one' "remote: $missing" git push origin "$good:refs/heads/fine" HEAD:refs/heads/topic
accepted 'neither is there' test "$(server for-each-ref | wc -l)" -eq 1
echo '* export-ignore' >.gitattributes
git add -A && git commit -qm hidden
refused 'a bad push that hides its files from archives' "remote: $missing" git push origin main
git reset -q --hard "$bad"

ptrlint check --fix -q >/dev/null 2>&1
git commit -qam fixed
accepted 'the fixed push' git push -q origin main
accepted 'a good branch' git push -q origin main:refs/heads/topic
accepted 'and its end' git push -q origin :refs/heads/topic
accepted 'a tag of something bad' git push -q origin "$bad:refs/tags/old"

ln -s /etc/passwd zones/passwd.zone && ln -s / zones/all
git add -A && git commit -qm links
accepted 'links that lead out are not followed' git push -q origin main

git checkout -q --orphan empty && git rm -rqf . && git commit -q --allow-empty -m empty
refused 'a branch without zones' 'remote: .*(no zone found|2: nothing was checked)' git push origin empty
server config ptrlint.ref refs/heads/main
accepted 'unless only another is looked at' git push -q origin empty

git checkout -q main
mkdir dns && git mv zones mail-egress.yaml README.md dns/ && git commit -qm moved
server config ptrlint.root dns
accepted 'a project in a folder' git push -q origin main
echo 'x IN A 192.0.2.1.2' >>dns/zones/source.com.zone
git commit -qam broken
refused 'errors there' 'remote: zones/source\.com\.zone:[0-9]+:[0-9]+: error: .*\[a-invalid\]' git push origin main
server config ptrlint.failOn never
accepted 'a level of its own' git push -q origin main
server config --unset ptrlint.failOn
server config ptrlint.new true
accepted 'what was bad already' git push -q origin main
echo 'y IN A 192.0.2.1.2' >>dns/zones/source.com.zone
git commit -qam 'worse'
refused 'one more' 'remote: .*\[a-invalid\]' git push origin main
expect 'told alone' "$(($(grep -c 'a-invalid' "$work/out") - 1))"
mkdir "$work/tools" && ln -s "$(command -v git)" "$(command -v sh)" "$work/tools"
PATH=$work/tools refused 'without ptrlint nothing passes' 'remote: pre-receive: ptrlint is not installed' git push origin main:refs/heads/other

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
