/*
 * conf/yaml_plain.h -- the part of YAML that settings are written in, read without libyaml.
 *
 * Block mappings and sequences, flow collections within a line, plain and quoted scalars of ASCII
 * within a line, comments, one "---" at the top.  Our choice: nine tenths of the time that a map of
 * 100,000 hosts takes in libyaml is spent on forms that no such map has.
 */
#ifndef CONF_YAML_PLAIN_H
#define CONF_YAML_PLAIN_H

#include "conf/yaml_build.h"

/*
 * Read the document; true when the tree and the complaints are those that libyaml would have led
 * to, byte for byte.  False at anything else than the forms above, be it right or wrong: what was
 * built and complained of so far is then to be thrown away.
 */
bool yaml_plain_read(struct builder *b);

#endif
