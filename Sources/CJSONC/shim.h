#ifndef FACET_CJSONC_SHIM_H
#define FACET_CJSONC_SHIM_H

#include <json-c/json.h>

#endif
