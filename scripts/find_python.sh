#!/bin/sh
# Prints a Python that this app runs on: 3.11 to 3.13, which are the ones that its TensorFlow has builds for.
# PYTHON=/path/to/python goes first.
suits='import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else 1)'
for python in "$PYTHON" .venv/bin/python python3 python3.13 python3.12 python3.11 python; do
    if [ -n "$python" ] && "$python" -c "$suits" >/dev/null 2>&1; then
        echo "$python"
        exit 0
    fi
done
found=$(python3 -c 'import sys; print("Python %d.%d" % sys.version_info[:2])' 2>/dev/null || echo "no Python 3")
echo "This app needs Python 3.11, 3.12 or 3.13; found $found. Install one of them, or name it: make serve PYTHON=/path/to/python" >&2
exit 1
