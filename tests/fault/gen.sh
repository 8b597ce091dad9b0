#!/usr/bin/env bash
# gen.sh BUILD_DIR: gen -o over three zones dies, or a call fails, at every point.
#
# Each file of the folder is all old, all new or not there yet, no zone of the project changes, status 2 or 3 when
# something was not done; the next run finishes the work and leaves no temporary file behind.  Then the same on a
# disk that is full.
set -u
# shellcheck source=tests/lib/fault.sh
. "$(dirname "$0")/../lib/fault.sh"
export REPO=$work/old NEW=$work/new
command=("$PTRLINT" gen -q -j 1 -o build 10.0.0.0/22)

# Two files are there in an older form, one is new.
mkdir -p "$work/old/build"
cp "$here/../cli/gen-new/.ptrlint.yaml" "$work/old"
sed 's/10\.0\.10\.9/10.0.2.9/; s/10\.200\.0\.1/10.0.3.1/' "$here/../cli/gen-new/db.example.com" >"$work/old/db.example.com"
cp -a "$work/old" "$work/new"
(cd "$work/new" && "${command[@]}" >/dev/null 2>&1)
for zone in 1.0.10 2.0.10; do
	sed 's/PTR.*/PTR	older.example.com./' "$work/new/build/$zone.in-addr.arpa.zone" >"$work/old/build/$zone.in-addr.arpa.zone"
done
[ "$(find "$work/new/build" -name '*.zone' | wc -l)" -eq 3 ] || {
	echo "FAIL three zones are not written at all"
	echo "0 passed, 1 failed, 0 skipped"
	exit 1
}

holds 3 0 <<'CHECK'
for z in 1.0.10 2.0.10 3.0.10; do
	f=build/$z.in-addr.arpa.zone
	if cmp -s "$f" "$NEW/$f"; then
		new=$((new + 1))
	elif [ -e "$f" ] || [ -e "$REPO/$f" ]; then
		cmp -s "$f" "$REPO/$f" || bad="$bad neither-old-nor-new:$f"
	fi
done
for f in db.example.com .ptrlint.yaml; do
	cmp -s "$f" "$REPO/$f" || bad="$bad changed:$f"
done
CHECK

calls="openat:EACCES,EMFILE;read:EIO;write:EIO,ENOSPC;fsync:EIO;close:EIO;renameat:EACCES,EXDEV;fchmod:EPERM"
calls="$calls;unlinkat:EACCES;mkdir:EACCES,ENOSPC;getrandom:ENOSYS;newfstatat:EACCES"
if [ -n "${PTRLINT_LONG-}" ]; then
	run_points killed --kill
	run_points failing --error "$calls"
else
	run_points killed --kill --calls openat,write,fsync,renameat,fchmod,close,mkdir
	run_points failing --error "$calls" --limit 100
fi

full_disk
two_at_once

# A link that a stranger left in the folder is not followed, and neither is one in its place.
cp -a "$work/old" "$work/link"
echo precious >"$work/precious"
ln -sf "$work/precious" "$work/link/build/3.0.10.in-addr.arpa.zone"
(cd "$work/link" && "${command[@]}" >/dev/null 2>&1)
status=$?
if [ "$status" -eq 3 ] && [ "$(cat "$work/precious")" = precious ]; then
	passed=$((passed + 1))
else
	failed=$((failed + 1))
	echo "FAIL a link in the folder was followed (exit $status)"
fi
tell
