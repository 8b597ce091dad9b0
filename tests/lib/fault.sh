#!/usr/bin/env bash
# fault.sh, to be sourced: what the scripts of tests/fault share.
#
# The script sets command (an array), REPO (a folder as it is before), says with holds what is true at any time; then
# it calls run_points and full_disk, and ends with tell.
# shellcheck shell=bash disable=SC2034,SC2154
here=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)
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
export SOURCE_DATE_EPOCH=1795305600

# holds FILES STATUSES <CHECK: $work/check, run after each fault in the folder, with FAULT, STATUS and ERRORS.  CHECK
# counts in new the files that are done, and adds to bad what must never be; what a status may say is the same for all:
# who has finished has done all FILES with one of the STATUSES, and has left nothing behind; what failed neither
# crashed nor claims success.
holds() {
	{
		printf 'bad= new=0 files=%d statuses="%s"\n' "$1" "$2"
		cat
		cat <<'CHECK'
case $FAULT in
rerun:* | none)
	[ "$new" -eq "$files" ] || bad="$bad not-finished:$new"
	case " $statuses " in *" $STATUS "*) ;; *) bad="$bad status:$STATUS" ;; esac
	left=$(find . -name '.ptrlint-*' ! -name .ptrlint-baseline.json)
	[ -z "$left" ] || bad="$bad left-over:$left"
	;;
kill:*) ;;
*)
	# 127 is the loader's
	[ "$STATUS" -le 3 ] || [ "$STATUS/$new" = 127/0 ] || bad="$bad status:$STATUS"
	[ "$new" -eq "$files" ] || [ "$STATUS" -ge 2 ] || bad="$bad said-nothing:$new"
	;;
esac
[ -z "$bad" ] && exit 0
echo "$bad"
head -n 5 "$ERRORS"
exit 1
CHECK
	} >"$work/check"
}

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

# A full disk: room for the old files, and for some of the new ones, or for none.
full_disk() {
	local left status bad
	mkdir "$work/disk"
	if ! mount -t tmpfs -o size=64k none "$work/disk" 2>/dev/null; then
		echo "skip: no right to mount a small disk"
		skipped=$((skipped + 1))
		return
	fi
	mounted=$work/disk
	for left in 0 4 8; do
		rm -rf "$work/disk"/* "$work/disk"/.[!.]*
		cp -a "$REPO/." "$work/disk/"
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
}

# Two at the same time, again and again: nobody waits, and one of them finishes the work.
two_at_once() {
	local round status other bad
	for round in $(seq 10); do
		rm -rf "$work/two"
		cp -a "$REPO" "$work/two"
		(cd "$work/two" && exec "${command[@]}" >/dev/null 2>&1) &
		(cd "$work/two" && "${command[@]}" >/dev/null 2>"$work/errors")
		status=$?
		wait "$!"
		other=$?
		if bad=$(cd "$work/two" && FAULT=none STATUS=$((status < other ? status : other)) ERRORS=$work/errors sh "$work/check") &&
			[ "$status" -le 3 ] && [ "$other" -le 3 ]; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			echo "FAIL two at once, round $round (exit $status and $other): $bad"
		fi
	done
}

# An editor saves while it runs, as editors do: a new file in the place of the old one.  What it wrote is never lost.
editor_saves() { # file, a word in it
	local pause status
	for pause in 0 0.002 0.004 0.006 0.008 0.01 0.015 0.02; do
		rm -rf "$work/edit"
		cp -a "$REPO" "$work/edit"
		(cd "$work/edit" && exec "${command[@]}" >/dev/null 2>&1) &
		sleep "$pause"
		sed "s/$2/edited/" "$work/edit/$1" >"$work/edit/.save" && mv "$work/edit/.save" "$work/edit/$1"
		wait "$!"
		status=$?
		if [ "$status" -le 3 ] && grep -q edited "$work/edit/$1" &&
			[ -z "$(find "$work/edit" -name '.ptrlint-*')" ]; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			echo "FAIL an editor saved after $pause s (exit $status)"
		fi
	done
}

tell() {
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ]
}
