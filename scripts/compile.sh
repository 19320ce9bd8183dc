#!/bin/sh
# Pins requirements/NAME.in with hashes; all files agree with requirements.txt on what they share, but for the
# environments of benchmarks/peers, which are their own.
set -e
case "$1" in
    cpu) out=requirements.txt; same= ;;
    node) out=requirements-node.txt; same= ;;
    peers-*) out=requirements-$1.txt; same= ;;
    *) out=requirements-$1.txt; same="-c requirements.txt" ;;
esac
# shellcheck disable=SC2086
exec uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $same "requirements/$1.in" -o "$out"
