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

holds 2 0 <<'CHECK'
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
