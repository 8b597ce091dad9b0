#!/usr/bin/env bash
# Every zone of zones-examples/ loads in every checker that knows the directives it uses; a file is named
# by its origin.
set -u
cd "$(dirname "$0")/../../zones-examples" || exit 2
top=$PWD
passed=0 failed=0 skipped=0

try() { # zone file, command...
	local file=$1 out
	shift
	if ! command -v "$1" >/dev/null 2>&1; then
		skipped=$((skipped + 1))
		missing[$1]=1
	elif out=$("$@" 2>&1); then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $1 $file"
		echo "$out"
	fi
}

declare -A missing=()
for file in */zones/*.zone; do
	origin=$(basename "$file" .zone)
	name=$(basename "$file")
	cd "$top/$(dirname "$file")" || exit 2
	try "$file" named-checkzone -q -i local "$origin" "$name"
	if ! grep -q '^[$]GENERATE' "$name"; then
		try "$file" kzonecheck -o "$origin" "$name"
		try "$file" nsd-checkzone "$origin" "$name"
	fi
	cd "$top" || exit 2
done
for tool in "${!missing[@]}"; do
	echo "skip: no $tool"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
