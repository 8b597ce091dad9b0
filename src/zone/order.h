/* zone/order.h -- records in order of output.  Private to zone/. */
#ifndef ZONE_ORDER_H
#define ZONE_ORDER_H

#include "zone/model.h"

/*
 * Put record numbers in order of output, each once.
 *
 * shelves  one list for each shelf, or NULL
 * more     a further list, or NULL
 * out      array in the set's arena
 */
void order_records(struct zone_set *set, const struct vec *shelves, const struct vec *more,
    const uint32_t **out, size_t *count);

/* The same for one list; the array is the caller's, ended by free(). */
void order_list(const struct zone_set *set, const struct vec *refs, uint32_t **out, size_t *count);

/* Give every file its rank by path, once all are known; before anything else of these is called. */
void order_files(struct zone_set *set);

#endif
