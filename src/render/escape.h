/*
 * render/escape.h -- untrusted bytes on their way out: text of zones and maps, names of files.
 *
 * A byte that a sink could take for more than itself is written as "\DDD", as DNS does.  What CI
 * runners take for commands is broken by writing one character of it so: "##[", "##vso[",
 * "##teamcity[" anywhere, and "::" before a word ("::add-mask"; "2001:db8::1" stays legible).  A
 * runner reads "::" only where a line begins, and none of our lines begins with untrusted bytes
 * but those with a path: escape_path().
 */
#ifndef RENDER_ESCAPE_H
#define RENDER_ESCAPE_H

#include "base/base.h"
#include "base/buf.h"

/* Most characters that one byte can become. */
#define ESCAPE_MAX 4

/*
 * The characters that byte i of text becomes on a terminal: 1 or ESCAPE_MAX, all of 0x20 to 0x7E.
 * Tabs count as any other control character.
 */
size_t escape_byte(struct str text, size_t i, char out[ESCAPE_MAX]);

/* How many bytes from there on become themselves, without a look at each. */
size_t escape_run(struct str text, size_t from);

/* Append text for terminals and logs: one line of 0x20 to 0x7E. */
void escape_text(struct buf *out, struct str text);

/* The same for a path, which may stand where a line begins. */
void escape_path(struct buf *out, struct str path);

/*
 * Append a JSON string, quotes included: valid UTF-8 whatever the text, control characters,
 * line separators and marks of direction as \uXXXX, bytes that are no UTF-8 as the text "\DDD".
 */
void escape_json(struct buf *out, struct str text);

/* Append key and the JSON string of text, "null" for NULL; key holds what JSON wants around it. */
void escape_json_pair(struct buf *out, const char *key, const char *text);

/* Append text with all but unreserved characters and "/" as %XX (RFC 3986 §2). */
void escape_uri(struct buf *out, struct str text);

/* Append text for Markdown outside of code: characters with a meaning there get a backslash. */
void escape_markdown(struct buf *out, struct str text);

/*
 * The same for Markdown that a host shows to others (a job summary, a comment): letters of UTF-8 stay,
 * and nothing of it becomes a link, a formula, or calls on a user.
 */
void escape_comment(struct buf *out, struct str text);

/*
 * Append text for XML 1.0, inside of an element or of a quoted attribute.  What XML cannot hold (most
 * control characters, bytes that are no UTF-8) and what is not seen is written as \DDD.
 */
void escape_xml(struct buf *out, struct str text);

/*
 * Append text for a workflow command of GitHub's runner: its message, or with property one of the
 * values before it.  "%" is written %25, in a property also ":" and ","; line ends as any other control
 * character.
 */
void escape_workflow(struct buf *out, struct str text, bool property);

/*
 * Append text for a message of SARIF (2.1.0 §3.11.5, §3.11.6): no placeholder and no link begins in it,
 * with in_link no link ends either.  Not yet JSON.
 */
void escape_sarif(struct buf *out, struct str text, bool in_link);

#endif
