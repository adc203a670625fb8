#!/bin/sh
set -e
awk -v RS=, '{ gsub(/[^A-Z0-9 ]/, ""); if ($2 < {{minimum}}) print $1, {{minimum}} - $2 }' \
  /app/stock.json | sort >/tmp/lines
count=$(wc -l </tmp/lines | tr -d ' ')
echo "total $count" >/app/order.txt
cat /tmp/lines >>/app/order.txt
