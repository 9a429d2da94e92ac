#!/bin/sh
# Run `gridmap up` with the given options until told to stop, then stop the private database cleanly: it runs in a
# session of its own and would otherwise be killed together with the container.
set -u

gridmap up "$@" &
serving=$!
trap 'kill -TERM "$serving" 2>/dev/null' TERM INT

wait "$serving"
code=$?
while kill -0 "$serving" 2>/dev/null; do # a signal ends the first wait early
    wait "$serving"
    code=$?
done

if [ -z "${GRIDMAP_DATABASE_URL:-}" ]; then
    gridmap db stop
fi
case $code in
130 | 143) exit 0 ;; # asked to stop
*) exit "$code" ;;
esac
