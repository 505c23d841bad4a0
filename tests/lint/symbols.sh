#!/bin/sh
# Banned functions, looked for where they cannot hide: in the object files of an unoptimised
# build.  An exception is a row of symbols.allow.  usage: symbols.sh BUILD [ALLOW]
set -eu
allow=${2:-$(dirname "$0")/symbols.allow}
banned='strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets|strtok|strtok_r'
banned="$banned|atoi|atol|atoll|atof|sscanf|__isoc99_sscanf|rand|srand|mktemp|tmpnam"
banned="$banned|gmtime|localtime|ctime|asctime|ctime_r|asctime_r|strerror|setlocale|alloca"
banned="$banned|signal|sigprocmask|sleep|usleep|system|popen|fork|getaddrinfo"

bad=$(
    find "$1" -name '*.o' ! -path '*/tests/*' ! -path '*/CMakeFiles/[0-9]*' | sort |
        while read -r object; do
            source=${object##*CMakeFiles/}
            part=${object#"$1"/}
            name="${part%%/*}/${source#*.dir/}" # base/log.c.o
            nm --undefined-only --format=posix "$object" | awk '{print $1}' |
                { grep -xE "$banned" || true; } | while read -r symbol; do
                grep -qE "^$symbol +${name%.o} +[^ ]" "$allow" ||
                    echo "${name%.o}: banned function: $symbol"
            done
        done
)
[ -z "$bad" ] || {
    echo "$bad"
    exit 1
}
