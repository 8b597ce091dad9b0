/*
 * base/glob.h -- patterns for paths and names, as .gitignore has them.
 *
 * "*" and "?" stop at "/", "**" does not, "[a-z]" and "[!a-z]" are one character, "\" takes the
 * next one as it is.  A pattern without "/" before its end is looked for in every folder, one with
 * "/" from the root.  What matches a folder matches all below it; "/" at the end matches folders
 * only.
 */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/base.h"

/*
 * True when pattern matches path or a folder that holds it: "old" matches "zones/old/db.a", and
 * "zones/db.?" matches "zones/db.a" but not "x/zones/db.a".
 *
 * path    relative, normalised; a name without "/" will do
 * source  gitignore(5), without "!"; time at most pattern times path
 */
bool glob_match(struct str pattern, struct str path);

/* What is wrong with the pattern, in a few words, or NULL; a wrong one never matches. */
const char *glob_problem(struct str pattern);

#endif
