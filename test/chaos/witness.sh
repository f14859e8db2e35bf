#!/bin/sh
# A task of the chaos test. It writes a line when it begins and when it ends. Meanwhile it holds a lock, which its child
# inherits: so the next run of the task sees for itself whether anything of this one is still there.
#
# witness.sh <folder> <seconds> <runs that fail> <yes: ignores SIGTERM> [<name of a lock that it must not share>]
folder=$1 seconds=$2 failing=$3 stubborn=$4 alone=$5
run=${SWITCHYARD_RUN_ID##*.}

say() {
  read -r now _ </proc/uptime
  printf '%s %s %s %s %s\n' "$now" "$SWITCHYARD_TASK_ID" "$run" "$1" "$$" >>"$folder/witness"
}

if [ "$stubborn" = yes ]; then trap '' TERM; fi
exec 9>>"$folder/locks/$SWITCHYARD_TASK_ID"
flock -n 9 || say beside_itself
if [ -n "$alone" ]; then
  exec 8>>"$folder/locks/$alone"
  flock -n 8 || say not_alone
fi
say begins
sleep "$seconds" &
wait
if [ "$run" -le "$failing" ]; then
  say fails
  exit 3
fi
say succeeds
