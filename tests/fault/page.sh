#!/usr/bin/env bash
# page.sh BUILD_DIR: `report` dies, or a call fails, at every point.
#
# The page is the old one or the new one, whole; no zone changes; status 2 or 3 when it is missing; the next run
# writes it and leaves no temporary file behind.
set -u
# shellcheck source=tests/lib/fault.sh
. "$(dirname "$0")/../lib/fault.sh"
export REPO=$work/old NEW=$work/new
command=("$PTRLINT" report -q -j 1 -o out/page.html)

mkdir -p "$work/old/out"
cp -r "$here/../cli/hosts/." "$work/old"
echo older >"$work/old/out/page.html"
cp -a "$work/old" "$work/new"
(cd "$work/new" && "${command[@]}" >/dev/null 2>&1)

holds 1 1 <<'CHECK'
f=out/page.html
# the page of a run that could not read all is another one, but whole
whole() {
	[ "$STATUS" -eq 2 ] && head -n 1 "$f" | grep -q '^<!DOCTYPE html>' && tail -n 1 "$f" | grep -q '^</html>'
}
if cmp -s "$f" "$NEW/$f" || whole; then
	new=1
else
	cmp -s "$f" "$REPO/$f" || bad="$bad neither-old-nor-new"
fi
for f in dns/db.example.com dns/db.192.0.2 mail-egress.yaml; do
	cmp -s "$f" "$REPO/$f" || bad="$bad changed:$f"
done
CHECK

calls="openat:EACCES,EMFILE;write:EIO,ENOSPC;fsync:EIO;close:EIO;renameat:EACCES,EXDEV;fchmod:EPERM;unlinkat:EACCES"
if [ -n "${PTRLINT_LONG-}" ]; then
	run_points killed --kill
	run_points failing --error "$calls"
	full_disk
else
	run_points killed --kill --calls write,fsync,renameat,close --limit 25
	run_points failing --error "write:ENOSPC;fsync:EIO;close:EIO;renameat:EACCES" --limit 25
fi
tell
