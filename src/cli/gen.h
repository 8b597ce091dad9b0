/* cli/gen.h -- what the files of `ptrlint gen` share. */
#ifndef CLI_GEN_H
#define CLI_GEN_H

#include "cli/judge.h"
#include "fix/generate.h"
#include "render/zonefile.h"

/* What has been said of zones. */
struct said {
	size_t left_out;
	enum exit_status status; /* EXIT_FINDINGS: an address was left undecided */
};

/* cmd_gen.c: say the notes of a zone; then, once, how many were too many to be said. */
void gen_say(const struct session *s, const struct gen_zone *zone, struct said *said);
void gen_say_rest(const struct session *s, const struct said *said);

/*
 * gen_batch.c: make the text of every zone asked for, all workers at a time, check each, and give it away in the
 * order of the zones.  What is wrong is said, and in said->status.
 *
 * take    may keep the text, and then empties the buffer
 */
typedef void gen_taker(void *arg, struct gen_zone *zone, struct buf *text);
void gen_each(struct session *s, struct gen *g, struct said *said, gen_taker *take, void *arg);

/* Files of a folder, on their way.  Starts as all zeroes. */
struct gen_file {
	char *name;
	struct buf text;
};
struct gen_files {
	struct gen_file *list;
	size_t count, cap;
};

/* gen_output.c: add a file; the text is taken over and emptied. */
void gen_files_add(struct gen_files *files, const char *name, struct buf *text);

/*
 * Write them into the folder of -o, which is made when it is not there.  Each appears whole or not at all;
 * one that holds the text already is not touched.  Nothing is written when two have one name.
 *
 * return  EXIT_CLEAN, or EXIT_UNDONE or EXIT_BROKEN after a complaint
 */
enum exit_status gen_files_write(struct session *s, struct gen_files *files);
void gen_files_free(struct gen_files *files);

/* gen_update.c: ask for the zones whose file --update names; false after a complaint. */
bool gen_update_zones(struct session *s, struct gen *g);

/* Print that file's new text, write it into the folder of -o, or replace the file. */
enum exit_status gen_update(struct session *s, struct gen *g, int64_t today);

#endif
