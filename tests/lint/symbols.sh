#!/bin/sh
# Banned functions, looked for where they cannot hide: in the object files of an unoptimised
# build.  An exception is a row of symbols.allow.  usage: symbols.sh BUILD [ALLOW]
set -eu
allow=${2:-$(dirname "$0")/symbols.allow}
banned='strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets|strtok|strtok_r'
banned="$banned|atoi|atol|atoll|atof|sscanf|__isoc99_sscanf|rand|srand|mktemp|tmpnam"
banned="$banned|gmtime|localtime|ctime|asctime|ctime_r|asctime_r|strerror|setlocale|alloca"
banned="$banned|signal|sigprocmask|sleep|usleep|system|popen|fork|getaddrinfo"

[ -n "$(find "$1" -name '*.o' -print -quit)" ] || {
    echo "$1: no object files; build first"
    exit 1
}
# nm says "build/dev/base/CMakeFiles/rap_base.dir/log.c.o: strcpy U"
bad=$(
    find "$1" -name '*.o' ! -path '*/tests/*' ! -path '*/CMakeFiles/[0-9]*' -print0 |
        xargs -0 -r nm -A --undefined-only --format=posix |
        sed -nE "s#^$1/+(.*/)?CMakeFiles/[^/]*\.dir/(.*)\.o: ($banned) U.*#\1\2 \3#p" |
        sort -u | while read -r source symbol; do
        grep -qE "^$symbol +$source +[^ ]" "$allow" ||
            echo "$source: banned function: $symbol"
    done
)
[ -z "$bad" ] || {
    echo "$bad"
    exit 1
}
