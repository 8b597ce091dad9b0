/* conf/project_keys.h -- what project.c and project_lint.c share; nobody else includes this. */
#ifndef CONF_PROJECT_KEYS_H
#define CONF_PROJECT_KEYS_H

#include "conf/project.h"

/* The keys below lint. */
extern const struct conf_form project_lint_form;

/* ignore[], into the project. */
conf_reader project_read_ignores;

/* See that every ignore below root has an end, where lint.require_until asks for it. */
void project_check_until(struct conf *c, const struct project *p, const struct yaml_node *root);

#endif
