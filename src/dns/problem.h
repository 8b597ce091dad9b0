/*
 * dns/problem.h -- everything that reading a master file can complain of.
 *
 * One kind for each rule of the family "syntax": who reads reports a kind, a place and a sentence,
 * and need not know rules; a rule claims the kind and brings severity and explanation.  A kind in
 * the first list costs the record it stands in; those of the second are remarks on a record that
 * was read.
 */
#ifndef DNS_PROBLEM_H
#define DNS_PROBLEM_H

#define PROBLEM_FATAL_LIST(X) \
 X(ZONE_ORIGIN_UNKNOWN)       \
 X(FILE_EMPTY)                \
 X(FILE_CONTROL_CHAR)         \
 X(FILE_MERGE_CONFLICT)       \
 X(FILE_LIMIT)                \
 X(COMMENT_BAD_MARKER)        \
 X(PAREN_UNCLOSED)            \
 X(PAREN_UNOPENED)            \
 X(QUOTE_UNCLOSED)            \
 X(QUOTE_MULTILINE)           \
 X(ESCAPE_INVALID)            \
 X(LABEL_TOO_LONG)            \
 X(NAME_TOO_LONG)             \
 X(LABEL_EMPTY)               \
 X(OWNER_MISSING)             \
 X(NAME_OUT_OF_ZONE)          \
 X(PTR_WRONG_ZONE)            \
 X(DIRECTIVE_UNKNOWN)         \
 X(DIRECTIVE_INVALID)         \
 X(INCLUDE_MISSING)           \
 X(INCLUDE_CYCLE)             \
 X(INCLUDE_TOO_DEEP)          \
 X(INCLUDE_OUTSIDE_ROOT)      \
 X(GENERATE_INVALID)          \
 X(GENERATE_OUT_OF_ZONE)      \
 X(GENERATE_TOO_MANY)         \
 X(TYPE_UNKNOWN)              \
 X(TYPE_META)                 \
 X(TYPE_NONSTANDARD)          \
 X(CLASS_MISMATCH)            \
 X(TTL_SYNTAX)                \
 X(TTL_UNIT_INCOMPLETE)       \
 X(TTL_OVERFLOW)              \
 X(RDATA_MISSING)             \
 X(RDATA_TRAILING)            \
 X(RDATA_INVALID)             \
 X(RDATA_GENERIC_LENGTH)      \
 X(RDATA_TOO_LONG)            \
 X(RDATA_HEX_ODD)             \
 X(NUMBER_RANGE)              \
 X(A_INVALID)                 \
 X(AAAA_INVALID)              \
 X(SOA_SERIAL_SYNTAX)         \
 X(SOA_SERIAL_RANGE)          \
 X(TXT_STRING_TOO_LONG)       \
 X(TXT_EMPTY)                 \
 X(DIGEST_LENGTH)

#define PROBLEM_REMARK_LIST(X)    \
 X(ZONE_ORIGIN_MISMATCH)          \
 X(FILE_BOM)                      \
 X(FILE_CRLF)                     \
 X(FILE_CR_ONLY)                  \
 X(FILE_NO_FINAL_NEWLINE)         \
 X(FILE_NON_ASCII_NAME)           \
 X(FILE_LOOKALIKE_CHAR)           \
 X(FILE_NON_ASCII_TEXT)           \
 X(PAREN_NESTED)                  \
 X(PAREN_BEFORE_OWNER)            \
 X(STRING_ADJACENT)               \
 X(ESCAPE_SWALLOWS_SPACE)         \
 X(OWNER_INHERITED_AFTER_ORIGIN)  \
 X(OWNER_INHERITED_AFTER_INCLUDE) \
 X(OWNER_LOOKS_LIKE_TTL)          \
 X(OWNER_LOOKS_LIKE_TYPE)         \
 X(DIRECTIVE_CASE)                \
 X(DIRECTIVE_NONSTANDARD)         \
 X(ORIGIN_RELATIVE)               \
 X(ORIGIN_OUTSIDE_ZONE)           \
 X(INCLUDE_TTL_LEAK)              \
 X(INCLUDE_RELATIVE_PATH)         \
 X(INCLUDE_ORIGIN_RELATIVE)       \
 X(TYPE_GENERIC_FOR_KNOWN)        \
 X(TYPE_OBSOLETE)                 \
 X(CLASS_GENERIC)                 \
 X(FIELD_ORDER)                   \
 X(TTL_MISSING)                   \
 X(TTL_INHERITED)                 \
 X(TTL_DIRECTIVE_LATE)            \
 X(TTL_UNIT_COMPOUND)             \
 X(TTL_OVER_31_BITS)              \
 X(NAME_QUOTED)                   \
 X(NAME_AT_INSIDE)                \
 X(CAA_UNQUOTED)                  \
 X(TXT_COMMENT_CUT)               \
 X(TXT_UNQUOTED)                  \
 X(STYLE_RDATA_CANONICAL)         \
 X(STYLE_TYPE_CASE)               \
 X(STYLE_TABS)                    \
 X(STYLE_TRAILING_SPACE)

#define PROBLEM_AS_ENUM(name) PROBLEM_##name,
enum problem {
	PROBLEM_NONE,
	PROBLEM_FATAL_LIST(PROBLEM_AS_ENUM) PROBLEM_REMARK_LIST(PROBLEM_AS_ENUM) PROBLEM_COUNT
};
#undef PROBLEM_AS_ENUM

/* Does it cost the record that it stands in?  The first remark ends the list of those that do. */
#define PROBLEM_IS_FATAL(p) ((p) != PROBLEM_NONE && (p) < PROBLEM_ZONE_ORIGIN_MISMATCH)

#endif
