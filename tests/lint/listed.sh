# shellcheck shell=sh
# listed.sh - for checks, which read it, that hold a list in docs/ against the names that the code
# gives to a macro.  A line of a list begins: | `name` |

parts=$(for part in base proto broker fetcher parser classifier sink cli; do
    [ ! -d "$part" ] || echo "$part"
done)

# need_list LIST: ends the check where there is none
need_list()
{
    [ -f "$1" ] || {
        echo "$1: not there"
        exit 1
    }
}

# sources MACRO HEADER: the files that use the macro, without the header that defines it
sources()
{
    # shellcheck disable=SC2086 # the parts are words
    grep -rlE --include='*.[ch]' "$1\\(" $parts | { grep -vx "$2" || true; }
}

# used MACRO HEADER: the names, sorted, each as often as the code has it
used()
{
    # a name may stand on the line after MACRO( -- so files are searched as a whole
    sources "$1" "$2" | xargs -r grep -hPzo "$1"'\(\s*"\K[^"]+' | tr '\0' '\n' | sort
}

# not_literal MACRO HEADER WHAT: says where the macro is given no literal
not_literal()
{
    sources "$1" "$2" | xargs -r grep -lPzo "$1"'\(\s*[^"\s]' | sed "s/\$/: $3/"
}

# listed LIST NAME: the names, sorted, each as often as it is listed; NAME: what one looks like
listed()
{
    # shellcheck disable=SC2016 # the backquotes are the list's
    sed -nE 's/^\| `('"$2"')` \|.*/\1/p' "$1" | sort
}

# compare LIST USED LISTED: says which names only one of them has, or the list twice
compare()
{
    for name in $(echo "$2" | sort -u); do
        echo "$3" | grep -qxF "$name" || echo "$1: does not list '$name'"
    done
    for name in $(echo "$3" | sort -u); do
        echo "$2" | grep -qxF "$name" || echo "$1: lists '$name', which no code has"
    done
    echo "$3" | uniq -d | sed "s#.*#$1: lists '&' twice#"
}

# finish BAD: the check's end, by what is wrong
finish()
{
    [ -z "$1" ] || {
        echo "$1"
        exit 1
    }
}
