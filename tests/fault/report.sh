#!/usr/bin/env bash
# report.sh BUILD_DIR: check with two reports dies, or a call fails, at every point.
#
# Each report is the old one or a new one, whole; no zone changes; status 2 or 3 when one is missing; the next
# run writes what is missing and leaves no temporary file behind.
set -u
# shellcheck source=tests/lib/fault.sh
. "$(dirname "$0")/../lib/fault.sh"
export REPO=$work/old NEW=$work/new
command=("$PTRLINT" check -q -j 1 --format concise --report sarif=reports/a.sarif --report junit=reports/b.xml)

# One report is new, one replaces an older file.
mkdir -p "$work/old/reports"
cp -r "$here/../cli/hosts/." "$work/old"
echo older >"$work/old/reports/b.xml"
cp -a "$work/old" "$work/new"
(cd "$work/new" && "${command[@]}" >/dev/null 2>&1)

holds 2 1 <<'CHECK'
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
CHECK

calls="openat:EACCES,EMFILE;write:EIO,ENOSPC;fsync:EIO;close:EIO;renameat:EACCES,EXDEV;fchmod:EPERM;unlinkat:EACCES"
if [ -n "${PTRLINT_LONG-}" ]; then
	run_points killed --kill
	run_points failing --error "$calls"
else
	run_points killed --kill --calls openat,write,fsync,renameat,fchmod,close
	run_points failing --error "$calls" --limit 100
fi
tell
