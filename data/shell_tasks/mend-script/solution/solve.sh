#!/bin/sh
set -e
cat >/app/largest.sh <<'END'
#!/bin/sh
# Prints the largest of its arguments.
largest=$1
for number in "$@"; do
  if [ "$number" -gt "$largest" ]; then
    largest=$number
  fi
done
echo "$largest"
END
chmod +x /app/largest.sh
