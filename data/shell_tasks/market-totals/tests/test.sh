#!/bin/sh
reward=0
if [ "$(cat /app/totals.csv 2>/dev/null)" = "$(cat /tests/expected.txt)" ]; then
  reward=1
fi
echo "$reward" >/logs/verifier/reward.txt
