#!/bin/sh
reward=1
check() {
  expected=$1
  shift
  [ "$(/app/largest.sh "$@" 2>/dev/null)" = "$expected" ] || reward=0
}
check 10 9 10 2
check -3 -8 -3 -21
check 7 7
check 1000 99 1000 101
check 0 -5 0 -1
echo "$reward" >/logs/verifier/reward.txt
