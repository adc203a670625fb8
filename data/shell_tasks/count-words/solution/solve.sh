#!/bin/sh
set -e
cd /app/texts
for file in *.txt; do
  echo "$file $(wc -w <"$file" | tr -d ' ')"
done >/app/counts.txt
