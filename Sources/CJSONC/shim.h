#ifndef FACET_CJSONC_SHIM_H
#define FACET_CJSONC_SHIM_H

#include <json-c/json.h>
#include <stdbool.h>
#include <string.h>

// json-c's accessors of a table are macros, which Swift does not import.
static inline struct lh_entry *cjsonc_first_entry(struct json_object *object) {
  return lh_table_head(json_object_get_object(object));
}
static inline struct lh_entry *cjsonc_next_entry(struct lh_entry *entry) {
  return lh_entry_next(entry);
}
static inline const char *cjsonc_key(struct lh_entry *entry) {
  return (const char *)lh_entry_k(entry);
}
static inline struct json_object *cjsonc_value(struct lh_entry *entry) {
  return (struct json_object *)lh_entry_v(entry);
}

// glibc declares memmem only under _GNU_SOURCE, which a module map cannot set.
extern void *memmem(const void *, size_t, const void *, size_t);
static inline bool cjsonc_contains(const void *bytes, size_t count, const char *text) {
  return memmem(bytes, count, text, strlen(text)) != NULL;
}
static inline long cjsonc_offset_of_byte(const void *bytes, size_t count, int byte) {
  const char *found = (const char *)memchr(bytes, byte, count);
  return found ? found - (const char *)bytes : -1;
}

#endif
