#ifndef FACET_CJSONC_SHIM_H
#define FACET_CJSONC_SHIM_H

#include <json-c/json.h>
#include <stdint.h>
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

static inline long cjsonc_offset_of_byte(const void *bytes, size_t count, int byte) {
  const char *found = (const char *)memchr(bytes, byte, count);
  return found ? found - (const char *)bytes : -1;
}

// GNU's own, which the header declares for GNU sources alone.
extern void *memmem(const void *, size_t, const void *, size_t);
static inline long cjsonc_offset_of_bytes(const void *bytes, size_t count, const void *part,
                                          size_t length) {
  const char *found = (const char *)memmem(bytes, count, part, length);
  return found ? found - (const char *)bytes : -1;
}

// How many bytes from the first on stand in a JSON string as themselves: neither '"' nor '\\' nor
// a control character. Eight at a time: a byte with its high bit set in `special` ends the run, and
// the lowest such byte is exact on a little-endian machine.
static inline size_t cjsonc_plain_run(const void *bytes, size_t count) {
  const unsigned char *start = (const unsigned char *)bytes;
  const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
  size_t offset = 0;
  while (offset + 8 <= count) {
    uint64_t word;
    memcpy(&word, start + offset, 8);
    uint64_t quote = word ^ (ones * '"'), backslash = word ^ (ones * '\\');
    uint64_t special = ((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) |
                       ((backslash - ones) & ~backslash);
    special &= highs;
    if (special) return offset + ((size_t)__builtin_ctzll(special) >> 3);
    offset += 8;
  }
  while (offset < count && start[offset] >= 0x20 && start[offset] != '"' &&
         start[offset] != '\\')
    offset++;
  return offset;
}

#endif
