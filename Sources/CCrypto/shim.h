#ifndef FACET_CCRYPTO_SHIM_H
#define FACET_CCRYPTO_SHIM_H

#include <openssl/evp.h>

#endif
