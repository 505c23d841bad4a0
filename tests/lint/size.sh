#!/bin/sh
# No file of more than 600 lines, no main.c of 100 or more, no file whose name says nothing.
# usage: size.sh [TREE]
set -eu
cd "${1:-$(dirname "$0")/../..}"
parts=$(for part in base proto broker fetcher parser classifier sink cli tests scripts; do
    [ ! -d "$part" ] || echo "$part"
done)

bad=$(
    # shellcheck disable=SC2086 # the parts are words
    find $parts -type f \( -name '*.[ch]' -o -name '*.cc' -o -name '*.cpp' \) ! -path 'tests/*' |
        sort | while read -r file; do
        lines=$(wc -l <"$file")
        [ "$lines" -le 600 ] || echo "$file: $lines lines, more than 600: split it by subject"
        case $file in
        cli/*) ;; # its main.c is the table of subcommands
        */main.c)
            [ "$lines" -lt 100 ] ||
                echo "$file: $lines lines: a main is a table and a call, under 100"
            ;;
        esac
    done
    # shellcheck disable=SC2086
    find $parts -type f | sort |
        { grep -E '(^|[/_.-])(utils?|helpers?|common|misc)([_.-][^/]*)?$' || true; } |
        sed 's/$/: a name that says nothing: name the subject/'
)
[ -z "$bad" ] || {
    echo "$bad"
    exit 1
}
