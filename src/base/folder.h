/*
 * base/folder.h -- what lies in a folder beneath the root, on the disk or in another tree (base/source.h).
 *
 *	folder_init(&f, sources);
 *	folder_read(&f, "zones")           again for each folder; then its entries, in order of their names
 *	folder_free(&f);
 */
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

#include <sys/stat.h>

#include "base/buf.h"
#include "base/source.h"

struct folder {
	const char *path; /* "" is the root */
	size_t count;     /* entries */
	/* private: */
	struct sources *sources;
	int fd; /* -1 when it is not on the disk, or none is open */
	struct buf names;
	struct folder_entry *entries; /* sorted by name */
	size_t cap;
};

void folder_init(struct folder *f, struct sources *sources);
void folder_free(struct folder *f);

/*
 * Read a folder in place of the last one; no link is followed on the way to it.
 *
 * path    relative to the root, shortest form, "" for the root; borrowed until the next one is read
 * return  false with errno when it cannot be read
 */
PL_MUST_CHECK bool folder_read(struct folder *f, const char *path);

const char *folder_name(const struct folder *f, size_t i);
enum file_kind folder_kind(const struct folder *f, size_t i);
/* Is there an entry of that name? */
bool folder_has(const struct folder *f, const char *name);

/* The beginning of a file.  Starts as all zeroes; what one file leaves behind the next one takes. */
struct folder_head {
	char *text;
	size_t len, room;
	uint64_t size;  /* of the file */
	struct stat st; /* of a file on the disk */
	struct err err; /* why it cannot be read, when that failed */
	bool failed;
	bool ignored; /* gone, or no longer a file: as if it had never been */
};

/*
 * Read the beginning of the entry's file; several may be read at a time.
 *
 * first   so much is read first
 * most    and so much, unless is_enough() says that the first bytes will do; at least first
 */
void folder_head(const struct folder *f, size_t i, size_t first, size_t most,
    bool (*is_enough)(struct str text), struct folder_head *h);

/* Let the file keep the text if that is all of it, so that it need not be opened again. */
void folder_keep(const struct folder *f, size_t i, const struct folder_head *h);

#endif
