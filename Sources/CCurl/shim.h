#ifndef FACET_CCURL_SHIM_H
#define FACET_CCURL_SHIM_H

#include <curl/curl.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

/* Variadic functions are not imported by Swift: one typed wrapper for each kind of argument. */

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

/* Strings, lists and user data. */
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, const void *value) {
  return curl_easy_setopt(easy, option, value);
}

/* The write and header functions. */
static inline CURLcode ccurl_set_transfer_callback(
    CURL *easy, CURLoption option, size_t (*function)(char *, size_t, size_t, void *)) {
  return curl_easy_setopt(easy, option, function);
}

static inline CURLcode ccurl_set_prerequest_callback(
    CURL *easy, int (*function)(void *, char *, char *, int, int)) {
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
}

static inline CURLcode ccurl_set_socket_made_callback(
    CURL *easy, int (*function)(void *, curl_socket_t, curlsocktype)) {
  return curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, function);
}

static inline CURLcode ccurl_set_resolver_start_callback(
    CURL *easy, int (*function)(void *, void *, void *)) {
  return curl_easy_setopt(easy, CURLOPT_RESOLVER_START_FUNCTION, function);
}

static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline void *ccurl_get_private(CURL *easy) {
  void *value = NULL;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value);
  return value;
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode ccurl_multi_set_callbacks(
    CURLM *multi, int (*socket)(CURL *, curl_socket_t, int, void *, void *),
    int (*timer)(CURLM *, long, void *), void *owner) {
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, owner);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
  return curl_multi_setopt(multi, CURLMOPT_TIMERDATA, owner);
}

static inline CURLSHcode ccurl_share_set(CURLSH *share, curl_lock_data data) {
  return curl_share_setopt(share, CURLSHOPT_SHARE, data);
}

static inline CURLcode ccurl_message_result(const CURLMsg *message) {
  return message->data.result;
}

/* 1 when ALPN chose HTTP/2 for the connection that a transfer is on, 0 when it did not, -1 when
   that cannot be known yet. libcurl tells the version only once the answer has begun; its OpenSSL
   build tells the session, and libssl is then in the process. */
static inline int ccurl_alpn_is_http2(CURL *easy) {
  struct curl_tlssessioninfo *info = NULL;
  if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || info == NULL ||
      info->backend != CURLSSLBACKEND_OPENSSL || info->internals == NULL) {
    return -1;
  }
  void (*selected)(const void *, const unsigned char **, unsigned int *) =
      (void (*)(const void *, const unsigned char **, unsigned int *))dlsym(
          NULL, "SSL_get0_alpn_selected");
  if (selected == NULL) return -1;
  const unsigned char *name = NULL;
  unsigned int length = 0;
  selected(info->internals, &name, &length);
  return length == 2 && name[0] == 'h' && name[1] == '2';
}

/* Events are named by a tag of ours; the wanted directions are libcurl's CURL_POLL_ values. */

static inline int ccurl_epoll_watch(int epoll, int fd, int wanted, int isKnown, uint64_t tag) {
  struct epoll_event event = {0};
  if (wanted & CURL_POLL_IN) event.events |= EPOLLIN;
  if (wanted & CURL_POLL_OUT) event.events |= EPOLLOUT;
  event.data.u64 = tag;
  return epoll_ctl(epoll, isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
}

/* Edge-triggered, so that the counter of an eventfd need never be read. */
static inline int ccurl_epoll_watch_edges(int epoll, int fd, uint64_t tag) {
  struct epoll_event event = {0};
  event.events = EPOLLIN | EPOLLET;
  event.data.u64 = tag;
  return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static inline int ccurl_epoll_forget(int epoll, int fd) {
  struct epoll_event event = {0};
  return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, &event);
}

static inline uint64_t ccurl_event_tag(const struct epoll_event *event) {
  return event->data.u64;
}

/* What became ready, as libcurl's CURL_CSELECT_ bits. */
static inline int ccurl_event_ready(const struct epoll_event *event) {
  int ready = 0;
  if (event->events & (EPOLLIN | EPOLLHUP | EPOLLRDHUP)) ready |= CURL_CSELECT_IN;
  if (event->events & EPOLLOUT) ready |= CURL_CSELECT_OUT;
  if (event->events & EPOLLERR) ready |= CURL_CSELECT_ERR;
  return ready;
}

static inline int ccurl_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static inline int ccurl_eventfd_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static inline void ccurl_close_on_exec(int fd) { fcntl(fd, F_SETFD, FD_CLOEXEC); }

static inline void ccurl_name_thread(const char *name) { prctl(PR_SET_NAME, name); }

#endif
