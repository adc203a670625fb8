#ifndef FACET_CCURL_SHIM_H
#define FACET_CCURL_SHIM_H

#include <curl/curl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#endif
