#!/usr/bin/env bash
# man.sh BUILD_DIR: the pages of the manual are clean, say all that the tables hold, and are installed.
set -u
here=$(cd "$(dirname "$0")/../.." && pwd)
: "${PTRLINT:?}"
work=$(mktemp -d "${TMPDIR:-/tmp}/ptrlint-man.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
check() { # title, command...
	local title=$1 out
	shift
	if out=$("$@" 2>&1) && [ -z "$out" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAIL %s: %s\n' "$title" "$(head -n 5 <<<"$out")"
	fi
}
if ! command -v mandoc >/dev/null; then
	echo "skip: mandoc is not installed"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
fi

"$here/scripts/gen-man" "$PTRLINT" "$work/a" >/dev/null
LC_ALL=C.UTF-8 TZ=Asia/Tokyo "$here/scripts/gen-man" "$PTRLINT" "$work/b" >/dev/null
check "the same whatever locale and zone" diff -r "$work/a" "$work/b"
for page in man1/ptrlint.1 man5/ptrlint.yaml.5 man5/mail-egress.yaml.5 man7/ptrlint-rules.7; do
	check "$page" mandoc -T lint -W warning "$work/a/$page"
	mandoc -T utf8 "$work/a/$page" | col -b >"$work/${page##*/}.txt"
	if command -v groff >/dev/null; then
		check "$page by groff" groff -mdoc -ww -z "$work/a/$page"
	fi
done

# Each line of the list is a word that the page must hold.
holds() { # page
	local word missing=
	while read -r word; do
		grep -qF -e "$word" "$work/$1.txt" || missing="$missing $word"
	done
	[ -z "$missing" ] || echo "$1 does not speak of:$missing"
}
options() {
	for command in $("$PTRLINT" help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
		echo "$command"
		"$PTRLINT" help "$command" | grep -oE '^ +(-[a-zA-Z], )?--[a-z-]+' | grep -oE -e '--[a-z-]+'
	done | sort -u
}
keys() { # schema
	"$PTRLINT" config --schema "$1" | python3 -c '
import json, sys
def walk(node):
    if isinstance(node, dict):
        for key, value in node.get("properties", {}).items():
            if "description" in value:
                print(key)
        for value in node.values():
            walk(value)
    elif isinstance(node, list):
        for value in node:
            walk(value)
walk(json.load(sys.stdin))' | sort -u
}
check "commands and options" holds ptrlint.1 < <(options)
check "keys of the project file" holds ptrlint.yaml.5 < <(keys project)
check "keys of the map" holds mail-egress.yaml.5 < <(keys map)
check "rules" holds ptrlint-rules.7 < <("$PTRLINT" rule --all --format json | grep -oE '"id": "[a-z0-9-]+"' | cut -d '"' -f 4)
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
