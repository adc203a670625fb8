# Joins its own control group if one can be created, then becomes the command that follows:
# sh group.sh BYTES PROCESSES COMMAND…
# The group also limits kernel memory, which no process limit counts.
bytes=$1 processes=$2
shift 2

join() { # FOLDER, then pairs of a file and its value
  folder=$1 group=$1/facet-$$
  shift
  for old in "$folder"/facet-*; do
    [ -d "$old" ] && ! [ -d "/proc/${old##*-}" ] && rmdir "$old"
  done
  mkdir "$group" || return
  while [ $# -gt 0 ]; do
    echo "$2" >"$group/$1"
    shift 2
  done
  echo $$ >"$group/cgroup.procs" || rmdir "$group"
}

while IFS=: read -r _ names path; do
  path=${path%/}
  case $names in
    memory) join "/sys/fs/cgroup/memory$path" memory.limit_in_bytes "$bytes" ;;
    pids) join "/sys/fs/cgroup/pids$path" pids.max "$processes" ;;
    '')
      # A group that holds processes cannot limit groups below it; one further up may.
      while :; do
        if grep -qw memory "/sys/fs/cgroup$path/cgroup.subtree_control"; then
          join "/sys/fs/cgroup$path" memory.max "$bytes" memory.swap.max 0 pids.max "$processes"
          break
        fi
        [ -n "$path" ] || break
        path=${path%/*}
      done
      ;;
  esac
done </proc/self/cgroup 2>/dev/null
# The shell would pass on the working folder.
unset PWD OLDPWD
exec "$@"
