/* base/path.c -- shortest forms of relative paths */
#include "base/path.h"

/* Take the last component off what was appended behind start; false when there is none. */
static bool
drop_last(struct buf *out, size_t start)
{
	if (out->len == start)
		return false;
	while (out->len > start && out->ptr[out->len - 1] != '/')
		out->len--;
	if (out->len > start)
		out->len--;
	return true;
}

/* Append the components of path to those behind start. */
static enum path_result
append(struct str path, size_t start, struct buf *out)
{
	for (size_t at = 0; at < path.len;) {
		const char *begin = path.ptr + at, *slash = memchr(begin, '/', path.len - at);
		size_t len = slash == NULL ? path.len - at : (size_t)(slash - begin);
		struct str name = { begin, len };

		at += len + 1;
		if (len == 0 || str_equal(name, STR(".")))
			continue;
		if (str_equal(name, STR(".."))) {
			if (!drop_last(out, start))
				return PATH_OUTSIDE;
			continue;
		}
		if (out->len > start)
			buf_char(out, '/');
		buf_str(out, name);
	}
	return PATH_OK;
}

enum path_result
path_join(struct str folder, struct str path, struct buf *out)
{
	size_t start = out->len;
	enum path_result result = PATH_OK;

	if (path.len == 0)
		return PATH_EMPTY;
	if (memchr(path.ptr, '\0', path.len) != NULL)
		return PATH_INVALID;
	if (path.ptr[0] == '/')
		return PATH_ABSOLUTE;
	append(folder, start, out);
	result = append(path, start, out);
	if (result != PATH_OK)
		out->len = start;
	else if (out->len == start)
		buf_char(out, '.');
	return result;
}

enum path_result
path_normalise(struct str path, struct buf *out)
{
	return path_join(STR(""), path, out);
}

struct str
path_base(struct str path)
{
	size_t at = path.len;

	while (at > 0 && path.ptr[at - 1] != '/')
		at--;
	return (struct str){ path.ptr + at, path.len - at };
}

struct str
path_folder(struct str path)
{
	size_t len = path.len - path_base(path).len;

	return (struct str){ path.ptr, len > 1 ? len - 1 : len };
}

bool
path_below(struct str path, struct str folder)
{
	if (folder.len == 0 || str_equal(folder, STR(".")))
		return true;
	return path.len >= folder.len && memcmp(path.ptr, folder.ptr, folder.len) == 0 &&
	       (path.len == folder.len || path.ptr[folder.len] == '/');
}
