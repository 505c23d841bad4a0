#!/bin/sh
# Who may include whom: base <- proto <- each stage <- cli, and which library's header may
# stand where.  usage: layers.sh [TREE]
set -eu
cd "${1:-$(dirname "$0")/../..}"

# header (regular expression)      files that may include it
third_party='
zmq\.h                             base/loop\.c proto/link\.c tests/.*
jansson\.h                         base/.* proto/.* cli/.* sink/feed/.* tests/.*
simdjson\.h                        base/node_json\.cc
yaml\.h                            base/.*
nettle/.*                          base/hash\.c
sqlite3\.h                         base/db\.c base/db_.* tests/unit/test_db.*\.c
unicode/.*                         base/text_icu\.c proto/party_(names|guess)\.c parser/.* tests/unit/.* tests/bench/.*
hs/hs\.h                           tests/bench/.*
curl/.*                            fetcher/.* proto/http\.c classifier/llm/.* tests/site/.* tests/bench/.*
libxml/.*                          parser/.* fetcher/sources/.* tests/bench/.*
gmime/.*                           parser/.*
poppler-.*\.h                      parser/.*
fontconfig/.*                      parser/.*
tesseract/.*                       parser/.*
iconv\.h                           parser/.*
leptonica/.*                       parser/.* tests/unit/.*
zip\.h                             parser/.* tests/unit/.* tests/bench/.*
magic\.h                           parser/.* fetcher/.*
seccomp\.h                         parser/.*
linux/landlock\.h                  parser/.*
libdeflate\.h                      fetcher/warc/writer\.c
zlib\.h                            fetcher/.* parser/.* tests/unit/.*
pcre2\.h                           classifier/.* fetcher/.*
linear\.h                          classifier/.*
libpq-fe\.h                        sink/store/.*
librdkafka/.*                      sink/feed/.*
microhttpd\.h                      proto/.* broker/.*
systemd/.*                         proto/.*
check\.h                           tests/.*
'
# the C library, the kernel, the compiler, and C++ where it is let in
system='(arpa|asm|linux|net|netinet|sys|sanitizer)/.*|(aio|alloca|assert|complex|ctype|dirent|dlfcn'
system="$system|endian|err|errno|fcntl|fenv|float|fnmatch|fts|getopt|glob|grp|inttypes|iso646|langinfo"
system="$system|limits|locale|malloc|math|netdb|poll|pthread|pwd|regex|sched|search|semaphore"
system="$system|setjmp|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib"
system="$system|stdnoreturn|string|strings|syslog|termios|threads|time|uchar|unistd|wchar"
system="$system|wctype)\.h|[a-z_]+" # the last: C++ headers have no suffix

# every include as "file:line header", project headers in quotes
includes()
{
    for part in base proto broker fetcher parser classifier sink cli tests; do
        [ -d "$part" ] || continue
        { grep -rnHE --include='*.[ch]' --include='*.cc' --include='*.cpp' \
            '^[[:space:]]*#[[:space:]]*include' "$part" || true; } |
            sed -E 's/^([^:]+:[0-9]+):[[:space:]]*#[[:space:]]*include[[:space:]]*/\1 /'
    done
}

own_headers()
{
    awk -F '[ "]' '
        / "/ {
            part = $1
            sub(/\/.*/, "", part)
            allowed = "^(base|proto|" part ")/"
            if (part == "base")
                allowed = "^base/"
            if (part == "proto")
                allowed = "^(base|proto)/"
            if (part == "cli")
                allowed = "^((base|proto|cli|fetcher/warc)/|sink/store/(store|review)\\.h$)"
            if ($1 ~ /^fetcher\/warc\//) # cli links it without the fetcher
                allowed = "^(base|fetcher/warc)/"
            if (part != "tests" && $3 !~ allowed) # a test may include what it tests
                print $1 ": " part "/ must not include " $3
        }'
}

foreign_headers()
{
    grep -E '^[^ ]+ <' | sed -E 's/ <([^>]+)>.*/ \1/' | awk -v table="$third_party" -v system_headers="$system" '
        BEGIN {
            rows = split(table, row, "\n")
            for (i = 1; i <= rows; i++) {
                n = split(row[i], word, " ")
                if (n < 2)
                    continue
                name[++count] = "^(" word[1] ")$"
                for (k = 2; k <= n; k++)
                    where[count] = where[count] (k > 2 ? "|" : "^(") word[k]
                where[count] = where[count] ")$"
            }
        }
        {
            file = $1
            sub(/:[0-9]+$/, "", file)
            known = 0
            for (i = 1; i <= count; i++)
                if ($2 ~ name[i]) {
                    known = 1
                    if (file !~ where[i])
                        print $1 ": <" $2 "> has no place here"
                }
            if (!known && $2 !~ "^(" system_headers ")$")
                print $1 ": <" $2 "> is not in the table of tests/lint/layers.sh"
        }'
}

found=$(includes)
bad=$(
    echo "$found" | own_headers
    echo "$found" | foreign_headers
)
[ -z "$bad" ] || {
    echo "$bad"
    exit 1
}
