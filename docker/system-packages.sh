#!/usr/bin/env bash
# Install the system packages of one purpose (server | browser), where they are missing.
# Each impossible step ends with one sentence that says what to install by hand.
set -euo pipefail

PATH="$PATH:/usr/sbin:/sbin" # ldconfig, for an ordinary user
purpose=${1:?server or browser}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

postgres_version() { # the newest PostgreSQL that this distribution brings
    apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' | sed -E 's/^postgresql-([0-9]+)-postgis-3.*/\1/' | sort -n | tail -1
}

has_server() {
    local folder
    for folder in /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] && [ "$(basename "$(dirname "$folder")")" -ge 15 ] &&
            [ -e "/usr/share/postgresql/$(basename "$(dirname "$folder")")/extension/postgis.control" ] && return 0
    done
    return 1
}

has_chinese_font() { # fontconfig may be missing on a server, so its files count too
    fc-list 2>/dev/null | grep -i 'cjk\|wqy\|noto sans sc' >/dev/null || ls /usr/share/fonts/opentype/noto/*CJK* >/dev/null 2>&1
}

install() {
    if ! may_install; then
        echo "Missing: $*. Install them by hand (apt-get install $*), or use docker/compose.yml, or set GRIDMAP_DATABASE_URL to a server of yours." >&2
        exit 2
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

refresh() {
    if may_install; then as_root apt-get update -qq; fi
}

case $purpose in
server)
    if [ -z "${GRIDMAP_DATABASE_URL:-}" ] && ! has_server; then
        refresh
        version=$(postgres_version)
        version=${version:-15}
        # our own cluster is made by gridmap; Debian's main cluster is not needed
        if may_install; then
            as_root mkdir -p /etc/postgresql-common/createcluster.d
            echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.d/gridmap.conf >/dev/null
        fi
        install "postgresql-$version" "postgresql-$version-postgis-3"
    fi
    if ! "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null; then
        refresh
        install python3-venv
    fi
    missing=() # for reports as PDF: Pango sets the text, the fonts have Chinese; all else works without them
    ldconfig -p 2>/dev/null | grep 'libpangoft2-1\.0\.so\.0' >/dev/null || missing+=(libpango-1.0-0 libpangoft2-1.0-0)
    has_chinese_font || missing+=(fonts-noto-cjk)
    if [ ${#missing[@]} -gt 0 ] && may_install; then
        refresh
        install "${missing[@]}"
    elif [ ${#missing[@]} -gt 0 ]; then
        echo "Reports as PDF need ${missing[*]}: apt-get install ${missing[*]} (all else works without)." >&2
    fi
    ;;
browser)
    missing=()
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
    command -v ogrinfo >/dev/null || missing+=(gdal-bin)
    has_chinese_font || missing+=(fonts-noto-cjk)
    command -v pdftotext >/dev/null || missing+=(poppler-utils)
    ldconfig -p 2>/dev/null | grep 'libatomic\.so\.1' >/dev/null || missing+=(libatomic1) # the driver's own Node.js needs it
    if [ ${#missing[@]} -gt 0 ]; then
        refresh
        install "${missing[@]}"
    fi
    ;;
*)
    echo "system-packages.sh: server or browser, not '$purpose'" >&2
    exit 2
    ;;
esac
