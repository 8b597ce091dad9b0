/*
 * base/source_files.h -- what source.c (open, read) and source_place.c (show again) share.
 *
 * Nobody else includes this.
 */
#ifndef BASE_SOURCE_FILES_H
#define BASE_SOURCE_FILES_H

#include <pthread.h>
#include <sys/stat.h>

#include "base/source.h"

/* Windows of text kept: enough for a finding's place and its notes. */
#define WINDOWS 8

struct block {
	uint32_t lines;  /* LFs before the block */
	uint32_t points; /* code points that begin before the block */
	uint32_t line;   /* where the line begins that holds the first byte of the block */
	uint8_t skip;    /* bytes at its start that belong to a code point begun before */
};

struct file {
	const char *path;
	uint64_t hash;
	const char *text; /* of a file in memory; else NULL */
	uint64_t size;
	dev_t dev;
	ino_t ino;
	struct timespec mtime;
	bool trusted, opened; /* opened: size, dev, ino and mtime are set */
	struct block *blocks;
	uint32_t block_count, block_cap;
};

/* Text read lately: bytes [off, off + len) of a file whose descriptor is kept for the next time. */
struct window {
	uint32_t file; /* 0 when free */
	int fd;
	uint64_t off, len, used;
	char *text;
};

struct sources {
	pthread_mutex_t lock; /* guards everything below but root and root_fd */
	char *root;
	int root_fd;
	bool no_openat2;
	uint64_t seed, bytes, bytes_most, clock;
	struct arena arena;
	struct file **files; /* file n is files[n - 1] */
	uint32_t count, cap;
	uint32_t *table; /* numbers by hash of the path, 0 is free */
	uint32_t table_mask;
	struct window windows[WINDOWS];
};

/* The file with this number; files never move, so the pointer outlives the lock. */
struct file *source_get(struct sources *s, uint32_t file);

/* Open the file, see that it is regular and not git's; *fd is -1 or to be closed by the caller. */
enum open_result source_open_checked(
    struct sources *s, const struct file *f, int *fd, struct stat *st, struct err *err);

/* Keep what the file was when it was first opened, or compare with it; the lock is held. */
enum open_result source_first_sight(
    struct sources *s, struct file *f, const struct stat *st, struct err *err);

/* True when st is that of the file as first opened. */
bool source_same(const struct file *f, const struct stat *st);

/* Read exactly len bytes; false with errno, which is 0 when the file ended. */
bool source_read_full(int fd, uint64_t off, char *to, size_t len);

/* Close the window's descriptor; its memory stays. */
void source_window_drop(struct window *w);

#endif
