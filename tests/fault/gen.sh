#!/usr/bin/env bash
# gen.sh BUILD_DIR: gen -o over three zones dies, or a call fails, at every point.
#
# Each file of the folder is all old, all new or not there yet, no zone of the project changes, status 2 or 3 when
# something was not done; the next run finishes the work and leaves no temporary file behind.  Then the same on a
# disk that is full.
set -u
here=$(cd "$(dirname "$0")" && pwd)
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
export SOURCE_DATE_EPOCH=1795305600 REPO=$work/old NEW=$work/new
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

# What holds at any time; expanded by the shell that checks.
cat >"$work/check" <<'CHECK'
bad=
new=0
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
case $FAULT in
rerun:* | none)
	[ "$new" -eq 3 ] || bad="$bad not-finished:$new"
	[ "$STATUS" -eq 0 ] || bad="$bad status:$STATUS"
	left=$(find . -name '.ptrlint-*')
	[ -z "$left" ] || bad="$bad left-over:$left"
	;;
kill:*) ;;
*)
	# no crash, and no success while something is undone; 127 is the loader's
	[ "$STATUS" -le 3 ] || [ "$STATUS/$new" = 127/0 ] || bad="$bad status:$STATUS"
	[ "$new" -eq 3 ] || [ "$STATUS" -ge 2 ] || bad="$bad said-nothing:$new"
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
calls="openat:EACCES,EMFILE;read:EIO;write:EIO,ENOSPC;fsync:EIO;close:EIO;renameat:EACCES,EXDEV;fchmod:EPERM"
calls="$calls;unlinkat:EACCES;mkdir:EACCES,ENOSPC;getrandom:ENOSYS;newfstatat:EACCES"
if [ -n "${PTRLINT_LONG-}" ]; then
	run_points killed --kill
	run_points failing --error "$calls"
else
	run_points killed --kill --calls openat,write,fsync,renameat,fchmod,close,mkdir
	run_points failing --error "$calls" --limit 100
fi

# A full disk: room for the old files, and for some of the new ones, or for none.
mkdir "$work/disk"
if mount -t tmpfs -o size=64k none "$work/disk" 2>/dev/null; then
	mounted=$work/disk
	for left in 0 4 8; do
		rm -rf "$work/disk"/* "$work/disk"/.[!.]*
		cp -a "$work/old/." "$work/disk/"
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
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
