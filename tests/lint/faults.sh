#!/bin/sh
# Each fault point of the code has its line in docs/testing.md, and each line there its code;
# points come in pairs.  A line of the list: | `a.b.before` | process | what it is between |
# usage: faults.sh [TREE]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"
# shellcheck source=tests/lint/listed.sh
. "$here/listed.sh"
list=docs/testing.md
need_list "$list"

points=$(used RAP_FAULT base/fault.h)
bad=$(
    not_literal RAP_FAULT base/fault.h "a fault point must be a literal"
    echo "$points" | uniq -d | sed "s/.*/'&': two places have this fault point/"
    for point in $(echo "$points" | uniq); do
        echo "$point" | grep -qE '^[a-z0-9_]+(\.[a-z0-9_]+)+\.(before|after)$' || {
            echo "'$point': a fault point is words with dots between them, the last before or after"
            continue
        }
        case $point in
        *.before) pair=${point%.before}.after ;;
        *) pair=${point%.after}.before ;;
        esac
        echo "$points" | grep -qxF "$pair" || echo "'$point': the code has no '$pair'"
    done
    compare "$list" "$points" "$(listed "$list" '[a-z0-9_.]+')"
)
finish "$bad"
