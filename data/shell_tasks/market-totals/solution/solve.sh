#!/bin/sh
set -e
cd /app
{
  echo category,total
  tail -n +2 sales.csv | awk -F, '$3 >= 0 { sum[$2] += $3 } END { for (name in sum) print name "," sum[name] }' | sort
} >totals.csv
