/*
 * base/temporary.h -- new files on their way to their name.  Private to base/.
 *
 * A file that is to appear whole or not at all is written under a name of its own in the same folder, and
 * renamed.  Whoever is killed in between leaves it lying; the next who writes to the folder clears it away.
 */
#ifndef BASE_TEMPORARY_H
#define BASE_TEMPORARY_H

#include <stdbool.h>
#include <sys/types.h>

#define TEMPORARY_NAME 64

/* A new file in folder, opened for writing: its descriptor, or -1 with errno. */
int temporary_make(int folder, mode_t mode, char name[TEMPORARY_NAME]);

/*
 * Clear away what killed runs of the same user have left in folder; what cannot be removed does no harm.
 */
void temporary_clear(int folder);

#endif
