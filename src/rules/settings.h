/*
 * rules/settings.h -- what can be wrong with a file of settings; the project file and the egress
 * map share the kinds.
 *
 * X(kind, summary, why, repair): the id is FAMILY-kind.
 */
#ifndef RULES_SETTINGS_H
#define RULES_SETTINGS_H

#include "lint/lint.h"

#define SETTING_KINDS(X)                                                                          \
 X("address", "an address cannot be read",                                                        \
     "An address, a prefix or a range is not written as one: an octet above 255, a leading "      \
     "zero, host bits behind a prefix, an end before its start.",                                 \
     "Write the address as the hint says."),                                                      \
     X("alias", "YAML anchors and aliases are not supported",                                     \
	 "A few lines of aliases can stand for billions of values, so they are not followed.",    \
	 "Write the value out."),                                                                 \
     X("conflict", "two keys exclude each other",                                                 \
	 "The two keys answer the same question, so one of them would be ignored silently.",      \
	 "Keep the key that is meant."),                                                          \
     X("date", "a date is not written YYYY-MM-DD",                                                \
	 "Other forms are read as different days in different countries.",                        \
	 "Write year, month and day, as in 2027-01-31."),                                         \
     X("duplicate-key", "a key is given twice",                                                   \
	 "YAML readers keep the first or the last of two equal keys and do not say which.",       \
	 "Join the two, or remove one."),                                                         \
     X("limit", "a bound on size was passed",                                                     \
	 "The file, its nesting or one of its ranges is larger than sane input is, and was not "  \
	 "read whole.",                                                                           \
	 "Split the file or narrow the range."),                                                  \
     X("missing-key", "a required key is missing", "Without the key the entry means nothing.",    \
	 "Add the key that the message names."),                                                  \
     X("name", "a name is not a valid one there",                                                 \
	 "Host names are fully qualified and have letters, digits and hyphens only. A name that " \
	 "breaks this matches nothing in the zones.",                                             \
	 "Write the whole name as it stands in the zone."),                                       \
     X("reference", "a value names nothing that exists",                                          \
	 "A pool, view or file is named that the settings do not have.",                          \
	 "Mend the spelling, or add what is named."),                                             \
     X("syntax", "the file is no valid YAML",                                                     \
	 "Reading stopped at the place shown; nothing behind it counts. IPv6 addresses that end " \
	 "in a colon must be quoted, and tabs cannot indent.",                                    \
	 "Mend the line that is shown."),                                                         \
     X("type", "a value is of another type than expected",                                        \
	 "A list, a mapping, text, a number or a truth value stands where another belongs.",      \
	 "Write what the message expects."),                                                      \
     X("unknown-key", "a key is not known", "A misspelt key would silently do nothing.",          \
	 "Mend the spelling. Keys that begin with \"x-\" are free for your own use in the map."), \
     X("unreadable", "the file cannot be read",                                                   \
	 "The file is missing, is no regular file, or may not be read.",                          \
	 "Restore the file or its permissions, or name another."),                                \
     X("value", "a value is not one of those allowed",                                            \
	 "The key takes a few words, or a number within bounds.",                                 \
	 "Choose one of the values that the message names."),                                     \
     X("version", "the file is of another version",                                               \
	 "Keys may mean other things in another version, so none was taken.",                     \
	 "Write \"version: 1\", or use a ptrlint that reads the version.")

#endif
