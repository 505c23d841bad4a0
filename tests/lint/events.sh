#!/bin/sh
# Each event id of the code has its line in docs/events.md, and each line there its code.
# A line of the list: | `process.end` | level | what it means |.  usage: events.sh [TREE]
set -eu
cd "${1:-$(dirname "$0")/../..}"
list=docs/events.md
[ -f "$list" ] || {
    echo "$list: not there"
    exit 1
}
parts=$(for part in base proto broker fetcher parser classifier sink cli; do
    [ ! -d "$part" ] || echo "$part"
done)

# the ids may stand on the line after RAP_EVENT( -- so files are searched as a whole
# shellcheck disable=SC2086 # the parts are words
sources() { grep -rlE --include='*.[ch]' 'RAP_EVENT\(' $parts | { grep -vx base/log.h || true; }; }
used=$(sources | xargs -r grep -hPzo 'RAP_EVENT\(\s*"\K[^"]+' | tr '\0' '\n' | sort -u)
# shellcheck disable=SC2016 # the backquotes are the list's
listed=$(sed -nE 's/^\| `([^`]+)` \|.*/\1/p' "$list" | sort)

bad=$(
    sources | xargs -r grep -lPzo 'RAP_EVENT\(\s*[^"\s]' |
        sed 's/$/: an event id must be a literal, for people to find it/'
    for id in $used; do
        echo "$id" | grep -qE '^[a-z0-9_]+(\.[a-z0-9_]+)+$' ||
            echo "'$id': an event id is words with dots between them"
        echo "$listed" | grep -qxF "$id" || echo "$list: does not list '$id'"
    done
    for id in $(echo "$listed" | sort -u); do
        echo "$used" | grep -qxF "$id" || echo "$list: lists '$id', which no code has"
    done
    echo "$listed" | uniq -d | sed "s#.*#$list: lists '&' twice#"
    # shellcheck disable=SC2016
    grep -E '^\| `' "$list" | { grep -vE '^\| `[^`]+` \| [a-z, ]+ \| .{8,} \|$' || true; } |
        sed "s#^#$list: not 'id, level, meaning': #"
)
[ -z "$bad" ] || {
    echo "$bad"
    exit 1
}
