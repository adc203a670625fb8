#!/bin/sh
reward=0
cd /app/scans 2>/dev/null &&
  [ "$(ls | sort)" = "$(printf '2025-11-21.txt\n2026-01-01.txt\n2026-03-07.txt\nindex.txt')" ] &&
  [ "$(cat 2025-11-21.txt)" = water ] && [ "$(cat 2026-01-01.txt)" = phone ] &&
  [ "$(cat 2026-03-07.txt)" = rent ] && [ "$(cat index.txt)" = "three letters" ] && reward=1
echo "$reward" >/logs/verifier/reward.txt
