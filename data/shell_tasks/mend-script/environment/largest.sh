#!/bin/sh
# Prints the largest of its arguments.
largest=0
for number in "$@"; do
  if expr "x$number" \> "x$largest" >/dev/null; then
    largest=$number
  fi
done
echo "$largest"
