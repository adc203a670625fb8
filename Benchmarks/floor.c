/* The floor: what the same job costs in C on libcurl's multi interface and json-c, one thread, no
   ledger, no retries, no progress.

   floor URL INPUTS SAMPLES PERSPECTIVES CONCURRENCY OUTPUT
   asks PERSPECTIVES questions about each of the first SAMPLES rows of INPUTS (a JSON array of
   objects with "input"), CONCURRENCY at once, and writes a JSON line per answer. */
#define _GNU_SOURCE
#include <curl/curl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

struct slot {
  CURL *easy;
  char *request, *reply;
  size_t length, capacity;
  long sample, perspective;
};

static struct json_object *rows;
static long samples, perspectives, begun, ended;
static int poller;
static long timeout_ms = -1;
static FILE *output;

static size_t on_reply(char *bytes, size_t size, size_t count, void *user) {
  struct slot *slot = user;
  size_t length = size * count;
  if (slot->length + length + 1 > slot->capacity) {
    slot->capacity = (slot->length + length + 1) * 2;
    slot->reply = realloc(slot->reply, slot->capacity);
  }
  memcpy(slot->reply + slot->length, bytes, length);
  slot->length += length;
  return length;
}

static int on_socket(CURL *easy, curl_socket_t socket, int what, void *user, void *data) {
  (void)easy, (void)user, (void)data;
  if (what == CURL_POLL_REMOVE) {
    epoll_ctl(poller, EPOLL_CTL_DEL, socket, NULL);
    return 0;
  }
  struct epoll_event event = {.data.fd = socket};
  if (what & CURL_POLL_IN) event.events |= EPOLLIN;
  if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
  if (epoll_ctl(poller, EPOLL_CTL_MOD, socket, &event)) {
    epoll_ctl(poller, EPOLL_CTL_ADD, socket, &event);
  }
  return 0;
}

static int on_timer(CURLM *multi, long milliseconds, void *user) {
  (void)multi, (void)user;
  timeout_ms = milliseconds;
  return 0;
}

static struct json_object *member(struct json_object *object, const char *key) {
  struct json_object *value = NULL;
  json_object_object_get_ex(object, key, &value);
  return value;
}

static const char *input_of(long sample) {
  return json_object_get_string(member(json_object_array_get_idx(rows, sample), "input"));
}

static int begin(CURLM *multi, struct slot *slot) {
  if (begun == samples * perspectives) return 0;
  slot->sample = begun / perspectives;
  slot->perspective = begun % perspectives;
  slot->length = 0;
  begun++;
  char system[64];
  snprintf(system, sizeof system, "Answer from perspective %ld.", slot->perspective);
  struct json_object *body = json_object_new_object(), *messages = json_object_new_array();
  const char *texts[] = {"system", system, "user", input_of(slot->sample)};
  for (int i = 0; i < 4; i += 2) {
    struct json_object *message = json_object_new_object();
    json_object_object_add(message, "role", json_object_new_string(texts[i]));
    json_object_object_add(message, "content", json_object_new_string(texts[i + 1]));
    json_object_array_add(messages, message);
  }
  json_object_object_add(body, "model", json_object_new_string("floor"));
  json_object_object_add(body, "messages", messages);
  json_object_object_add(body, "max_tokens", json_object_new_int(256));
  size_t length;
  const char *text = json_object_to_json_string_length(
      body, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
  free(slot->request);
  slot->request = strndup(text, length);
  json_object_put(body);
  curl_easy_setopt(slot->easy, CURLOPT_POSTFIELDS, slot->request);
  curl_easy_setopt(slot->easy, CURLOPT_POSTFIELDSIZE, (long)length);
  curl_multi_add_handle(multi, slot->easy);
  return 1;
}

static void end(struct slot *slot, CURLcode result) {
  ended++;
  if (result != CURLE_OK) return;
  slot->reply[slot->length] = 0;
  struct json_object *reply = json_tokener_parse(slot->reply);
  struct json_object *choices = reply ? member(reply, "choices") : NULL;
  if (choices && json_object_array_length(choices)) {
    struct json_object *row = json_object_new_object();
    struct json_object *message = member(json_object_array_get_idx(choices, 0), "message");
    json_object_object_add(row, "sample", json_object_new_int64(slot->sample));
    json_object_object_add(row, "perspective", json_object_new_int64(slot->perspective));
    json_object_object_add(row, "input", json_object_new_string(input_of(slot->sample)));
    json_object_object_add(row, "response", json_object_get(member(message, "content")));
    json_object_object_add(row, "usage", json_object_get(member(reply, "usage")));
    size_t length;
    const char *text = json_object_to_json_string_length(
        row, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
    fwrite(text, 1, length, output);
    fputc('\n', output);
    json_object_put(row);
  }
  json_object_put(reply);
}

int main(int count, char **arguments) {
  if (count != 7) {
    fprintf(stderr, "usage: floor URL INPUTS SAMPLES PERSPECTIVES CONCURRENCY OUTPUT\n");
    return 2;
  }
  rows = json_object_from_file(arguments[2]);
  samples = atol(arguments[3]), perspectives = atol(arguments[4]);
  int concurrency = atoi(arguments[5]);
  output = fopen(arguments[6], "w");
  if (!rows || !output || samples > (long)json_object_array_length(rows)) return 2;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM *multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)concurrency);
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
  struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
  headers = curl_slist_append(headers, "Expect:");
  poller = epoll_create1(0);
  struct slot *slots = calloc(concurrency, sizeof *slots);
  for (int i = 0; i < concurrency; i++) {
    struct slot *slot = &slots[i];
    slot->reply = malloc(slot->capacity = 4096);
    slot->easy = curl_easy_init();
    curl_easy_setopt(slot->easy, CURLOPT_URL, arguments[1]);
    curl_easy_setopt(slot->easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(slot->easy, CURLOPT_PRIVATE, slot);
    curl_easy_setopt(slot->easy, CURLOPT_WRITEFUNCTION, on_reply);
    curl_easy_setopt(slot->easy, CURLOPT_WRITEDATA, slot);
    curl_easy_setopt(slot->easy, CURLOPT_NOSIGNAL, 1L);
    begin(multi, slot);
  }
  int running;
  curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
  while (ended < samples * perspectives) {
    struct epoll_event events[256];
    int ready = epoll_wait(poller, events, 256, timeout_ms < 0 ? 1000 : (int)timeout_ms);
    if (ready == 0 || timeout_ms == 0) {
      timeout_ms = -1;
      curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    for (int i = 0; i < ready; i++) {
      int what = (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR) ? CURL_CSELECT_IN : 0)
                 | (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
      curl_multi_socket_action(multi, events[i].data.fd, what, &running);
    }
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(multi, &left))) {
      if (message->msg != CURLMSG_DONE) continue;
      struct slot *slot;
      CURLcode result = message->data.result;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &slot);
      end(slot, result);
      curl_multi_remove_handle(multi, slot->easy);
      begin(multi, slot);
    }
  }
  return fclose(output) ? 1 : 0;
}
