/* cli/baseline.h -- findings that were there before: read for a run, written by --write-baseline. */
#ifndef CLI_BASELINE_H
#define CLI_BASELINE_H

#include "cli/judge.h"

/*
 * Read the baseline of --baseline, of the project file, or .ptrlint-baseline.json at the root; none is no
 * fault unless it was named.  What is wrong with it becomes a finding, and the session is undone.
 */
void baseline_read(struct session *s, struct baseline *out);

/*
 * Write what was found, and of the old baseline what this run did not look for.
 *
 * s       not undone: what was not checked would be missing in the baseline
 * return  EXIT_CLEAN when it is written; else it was said why not
 */
enum exit_status baseline_write(const struct session *s, const struct judgement *j);

#endif
