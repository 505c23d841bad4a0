#!/bin/sh
# Each fault point of the code has its line in docs/testing.md, and each line there its code;
# points come in pairs.  A line of the list: | `a.b.before` | process | what it is between |
# usage: faults.sh [TREE]
set -eu
cd "${1:-$(dirname "$0")/../..}"
list=docs/testing.md
[ -f "$list" ] || {
    echo "$list: not there"
    exit 1
}
parts=$(for part in base proto broker fetcher parser classifier sink cli; do
    [ ! -d "$part" ] || echo "$part"
done)

# shellcheck disable=SC2086 # the parts are words
sources() { grep -rlE --include='*.[ch]' 'RAP_FAULT\(' $parts | { grep -vx base/fault.h || true; }; }
used=$(sources | xargs -r grep -hPzo 'RAP_FAULT\(\s*"\K[^"]+' | tr '\0' '\n' | sort)
# shellcheck disable=SC2016 # the backquotes are the list's
listed=$(sed -nE 's/^\| `([a-z0-9_.]+)` \|.*/\1/p' "$list" | sort)

bad=$(
    sources | xargs -r grep -lPzo 'RAP_FAULT\(\s*[^"\s]' | sed 's/$/: a fault point must be a literal/'
    echo "$used" | uniq -d | sed "s/.*/'&': two places have this fault point/"
    for point in $(echo "$used" | sort -u); do
        echo "$point" | grep -qE '^[a-z0-9_]+(\.[a-z0-9_]+)+\.(before|after)$' ||
            echo "'$point': a fault point is words with dots between them, the last before or after"
        echo "$listed" | grep -qxF "$point" || echo "$list: does not list '$point'"
        case $point in
        *.before) pair=${point%.before}.after ;;
        *) pair=${point%.after}.before ;;
        esac
        echo "$used" | grep -qxF "$pair" || echo "'$point': the code has no '$pair'"
    done
    for point in $(echo "$listed" | sort -u); do
        echo "$used" | grep -qxF "$point" || echo "$list: lists '$point', which no code has"
    done
    echo "$listed" | uniq -d | sed "s#.*#$list: lists '&' twice#"
)
[ -z "$bad" ] || {
    echo "$bad"
    exit 1
}
