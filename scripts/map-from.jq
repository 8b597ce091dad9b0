# map-from.jq: what the scripts map-from-* share.  What they read comes from elsewhere, so that only names and addresses
# that are well-formed reach the map, nothing else of the input does, and what is left out is told.

# ---- what is a name, what an address ----

def is_name:
	type == "string" and length <= 253
	and test("\\A([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?\\z");

# A host name with a dot, in lower case, without the final dot; else null.
def name:
	if type == "string" then (ascii_downcase | rtrimstr(".")) else null end
	| if is_name then . else null end;

def is_ipv4:
	type == "string" and test("\\A((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!\\z)|\\z)){4}\\z");

def is_ipv6:
	def groups: if . == "" then [] else split(":") end;
	type == "string" and test("\\A[0-9a-fA-F:]{2,39}\\z") and test("\\A:[^:]|[^:]:\\z|:::") == false
	and ((split("::")) as $halves
		| ($halves | map(groups) | add) as $all
		| ($all | all(test("\\A[0-9a-fA-F]{1,4}\\z")))
		and (if ($halves | length) == 1 then ($all | length) == 8
			else ($halves | length) == 2 and ($all | length) <= 7 end));

# An address; one with the mask of its interface or of a single host, without the mask; else null.
def address:
	if type == "string" then sub("/[0-9]{1,3}\\z"; "") else null end
	| if is_ipv4 or is_ipv6 then ascii_downcase else null end;

# Is it an IPv4 network of less than 256 addresses, whose host bits are zero?
def is_network:
	type == "string" and test("\\A[0-9.]+/(2[5-9]|3[01])\\z")
	and (split("/") as [$base, $bits]
		| ($base | is_ipv4)
		and ($base | split(".")[3] | tonumber) % (pow(2; 32 - ($bits | tonumber)) | floor) == 0);

# An address or a network.
def addresses: if is_network then . else address end;

def is_private:
	test("\\A(10\\.|127\\.|169\\.254\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|100\\.(6[4-9]|[789][0-9]|1[01][0-9]|12[0-7])\\.)")
	or test("\\Af[cd]|\\Afe[89ab]|\\A::1\\z"; "i");

# A value or a list of them.
def listed: if . == null then [] elif type == "array" then . else [.] end;

# ---- the map ----

# Text of the input in a message: short, on one line, and nothing that a terminal or a CI log would take for a command.
def shown: tostring | .[:80] | tojson | gsub("[^ -~]"; "?");

# "left": [...] collects what cannot stand in the map, with the reason.
def left($what; $why): {left: ["\($what | shown): \($why)"]};

# Parts of a map into one: hosts of one name are one host, with every value that was said.
def joined:
	reduce .[] as $part ({hosts: {}, pools: {}, left: []};
		.left += ($part.left // [])
		| reduce ("hosts", "pools") as $kind (.;
			reduce (($part[$kind] // {}) | to_entries[]) as $e (.;
				reduce ($e.value | to_entries[]) as $v (.;
					if ($v.value | type) == "array"
					then .[$kind][$e.key][$v.key] = ((.[$kind][$e.key][$v.key] // []) + $v.value
						| reduce .[] as $x ([]; if index($x) then . else . + [$x] end))
					else .[$kind][$e.key][$v.key] = $v.value end))));

# Plain where no reader could take it for anything but text.
def scalar:
	if test("\\A[a-z][a-z0-9]*([.-]+[a-z0-9]+)*\\z") and (IN("null", "true", "false", "yes", "no", "on", "off", "y", "n") | not)
		or test("\\A[0-9.]+\\z") then . else tojson end;
def value:
	if type == "array" then if length == 1 then .[0] | scalar else "[" + (map(scalar) | join(", ")) + "]" end
	elif type == "string" then scalar
	else tojson end;

def section($title):
	if length == 0 then empty else
		"\($title):",
		(to_entries | sort_by(.key)[]
			| (.value | to_entries | map(select(.value != []))) as $keys
			| "  \(.key | scalar):", ($keys[] | "    \(.key): \(.value | value)"))
	end;

# The lines of a map: those that begin with "!" are told to the user instead.
def map_text($from):
	joined
	| "# Written by \($from): edit what it was made from, or keep this file and edit it.",
	"version: 1",
	(.pools | section("pools")),
	(.hosts | section("hosts")),
	(.left[] | "!left out: \(.)"),
	(if (.hosts | length) + (.pools | length) == 0 then "!nothing found that mail is sent from" else empty end);
