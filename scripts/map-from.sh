# shellcheck shell=sh
# map-from.sh: what the scripts map-from-* share.  Sourced with $me, the name of the script, and $usage set.
# shellcheck disable=SC2154
here=$(dirname "$(readlink -f "$0")")

fail() { # message
	printf '%s: %s\n' "$me" "$1" >&2
	exit 2
}

wrong_usage() { # message
	printf '%s: %s\n%s\n' "$me" "$1" "$usage" >&2
	exit 2
}

command -v jq >/dev/null 2>&1 || fail 'needs jq, which is not installed (apt-get install jq)'

# What the filter prints is the map; lines that begin with "!" are what could not be taken over, and the exit status
# is 1 then.
#
# $1: a filter on top of map-from.jq; the rest: arguments of jq
convert() {
	filter=$1
	shift
	text=$(jq -r -L "$here" "include \"map-from\"; $filter" "$@") || fail 'the input is not what it should be, see above'
	printf '%s\n' "$text" | sed '/^!/d'
	case "
$text" in
	*"
!"*)
		printf '%s\n' "$text" | sed -n "s/^!/$me: /p" >&2
		exit 1
		;;
	esac
}
