/* conf/project_keys.h -- what project.c and project_lint.c share; nobody else includes this. */
#ifndef CONF_PROJECT_KEYS_H
#define CONF_PROJECT_KEYS_H

#include "conf/project.h"

/* The keys below lint. */
extern const struct conf_form project_lint_form;

/* ignore[], into the project. */
conf_reader project_read_ignores;

/* "version: 1", and what to say of any other. */
conf_reader project_read_version;

/* A mapping into the target; extra: its conf_form. */
conf_reader project_read_form;

/* See that every ignore below root has an end, where lint.require_until asks for it. */
void project_check_until(struct conf *c, const struct project *p, const struct node *root);

/* The child of a mapping with this key, or NULL. */
const struct node *project_child(const struct node *node, const char *key);

/* Complain when the node is no list. */
bool project_is_list(struct conf *c, const struct node *node, const char *expected);

#endif
