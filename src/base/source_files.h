/*
 * base/source_files.h -- what source.c (open, read) and source_place.c (show again) share.
 *
 * Nobody else includes this.
 */
#ifndef BASE_SOURCE_FILES_H
#define BASE_SOURCE_FILES_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "base/source.h"
#include "base/vec.h"

/*
 * Windows of text kept.  A finding in one file has notes in others, and the next finding too: with
 * room for some hundred small files each is read once more and not once a finding.
 */
#define WINDOWS      4096
#define WINDOW_BYTES ((size_t)16 << 20) /* of all of them */
#define WINDOW_FDS   32 /* descriptors kept, for files that are larger than a window */

struct block {
	uint32_t lines;  /* LFs before the block */
	uint32_t points; /* code points that begin before the block */
	uint32_t line;   /* where the line begins that holds the first byte of the block */
	uint8_t skip;    /* bytes at its start that belong to a code point begun before */
};

struct file {
	const char *path;
	uint64_t hash;
	_Atomic(const char *) text; /* of a file in memory; else NULL */
	uint64_t size;
	dev_t dev;
	ino_t ino;
	struct timespec mtime;
	atomic_bool used;           /* by source_use() */
	atomic_bool confidential;   /* by source_confide() */
	bool trusted, opened;       /* opened: size, dev, ino and mtime are set */
	_Atomic(const char *) kept; /* by source_keep(): all of its text, to the end of the run */
	struct block *blocks;
	uint32_t block_count, block_cap;
	uint32_t window; /* number of its window, from 1; 0: none */
};

/* Text read lately: bytes [off, off + len) of a file. */
struct window {
	uint32_t file; /* 0 when free */
	int fd;        /* -1 when the window holds the whole file */
	size_t room;   /* bytes of text */
	uint64_t off, len, used;
	char *text;
};

/* Files by number, in pieces that never move, so that a number is looked up without a lock. */
#define CHUNK_BITS 8
#define CHUNK      (1u << CHUNK_BITS)
#define CHUNKS     (1u << 14)

#define KEPT_BYTES ((size_t)32 << 20) /* of all texts that source_keep() may take */
#define STRIPES    64

struct sources {
	pthread_mutex_t lock; /* guards everything below but root, root_fd and what is atomic */
	/* In its place, for the blocks of a file whose text is kept: two workers seldom want one file. */
	pthread_mutex_t stripes[STRIPES];
	char *root;
	int root_fd;
	bool no_openat2;
	const struct source_tree *tree; /* or NULL: the disk */
	pthread_mutex_t tree_lock;      /* guards calls of its read */
	uint64_t seed, bytes, bytes_most, clock;
	struct arena arena;
	struct file **chunks[CHUNKS];
	_Atomic(uint32_t) count;
	uint32_t *table; /* numbers by hash of the path, 0 is free */
	uint32_t table_mask;
	struct window *windows; /* WINDOWS of them, made when first needed */
	struct vec texts;       /* what source_keep() took, reserved when first needed */
	size_t window_bytes;
	uint32_t window_fds;
	size_t window_hint; /* no window before it is free */
};

/* The file with this number, which never moves. */
struct file *source_get(const struct sources *s, uint32_t file);

/*
 * Open the file, see that it is regular and not git's; *fd is -1 or to be closed by the caller.
 *
 * seen    it was opened before: while it is the same, where it lies need not be looked at again
 */
enum open_result source_open_checked(
    struct sources *s, const struct file *f, bool seen, int *fd, struct stat *st, struct err *err);

/* Keep what the file was when it was first opened, or compare with it; the lock is held. */
enum open_result source_first_sight(
    struct sources *s, struct file *f, const struct stat *st, struct err *err);

/* True when st is that of the file as first opened. */
bool source_same(const struct file *f, const struct stat *st);

/* Read exactly len bytes; false with errno, which is 0 when the file ended. */
bool source_read_full(int fd, uint64_t off, char *to, size_t len);

/* Take what the tree gave as the text of the file; OPEN_TOO_BIG with err over the limit. */
enum open_result source_take(struct sources *s, uint32_t file, struct str text, struct err *err);

/* Close the window's descriptor and free its text. */
void source_window_drop(struct sources *s, struct window *w);

#endif
