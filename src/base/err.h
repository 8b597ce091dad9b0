/* base/err.h -- what went wrong with the world, as one line of text. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/base.h"

/* One failure.  Starts as all zeroes; text is a line without a full stop, untrusted bytes included. */
struct err {
	int code; /* errno of the failed call, 0 when there was none */
	char text[1024];
};

/* Set err's text; code becomes 0.  Text past the buffer is cut. */
void err_set(struct err *err, const char *fmt, ...) PL_PRINTF(2, 3);

/* As err_set(), followed by ": " and the text of errno, which becomes the code. */
void err_sys(struct err *err, const char *fmt, ...) PL_PRINTF(2, 3);

/* Print "ptrlint: text" on stderr and leave with status 3: out of memory, a bug, never bad input. */
void die(const char *fmt, ...) PL_PRINTF(1, 2) PL_NORETURN;

/* malloc, realloc and calloc that never return NULL: without memory the program ends by die(). */
void *xmalloc(size_t size);
void *xrealloc(void *old, size_t size);
void *xcalloc(size_t count, size_t size);
char *xstrdup(const char *text);

/* Room for one more element behind count of an array that grows, of size bytes each; the array may move. */
void *xgrow(void *list, size_t count, size_t *cap, size_t size);

#endif
