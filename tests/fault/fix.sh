#!/usr/bin/env bash
# fix.sh BUILD_DIR: check --fix over three files dies, or a call fails, at every point.
#
# Each zone is all old or all new, no other file changes, status 3 or 2 when something was not done; the next
# run finishes the work and leaves no temporary file behind.  Then the same on a disk that is full.
set -u
# shellcheck source=tests/lib/fault.sh
. "$(dirname "$0")/../lib/fault.sh"
repo=$here/../fix/repos/layout
export REPO=$repo NEW=$work/new
command=("$PTRLINT" check --fix -q -j 1 --format concise --today 2026-11-22)

cp -a "$repo" "$work/new"
(cd "$work/new" && "${command[@]}" >/dev/null 2>&1)
cmp -s "$repo/zones/db.192.0.2" "$work/new/zones/db.192.0.2" && {
	echo "FAIL nothing is repaired at all"
	echo "0 passed, 1 failed, 0 skipped"
	exit 1
}

holds 3 '0 1' <<'CHECK'
for f in zones/db.192.0.2 zones/db.198.51 zones/db.203.0.113; do
	cmp -s "$f" "$REPO/$f" && continue
	new=$((new + 1))
	cmp -s "$f" "$NEW/$f" || bad="$bad neither-old-nor-new:$f"
done
for f in zones/db.example.net mail-egress.yaml .ptrlint.yaml; do
	cmp -s "$f" "$REPO/$f" || bad="$bad changed:$f"
done
CHECK

calls="open:EACCES,EMFILE;openat:EACCES,EMFILE;openat2:EACCES,EMFILE;read:EIO;pread64:EIO;write:EIO,ENOSPC;fsync:EIO"
calls="$calls;close:EIO;rename:EACCES;renameat:EACCES,EXDEV;renameat2:EACCES;newfstatat:EACCES;lseek:EIO;fchmod:EPERM"
calls="$calls;fchown:EPERM;unlinkat:EACCES;getrandom:ENOSYS;fsetxattr:ENOTSUP;getdents64:EIO;flock:EAGAIN,ENOLCK"
if [ -n "${PTRLINT_LONG-}" ]; then
	run_points killed --kill
	run_points failing --error "$calls"
else
	run_points killed --kill --calls openat,openat2,write,fsync,renameat,fchmod,unlinkat,close,flock
	run_points failing --error "$calls" --limit 150
fi

full_disk
two_at_once
editor_saves zones/db.192.0.2 office
tell
