#!/usr/bin/env bash
# report.sh BUILD_DIR: check with two reports dies, or a call fails, at every point.
#
# Each report is the old one or a new one, whole; no zone changes; status 2 or 3 when one is missing; the next
# run writes what is missing and leaves no temporary file behind.
set -u
here=$(cd "$(dirname "$0")" && pwd)
: "${PTRLINT:?}"
work=$(mktemp -d "${TMPDIR:-/tmp}/ptrlint-fault.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
# leaks cannot be looked for while another process traces
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
export SOURCE_DATE_EPOCH=1795305600 REPO=$work/old NEW=$work/new
command=("$PTRLINT" check -q -j 1 --format concise --report sarif=reports/a.sarif --report junit=reports/b.xml)

# One report is new, one replaces an older file.
mkdir -p "$work/old/reports"
cp -r "$here/../cli/hosts/." "$work/old"
echo older >"$work/old/reports/b.xml"
cp -a "$work/old" "$work/new"
(cd "$work/new" && "${command[@]}" >/dev/null 2>&1)

cat >"$work/check" <<'CHECK'
bad=
new=0
# a report of a run that could not read all is another one, but whole
whole() {
	[ "$STATUS" -eq 2 ] || return 1
	case $1 in
	*.xml) python3 -c 'import sys, xml.etree.ElementTree as e; e.parse(sys.argv[1])' "$1" ;;
	*) python3 -m json.tool "$1" /dev/null ;;
	esac 2>/dev/null
}
for f in reports/a.sarif reports/b.xml; do
	if cmp -s "$f" "$NEW/$f" || whole "$f"; then
		new=$((new + 1))
	elif [ -e "$REPO/$f" ]; then
		cmp -s "$f" "$REPO/$f" || bad="$bad neither-old-nor-new:$f"
	elif [ -e "$f" ]; then
		bad="$bad cut:$f"
	fi
done
for f in dns/db.example.com dns/db.192.0.2 mail-egress.yaml .ptrlint.yaml; do
	cmp -s "$f" "$REPO/$f" || bad="$bad changed:$f"
done
case $FAULT in
rerun:* | none)
	[ "$new" -eq 2 ] || bad="$bad not-finished:$new"
	[ "$STATUS" -eq 1 ] || bad="$bad status:$STATUS"
	left=$(find . -name '.ptrlint-*')
	[ -z "$left" ] || bad="$bad left-over:$left"
	;;
kill:*) ;;
*)
	# no crash, and no success while something is undone; 127 is the loader's
	[ "$STATUS" -le 3 ] || [ "$STATUS/$new" = 127/0 ] || bad="$bad status:$STATUS"
	[ "$new" -eq 2 ] || [ "$STATUS" -ge 2 ] || bad="$bad said-nothing:$new"
	;;
esac
[ -z "$bad" ] && exit 0
echo "$bad"
head -n 5 "$ERRORS"
exit 1
CHECK

passed=0 failed=0 skipped=0
run_points() { # title, options of points.py...
	local title=$1 out
	shift
	out=$("$here/points.py" --setup "cp -a $REPO/. ." --check "sh $work/check" --rerun "$@" -- "${command[@]}")
	printf '%s: %s\n' "$title" "$(tail -n 2 <<<"$out" | head -n 1)"
	grep '^FAIL\|^skip' <<<"$out"
	if [[ $(tail -n 1 <<<"$out") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
		passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
		skipped=$((skipped + BASH_REMATCH[3]))
	else
		failed=$((failed + 1))
		echo "FAIL $title: $out"
	fi
}
calls="openat:EACCES,EMFILE;write:EIO,ENOSPC;fsync:EIO;close:EIO;renameat:EACCES,EXDEV;fchmod:EPERM;unlinkat:EACCES"
if [ -n "${PTRLINT_LONG-}" ]; then
	run_points killed --kill
	run_points failing --error "$calls"
else
	run_points killed --kill --calls openat,write,fsync,renameat,fchmod,close
	run_points failing --error "$calls" --limit 100
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
