/*
 * zone/comment.h -- what a "; ptrlint: …" comment says.
 *
 *	; ptrlint: ITEM[, ITEM…] [-- reason]
 *
 * "#" instead of the semicolon in settings.
 *
 * An item is a word, a word with a value ("until=2027-01-31") or a word with a list
 * ("ignore[ptr-missing, @mail]").  Nothing is copied: all views lie in the comment's text.  Any
 * bytes may be given; reading takes time in proportion to them.
 */
#ifndef ZONE_COMMENT_H
#define ZONE_COMMENT_H

#include "base/base.h"

enum comment_kind {
	COMMENT_UNKNOWN,     /* problem says why */
	COMMENT_IGNORE,      /* ignore[RULE,…]: at this record */
	COMMENT_DISABLE,     /* disable[RULE,…]: from here on */
	COMMENT_ENABLE,      /* enable[RULE,…]: ends a block */
	COMMENT_FILE_IGNORE, /* file-ignore[RULE,…]: in this file */
	COMMENT_UNTIL,       /* until=DATE: last day of the ignores beside it */
	COMMENT_PTR,         /* ptr=none|primary|N: which name the address gets */
	COMMENT_KEEP,        /* keep: this record is not to be edited */
	COMMENT_EXTERNAL,    /* external: this target lies elsewhere */
	COMMENT_ORIGIN,      /* origin=NAME: of the file */
	COMMENT_VIEW         /* view=NAME: of the file */
};

struct comment_item {
	enum comment_kind kind;
	uint32_t off, len;   /* the whole item, in the comment's text */
	struct str word;     /* "ignore", as written */
	struct str value;    /* behind "=" or between the brackets, blanks at its ends left out */
	const char *problem; /* COMMENT_UNKNOWN: in words, without a full stop; else NULL */
};

struct comment {
	struct str text;
	size_t at;
	struct str reason; /* behind "--"; known when comment_next() has returned false */
	bool parted;       /* private: an item stands before */
};

/*
 * Begin to read; false when text is no comment of ours.  text begins with its semicolon or "#",
 * borrowed.
 */
bool comment_begin(struct comment *c, struct str text);

/* The next item; false at the end. */
bool comment_next(struct comment *c, struct comment_item *item);

/*
 * The next word of a list.
 *
 * at      starts at 0
 * word    may be empty: "ignore[a,,b]" has three words
 * return  false at the end; a list without words ("[]") has none
 */
bool comment_list_next(struct str list, size_t *at, struct str *word);

/*
 * Read "2027-01-31".
 *
 * days    since 1970-01-01; untouched when the text is no day of the Gregorian calendar
 */
bool comment_date(struct str text, int64_t *days);

#endif
