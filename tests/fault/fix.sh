#!/usr/bin/env bash
# fix.sh BUILD_DIR: check --fix over three files dies, or a call fails, at every point.
#
# Each zone is all old or all new, no other file changes, status 3 or 2 when something was not done; the next
# run finishes the work and leaves no temporary file behind.  Then the same on a disk that is full.
set -u
here=$(cd "$(dirname "$0")" && pwd)
repo=$here/../fix/repos/layout
: "${PTRLINT:?}"
work=$(mktemp -d "${TMPDIR:-/tmp}/ptrlint-fault.XXXXXX") || exit 2
mounted=
finish() {
	[ -z "$mounted" ] || umount "$mounted" 2>/dev/null
	rm -rf "$work"
}
trap finish EXIT
passed=0 failed=0 skipped=0
# leaks cannot be looked for while another process traces
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
export SOURCE_DATE_EPOCH=1795305600 REPO=$repo NEW=$work/new
command=("$PTRLINT" check --fix -q -j 1 --format concise --today 2026-11-22)

cp -a "$repo" "$work/new"
(cd "$work/new" && "${command[@]}" >/dev/null 2>&1)
cmp -s "$repo/zones/db.192.0.2" "$work/new/zones/db.192.0.2" && {
	echo "FAIL nothing is repaired at all"
	echo "0 passed, 1 failed, 0 skipped"
	exit 1
}

# What holds at any time; expanded by the shell that checks.
cat >"$work/check" <<'CHECK'
bad=
for f in zones/db.192.0.2 zones/db.198.51 zones/db.203.0.113; do
	cmp -s "$f" "$REPO/$f" || cmp -s "$f" "$NEW/$f" || bad="$bad neither-old-nor-new:$f"
done
for f in zones/db.example.net mail-egress.yaml .ptrlint.yaml; do
	cmp -s "$f" "$REPO/$f" || bad="$bad changed:$f"
done
old=0
for f in zones/db.192.0.2 zones/db.198.51 zones/db.203.0.113; do
	cmp -s "$f" "$REPO/$f" && old=$((old + 1))
done
case $FAULT in
rerun:* | none)
	[ "$old" -eq 0 ] || bad="$bad not-finished:$old"
	[ "$STATUS" -le 1 ] || bad="$bad status:$STATUS"
	left=$(find . -name '.ptrlint-*')
	[ -z "$left" ] || bad="$bad left-over:$left"
	;;
kill:*) ;;
*)
	# no crash, and no success while something is undone; 127 is the loader's
	[ "$STATUS" -le 3 ] || [ "$STATUS/$old" = 127/3 ] || bad="$bad status:$STATUS"
	[ "$old" -eq 0 ] || [ "$STATUS" -ge 2 ] || bad="$bad said-nothing:$old"
	;;
esac
[ -z "$bad" ] && exit 0
echo "$bad"
head -n 5 "$ERRORS"
exit 1
CHECK

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

# A full disk: room for the old files, and for some of the new ones, or for none.
mkdir "$work/disk"
if mount -t tmpfs -o size=64k none "$work/disk" 2>/dev/null; then
	mounted=$work/disk
	for left in 0 4 8; do
		rm -rf "$work/disk"/* "$work/disk"/.[!.]*
		cp -a "$repo/." "$work/disk/"
		dd if=/dev/zero of="$work/disk/filler" bs=1024 count=64 2>/dev/null
		truncate -s "$(($(stat -c %s "$work/disk/filler") - left * 1024))" "$work/disk/filler"
		(cd "$work/disk" && "${command[@]}" >/dev/null 2>"$work/errors")
		status=$?
		bad=$(cd "$work/disk" && FAULT=error:disk STATUS=$status ERRORS=$work/errors sh "$work/check") || {
			failed=$((failed + 1))
			echo "FAIL a full disk, $left KiB left (exit $status): $bad"
			continue
		}
		rm "$work/disk/filler"
		(cd "$work/disk" && "${command[@]}" >/dev/null 2>"$work/errors")
		status=$?
		if bad=$(cd "$work/disk" && FAULT=rerun:disk STATUS=$status ERRORS=$work/errors sh "$work/check"); then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			echo "FAIL a disk that was full (exit $status): $bad"
		fi
	done
else
	echo "skip: no right to mount a small disk"
	skipped=$((skipped + 1))
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
