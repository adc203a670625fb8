#!/bin/sh
# The tests have their own copy of the stock, because an agent could change the one in /app.
lines=$(tr ',' '\n' </tests/stock.json | tr -d '[]"' |
  awk '$2 < {{minimum}} { print $1, {{minimum}} - $2 }' | sort)
expected=$(printf 'total %s\n%s\n' "$(printf '%s' "$lines" | grep -c .)" "$lines")
reward=0
if [ "$(cat /app/order.txt 2>/dev/null)" = "$expected" ]; then
  reward=1
fi
echo "$reward" >/logs/verifier/reward.txt
