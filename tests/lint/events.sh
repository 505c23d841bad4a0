#!/bin/sh
# Each event id of the code has its line in docs/events.md, and each line there its code.
# A line of the list: | `process.end` | level | what it means |.  usage: events.sh [TREE]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"
# shellcheck source=tests/lint/listed.sh
. "$here/listed.sh"
list=docs/events.md
need_list "$list"

ids=$(used RAP_EVENT base/log.h | uniq)
bad=$(
    not_literal RAP_EVENT base/log.h "an event id must be a literal, for people to find it"
    for id in $ids; do
        echo "$id" | grep -qE '^[a-z0-9_]+(\.[a-z0-9_]+)+$' ||
            echo "'$id': an event id is words with dots between them"
    done
    compare "$list" "$ids" "$(listed "$list" '[^`]+')"
    # shellcheck disable=SC2016
    grep -E '^\| `' "$list" | { grep -vE '^\| `[^`]+` \| [a-z, ]+ \| .{8,} \|$' || true; } |
        sed "s#^#$list: not 'id, level, meaning': #"
)
finish "$bad"
