#!/usr/bin/env bash
# update.sh BUILD_DIR: gen --update --in-place dies, or a call fails, at every point.
#
# The zone is all old or all new, no other file changes, status 2 or 3 when it was not replaced; the next run
# finishes the work and leaves no temporary file behind.  Then the same on a disk that is full, with a second run at
# the same time, and with an editor that saves meanwhile.
set -u
# shellcheck source=tests/lib/fault.sh
. "$(dirname "$0")/../lib/fault.sh"
export REPO=$work/old NEW=$work/new
zone=zones/db.192.0.2
command=("$PTRLINT" gen -q -j 1 --pick --today 2026-11-22 --update "$zone" --in-place)

cp -a "$here/../cli/gen" "$work/old"
chmod 640 "$work/old/$zone"
cp -a "$work/old" "$work/new"
(cd "$work/new" && "${command[@]}" >/dev/null 2>&1)
cmp -s "$work/old/$zone" "$work/new/$zone" && {
	echo "FAIL nothing is updated at all"
	echo "0 passed, 1 failed, 0 skipped"
	exit 1
}

holds 1 '0 1' <<'CHECK'
z=zones/db.192.0.2
cmp -s "$z" "$NEW/$z" && new=1
[ "$new" -eq 1 ] || cmp -s "$z" "$REPO/$z" || bad="$bad neither-old-nor-new"
[ "$(stat -c %a "$z")" = 640 ] || bad="$bad mode:$(stat -c %a "$z")"
for f in zones/db.example.com .ptrlint.yaml mail-egress.yaml; do
	[ ! -e "$REPO/$f" ] || cmp -s "$f" "$REPO/$f" || bad="$bad changed:$f"
done
CHECK

calls="openat:EACCES,EMFILE;openat2:EACCES,EMFILE;read:EIO;pread64:EIO;write:EIO,ENOSPC;fsync:EIO;close:EIO"
calls="$calls;rename:EACCES;renameat:EACCES,EXDEV;renameat2:EACCES;newfstatat:EACCES;fchmod:EPERM;fchown:EPERM"
calls="$calls;unlinkat:EACCES;getrandom:ENOSYS;getdents64:EIO;flock:EAGAIN,ENOLCK"
if [ -n "${PTRLINT_LONG-}" ]; then
	run_points killed --kill
	run_points failing --error "$calls"
else
	run_points killed --kill --calls openat2,write,fsync,rename,renameat,renameat2,fchmod,fchown,unlinkat,flock
	run_points failing --error "$calls" --limit 60
fi

full_disk

two_at_once
editor_saves "$zone" legacy
tell
