/*
 * base/source.h -- the files of a run: opened safely, known by number, read again when needed.
 *
 * The text of a large file is not kept.  Who reads a file asks source_open() for its bytes and lets them go;
 * who later wants to show a line asks source_copy() or source_place(), which read it again and
 * notice when it has changed in between.  All calls may be made by two threads at a time.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"
#include "base/err.h"

struct sources;

/* Why a file was not opened; the caller chooses the rule and the words. */
enum open_result {
	OPEN_OK,
	OPEN_MISSING,   /* no such file */
	OPEN_OUTSIDE,   /* the path leaves the root, or leads into .git */
	OPEN_IRREGULAR, /* a folder, FIFO, device or socket */
	OPEN_TOO_BIG,   /* over the limit for one file or for all files together */
	OPEN_FAILED     /* anything else; err tells */
};

struct place {
	uint32_t line, column; /* from 1; column counts code points (each invalid byte is one) */
	uint64_t byte;         /* from 0 */
};

/*
 * Take root as the folder that paths in files may not leave.
 *
 * root    path of a folder, absolute or relative to the working directory
 * return  NULL with err set when it cannot be opened; free with sources_free()
 */
struct sources *sources_new(const char *root, struct err *err);
void sources_free(struct sources *s);

/* The root as an absolute path without a final slash; borrowed. */
const char *sources_root(const struct sources *s);
/* A descriptor of the root folder; borrowed, never closed by callers; -1 when there is none on the disk. */
int sources_root_fd(const struct sources *s);

/* The most bytes that all files may have together; LIMITS_DEFAULT.bytes when never called. */
void sources_limit(struct sources *s, uint64_t bytes);

/* What an entry of a folder is. */
enum file_kind { KIND_FILE, KIND_FOLDER, KIND_LINK, KIND_OTHER, KIND_UNKNOWN };

/*
 * Files that do not lie on the disk, but are reached as if they did (a revision, an index).  Paths are relative
 * to the root, in shortest form; one call at a time is made.
 */
struct source_tree {
	void *arg;
	/*
	 * Append the text of a file, links followed beneath the root; at most the first most bytes.
	 *
	 * size    of all of it
	 * return  as source_open() does
	 */
	enum open_result (*read)(void *arg, const char *path, uint64_t most, struct buf *text,
	    uint64_t *size, struct err *err);
	/* Give the entries of a folder ("" is the root) in any order; none when there is no such folder. */
	void (*list)(void *arg, const char *folder,
	    void (*take)(void *to, const char *name, enum file_kind kind), void *to);
	/* Append what a symbolic link says; false when it is none. */
	bool (*link)(void *arg, const char *path, struct buf *target);
	/* Append the path beneath the root of the file that path leads to in the end; false: to none. */
	bool (*resolve)(void *arg, const char *path, struct buf *out);
};

/*
 * Take files beneath the root from a tree in place of the disk; trusted paths elsewhere are still files there.
 *
 * root    absolute; there need not be such a folder
 * tree    borrowed until sources_free()
 */
struct sources *sources_new_tree(const char *root, const struct source_tree *tree);

/*
 * The number of a file, given once for each path, from 1.
 *
 * path       relative to the root without "./" or ".."; of a trusted file any path, relative to the
 *            working directory; borrowed
 * trusted    true: named on the command line, may lie outside the root; one that plainly lies beneath
 *            it (no "..") is the file that others name by its path from the root
 */
uint32_t source_add(struct sources *s, const char *path, bool trusted);

/*
 * A file that exists only in memory (standard input, a revision, a test); text is copied.  It
 * stands in for the file of that path: source_add() of the same untrusted path gives its number.
 */
uint32_t source_add_text(struct sources *s, const char *name, struct str text);

/* The path as given, "./" and "//" folded away; for printing (escape it) and for sorting. */
const char *source_path(const struct sources *s, uint32_t file);
uint32_t source_count(const struct sources *s);

/* Append what a symbolic link beneath the root says; false when it is none. */
PL_MUST_CHECK bool source_link(const struct sources *s, const char *path, struct buf *target);

/*
 * Append the path beneath the root of the regular file that path leads to in the end, links followed; false
 * when that lies outside, or is no such file.
 */
PL_MUST_CHECK bool source_resolve(const struct sources *s, const char *path, struct buf *out);

/* An open file.  Regular, and its size is known; the text arrives by source_read(). */
struct source_handle {
	struct sources *sources;
	uint32_t file;
	int fd; /* -1 when the text is at hand without it */
	uint64_t size;
};

/*
 * Open a file for reading: regular files only, never blocking, beneath the root unless trusted, and
 * never through a .git folder, by whatever links.
 *
 * err     says why in words when the result is not OPEN_OK
 */
enum open_result source_open(
    struct sources *s, uint32_t file, struct source_handle *h, struct err *err);

/* The same, never from kept text: for who needs the descriptor.  It is -1 for text in memory only. */
enum open_result source_open_disk(
    struct sources *s, uint32_t file, struct source_handle *h, struct err *err);

/*
 * Read len bytes at off into to.  Short only at the end of file; a file that has shrunk or changed
 * since it was opened is a failure.
 */
PL_MUST_CHECK bool source_read(
    struct source_handle *h, uint64_t off, void *to, size_t len, struct err *err);
void source_close(struct source_handle *h);

/*
 * Take what the caller has just read as the text of a file that was not opened yet, so that it need not be
 * opened again.  Nothing happens when the file is large, or enough text is kept already.
 *
 * st      of the descriptor it was read from: a regular file beneath the root
 * text    all of it, st->st_size bytes; copied
 */
struct stat;
void source_keep(struct sources *s, uint32_t file, const struct stat *st, struct str text);

/* The text of an open file counts: it is a zone, a part of one, or settings, and not just looked into. */
void source_use(struct sources *s, uint32_t file);
/* True when st is of such a file, by whatever name.  Not while files are still being read. */
bool sources_use(struct sources *s, const struct stat *st);

/* The file may hold keys and passwords: whoever shows its lines masks them (render/mask.h). */
void source_confide(struct sources *s, uint32_t file);
bool source_is_confidential(const struct sources *s, uint32_t file);

/* True when size, inode or modification time differ from when the file was first opened. */
bool source_changed(struct sources *s, uint32_t file);

/* Append bytes [off, off + len) of the file, fewer at its end; false when it cannot be read. */
PL_MUST_CHECK bool source_copy(
    struct sources *s, uint32_t file, uint64_t off, size_t len, struct buf *out);

/*
 * The text from off on, for as long as the sources live and readable SOURCE_PAD bytes behind its end, when it
 * is kept in memory; else ptr is NULL, and source_copy() has it.
 */
#define SOURCE_PAD 64
struct str source_kept(const struct sources *s, uint32_t file, uint64_t off);

/* Line and column of byte off; {0, 0, off} when the file can no longer be read. */
struct place source_place(struct sources *s, uint32_t file, uint64_t off);

/* Where the line with byte off begins and where its text ends (LF and a CR before it left out). */
PL_MUST_CHECK bool source_line(
    struct sources *s, uint32_t file, uint64_t off, uint64_t *begin, uint64_t *end);

#endif
