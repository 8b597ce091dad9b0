#!/usr/bin/env bash
# ignore.sh BUILD_DIR: check --add-ignore dies, or a call fails, at every point.
#
# Each zone file is the old one or the new one, whole; nothing else changes; status 2 or 3 when one is not the new one;
# the next run finishes the work and leaves no temporary file behind.  Then the same on a disk that is full.
set -u
# shellcheck source=tests/lib/fault.sh
. "$(dirname "$0")/../lib/fault.sh"
export REPO=$work/old NEW=$work/new
command=("$PTRLINT" check -q -j 1 --format concise --add-ignore=known)

cp -r "$here/../cli/add-ignore" "$work/old"
cp -a "$work/old" "$work/new"
(cd "$work/new" && "${command[@]}" >/dev/null 2>&1)

cat >"$work/check" <<'CHECK'
bad=
new=0
for f in dns/db.example.com dns/db.192.0.2; do
	if cmp -s "$f" "$NEW/$f"; then
		new=$((new + 1))
	else
		cmp -s "$f" "$REPO/$f" || bad="$bad neither-old-nor-new:$f"
	fi
done
for f in mail-egress.yaml .ptrlint.yaml; do
	cmp -s "$f" "$REPO/$f" || bad="$bad changed:$f"
done
case $FAULT in
rerun:* | none)
	[ "$new" -eq 2 ] || bad="$bad not-finished"
	[ "$STATUS" -eq 0 ] || bad="$bad status:$STATUS"
	left=$(find . -name '.ptrlint-*.tmp')
	[ -z "$left" ] || bad="$bad left-over:$left"
	;;
kill:*) ;;
*)
	# no crash, and no success while something is undone; 127 is the loader's
	[ "$STATUS" -le 3 ] || [ "$STATUS/$new" = 127/0 ] || bad="$bad status:$STATUS"
	[ "$new" -eq 2 ] || [ "$STATUS" -ge 2 ] || bad="$bad said-nothing"
	;;
esac
[ -z "$bad" ] && exit 0
echo "$bad"
head -n 5 "$ERRORS"
exit 1
CHECK

calls="openat:EACCES,EMFILE;read:EIO;write:EIO,ENOSPC;fsync:EIO;close:EIO;renameat:EACCES,EXDEV;fchmod:EPERM"
calls="$calls;unlinkat:EACCES;newfstatat:EACCES"
if [ -n "${PTRLINT_LONG-}" ]; then
	run_points killed --kill
	run_points failing --error "$calls"
else
	run_points killed --kill --calls write,fsync,renameat,fchmod
	run_points failing --error "$calls" --limit 40
fi

full_disk
tell
