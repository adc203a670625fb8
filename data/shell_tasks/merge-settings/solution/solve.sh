#!/bin/sh
set -e
cd /app
cat default.conf local.conf | grep -v '^#' | grep = |
  awk -F= '{ key = $1; sub(/^[^=]*=/, ""); value[key] = $0 } END { for (key in value) print key "=" value[key] }' |
  sort >merged.conf
