# Puts together a box's root, then becomes the command that follows:
# sh box.sh KIND START STORE LOWER TRIAL CLEAN COMMAND…
# It runs in a mount namespace of its own, which ends with the command.
kind=$1 start=$2 store=$3 lower=$4 trial=$5 clean=$6
shift 6
fail() {
  echo "facet: $1" >&2
  exit 125
}
cd "$store" || fail "no folder '$store'"
options=
[ "$kind" = user ] && options=,userxattr
# A folder that every user can reach, wherever the store is.
mount -t tmpfs -o mode=0755,size=64k tmpfs /mnt || fail "cannot mount a folder in memory at /mnt"
mkdir /mnt/root /mnt/share /mnt/clean /mnt/none
mount -t overlay -o "lowerdir=$lower,upperdir=$trial/up,workdir=$trial/work$options" \
  overlay /mnt/root || fail "cannot mount an overlay; 'facet doctor' says what it needs"
mount --bind "$trial/share" /mnt/share || fail "cannot mount '$trial/share'"
if [ "$clean" = clean ]; then
  mount -t overlay -o "lowerdir=$lower:/mnt/none$options" overlay /mnt/clean ||
    fail "cannot mount an overlay for reading"
fi
exec 7>"$trial/status"
[ "$kind" = user ] && exec "$@"
# A process can only get a range of users from outside its namespace.
mkfifo /mnt/a /mnt/b
exec 8<>/mnt/a 9<>/mnt/b
rm /mnt/a /mnt/b
(
  read -r _ <&8
  echo "0 $start 65536" >/proc/$$/uid_map
  echo "0 $start 65536" >/proc/$$/gid_map
  echo go >&9
) &
exec unshare --user --keep-caps sh -c '
  echo ready >&8
  read -r _ <&9
  exec 8>&- 9>&- setpriv --reuid 0 --regid 0 --clear-groups "$@"' sh "$@"
