#!/bin/sh
set -e
cd /app/scans
for file in "scan "*.txt; do
  date=${file#scan }
  date=${date%.txt}
  day=${date%%-*}
  rest=${date#*-}
  mv "$file" "${rest#*-}-${rest%-*}-$day.txt"
done
