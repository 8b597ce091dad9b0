#!/usr/bin/env bash
# The fault harness itself: it passes a replacement by rename and catches one in place.
set -u
here=$(cd "$(dirname "$0")" && pwd)
setup='echo old >f; echo new >g'
# shellcheck disable=SC2016 # expanded by the shell that checks
check='cmp -s f "$SAVED/f" || cmp -s f "$SAVED/g" || { echo "neither old nor new"; exit 1; }'
passed=0 failed=0 skipped=0

good=$("$here/points.py" --setup "$setup" --check "$check" --kill --error default --rerun \
	--calls write,rename,fchmod,fchown,close,newfstatat -- sed -i s/old/new/ f)
if [[ $good == *'1 skipped' ]]; then
	echo "$good"
	exit 0
elif [[ $good == *' 0 failed, 0 skipped' ]]; then
	passed=$((passed + 1))
else
	failed=$((failed + 1))
	printf 'FAIL a replacement by rename\n%s\n' "$good"
fi

bad=$("$here/points.py" --setup "$setup" --check "$check" --kill --calls read,write -- dd if=g of=f status=none)
if [[ $bad == *'FAIL kill:write:'*': neither old nor new'* ]]; then
	passed=$((passed + 1))
else
	failed=$((failed + 1))
	printf 'FAIL a file written in place was not caught\n%s\n' "$bad"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
