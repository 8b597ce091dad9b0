#!/usr/bin/env bash
# init.sh BUILD_DIR: init dies, or a call fails, at every point.
#
# Each file is missing or whole; one that was there stays; no success while one is missing; the next run writes
# what is missing and leaves no temporary file behind.
set -u
# shellcheck source=tests/lib/fault.sh
. "$(dirname "$0")/../lib/fault.sh"
export REPO=$work/old NEW=$work/new
command=("$PTRLINT" init -q -j 1 --ci github --pre-commit)

# The map is there already.
mkdir "$work/old"
cp -r "$here/../cli/init/zones" "$work/old"
printf 'version: 1\n' >"$work/old/mail-egress.yaml"
cp -a "$work/old" "$work/new"
(cd "$work/new" && "${command[@]}" >/dev/null 2>&1)

holds 3 0 <<'CHECK'
for f in .ptrlint.yaml .github/workflows/ptrlint.yml .pre-commit-config.yaml; do
	if cmp -s "$f" "$NEW/$f"; then
		new=$((new + 1))
	elif [ -e "$f" ]; then
		# what is found may be less when something cannot be read, but the file is whole
		[ "$f" = .ptrlint.yaml ] && [ "$(tail -n 1 "$f")" = "$(tail -n 1 "$NEW/$f")" ] || bad="$bad cut:$f"
		new=$((new + 1))
	fi
done
for f in zones/example.com.zone zones/192.0.2.rev mail-egress.yaml; do
	cmp -s "$f" "$REPO/$f" || bad="$bad changed:$f"
done
CHECK

calls="openat:EACCES,EMFILE;mkdirat:EACCES;write:EIO,ENOSPC;fsync:EIO;close:EIO;renameat2:EACCES,EINVAL;unlinkat:EACCES"
if [ -n "${PTRLINT_LONG-}" ]; then
	run_points killed --kill
	run_points failing --error "$calls"
else
	run_points killed --kill --calls openat,mkdirat,write,fsync,renameat2,close --limit 60
	run_points failing --error "$calls" --limit 60
fi
tell
