#!/usr/bin/env bash
# install.sh BUILD_DIR: what `make install` and `make deb` give is complete, clean, and the same twice.
set -u
here=$(cd "$(dirname "$0")/../.." && pwd)
: "${BUILD:?}" "${PTRLINT:?}"
# The other flavours build the same files; a package is made of this one.
if [ "${BUILD##*/}" != rel ]; then
	echo '0 passed, 0 failed, 0 skipped'
	exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/ptrlint-install.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0
# The tests run under make, too: nothing of that run's options belongs here.
unset MAKEFLAGS MAKELEVEL MFLAGS

check() { # title, command...: prints nothing when all is well
	local title=$1 out
	shift
	if out=$("$@" 2>&1) && [ -z "$out" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAIL %s\n%s\n' "$title" "$(head -n 20 <<<"$out")"
	fi
}

installed() { # folder of the root, its prefix
	make -s -C "$here" "B=$BUILD" --assume-old=all install "DESTDIR=$1" "PREFIX=$2" >"$work/log" 2>&1 || cat "$work/log"
}

# Files that must be there, below the prefix.
complete() { # folder
	local file
	for file in bin/ptrlint share/man/man1/ptrlint.1 share/man/man5/ptrlint.yaml.5 share/man/man5/mail-egress.yaml.5 \
		share/man/man7/ptrlint-rules.7 share/bash-completion/completions/ptrlint share/zsh/site-functions/_ptrlint \
		share/fish/vendor_completions.d/ptrlint.fish share/ptrlint/ptrlint-matcher.json share/ptrlint/scripts/map-from.jq share/ptrlint/hooks/pre-receive \
		share/doc/ptrlint/README.md share/doc/ptrlint/docs/rules/README.md share/doc/ptrlint/zones-examples/company/.ptrlint.yaml; do
		[ -s "$1/$file" ] || echo "not installed: $file"
	done
	(cd "$here" && ls schemas/*.json scripts/map-from-* && find docs zones-examples -type f) | while IFS= read -r file; do
		case $file in
		docs/* | zones-examples/*) cmp "$here/$file" "$1/share/doc/ptrlint/$file" ;;
		*) cmp "$here/$file" "$1/share/ptrlint/$file" ;;
		esac
	done
}

# Nothing that a user could not read, nothing that others could write, no trace of the machine.
modes() { # folder
	find "$1" -type f ! -perm 644 ! -perm 755 -o -type d ! -perm 755 -o -type l
	grep -rlF -e "$here" -e "$work" "$1/share"
	return 0
}

umask 077
check 'make install' installed "$work/one" /usr/local
umask 022
check 'everything is there' complete "$work/one/usr/local"
check 'modes and paths' modes "$work/one/usr/local"
if [ -n "${PTRLINT_LONG-}" ]; then
	check 'make install, elsewhere' installed "$work/two" /usr/local
	check 'the same twice' diff -r "$work/one" "$work/two"
fi
check 'what is installed runs' diff <("$work/one/usr/local/bin/ptrlint" --version) <("$PTRLINT" --version)

version() {
	local said
	said=$("$PTRLINT" --version)
	said=${said#ptrlint }
	grep -q "^ptrlint ($said) " "$here/debian/changelog" || echo "debian/changelog is of another version than $said"
}
check 'the change log of the package has the version' version

packaged() { # folder
	"$here/scripts/deb" "$BUILD" "$1" >"$work/log" 2>&1 || cat "$work/log"
}
# Against the files of make install: what a package may leave to its manager, it leaves.
same_files() {
	diff <(cd "$work/one/usr/local" && find . -type f | sed 's#zsh/site-functions#zsh/vendor-completions#; s#^./share/man/.*#&.gz#' | LC_ALL=C sort) \
		<(cd "$work/root/usr" && find . -type f | grep -vE 'doc/ptrlint/(changelog\.gz|copyright)$' | LC_ALL=C sort)
}
# No image is built here: at least it installs what the build needs, and what the package depends on.
image_packages() {
	local package
	for package in $(sed -n "s/^build='\(.*\)'/\1/p" "$here/scripts/install-deps") \
		$(dpkg-deb -f "$work"/deb/ptrlint_*.deb Depends | tr ',' '\n' | sed 's/^ *//; s/ .*//' | grep -v '^libc6$'); do
		grep -qE "install .* $package( |\$)" "$here/Dockerfile" || echo "the Dockerfile does not install $package"
	done
}
if command -v dpkg-buildpackage >/dev/null && command -v dh >/dev/null; then
	check 'make deb' packaged "$work/deb"
	if [ -n "${PTRLINT_LONG-}" ]; then
		check 'make deb, again' packaged "$work/again"
		check 'the same bytes' cmp "$work"/deb/ptrlint_*.deb "$work"/again/ptrlint_*.deb
	fi
	check 'it unpacks' dpkg-deb -x "$work"/deb/ptrlint_*.deb "$work/root"
	check 'the package has all files' same_files
	check 'the image has what the package needs' image_packages
	check 'the packaged program runs' diff <("$work/root/usr/bin/ptrlint" --version) <("$PTRLINT" --version)
	if command -v lintian >/dev/null; then
		check lintian lintian --allow-root --fail-on error,warning "$work"/deb/ptrlint_*.deb
	else
		skipped=$((skipped + 1))
		echo 'skip: no lintian'
	fi
else
	skipped=$((skipped + 1))
	echo 'skip: no dpkg-dev or debhelper'
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
