#!/bin/bash
# From a bare Debian machine to Odoo 19 and PostgreSQL under .local/: install.sh [demo|test|docker]
# (test adds the browser and what lint needs, docker what builds an image.)
. "$(dirname "$0")/lib.sh"

packages=(ca-certificates python3-venv postgresql wkhtmltopdf fonts-noto-cjk libmagic1)
case ${1:-demo} in
demo) ;;
test) packages+=(chromium gettext shellcheck) ;;
docker) packages+=(buildah debootstrap curl) ;;
esac
# odoo-19 has links into these instead of the files themselves.
linked_packages=(libjs-jquery libjs-underscore libjs-jquery-form fonts-roboto-unhinted
    fonts-montserrat fonts-inconsolata fonts-ocr-b)

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        command -v sudo >/dev/null || die "Packages are missing and there is no sudo. As root: apt-get install ${missing[*]}"
        sudo "$@"
    fi
}

enough_room() {
    [ "$(df -Pm "$LOCAL" | awk 'NR == 2 { print $4 }')" -ge "$1" ] ||
        die "Less than $1 MB are free in $LOCAL: make room, or clone the repository to a larger disk"
}

install_packages() {
    local package missing=()
    for package; do
        dpkg-query -Wf '${Status}' "$package" 2>/dev/null | grep -q ' installed$' || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    say "Debian packages: ${missing[*]}"
    as_root apt-get -qq -o APT::Update::Error-Mode=any update </dev/null ||
        die "apt-get update failed (its reason stands above). Is there a network, and may you use sudo?"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install \
        "${missing[@]}" </dev/null >/dev/null || die "apt-get could not install them (its reason stands above)"
}

# Only Debian's sid has Odoo 19. apt reads sid from lists of its own in .local, so the machine
# itself never learns of it; the mirror is the one that the machine already uses.
unpack_odoo() {
    is_done odoo "${linked_packages[*]}" && return
    say "Odoo 19 (130 MB)"
    [ -n "$(debian_mirror)" ] || die "This machine's apt knows no Debian mirror. Set ODOO_HOME to the folder of an Odoo 19 of your own"
    enough_room 3000
    local apt=$LOCAL/apt
    rm -rf "$apt" "$LOCAL/odoo"
    mkdir -p "$apt"/{parts,lists/partial,archives/partial} "$LOCAL/odoo"
    printf 'Types: deb\nURIs: %s\nSuites: sid testing\nComponents: main\nSigned-By: %s\n' "$(debian_mirror)" \
        /usr/share/keyrings/debian-archive-keyring.gpg >"$apt/parts/sid.sources"
    (
        cd "$apt"
        private="-qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts=$apt/parts
            -o Dir::State::Lists=$apt/lists -o Dir::Cache=$apt -o APT::Sandbox::User=root"
        # shellcheck disable=SC2086
        apt-get $private update && apt-get $private download odoo-19 "${linked_packages[@]}" &&
            # Odoo's icons are Font Awesome 4, which sid has replaced
            apt-get -qq -o APT::Sandbox::User=root download fonts-font-awesome
    ) || die "Debian's sid gave no Odoo 19 (its reason stands above). No network? Else set ODOO_HOME to the folder of an Odoo 19 of your own"
    for deb in "$apt"/*.deb; do
        dpkg-deb -x "$deb" "$LOCAL/odoo" || die "$deb does not unpack: is the disk full?"
    done
    rm -rf "$apt"
    # Left out of the package; while it is missing every page of the web client logs an error.
    local missing_library=$packaged_odoo/odoo/addons/mail/static/lib/selfie_segmentation
    mkdir -p "$missing_library" && touch "$missing_library/selfie_segmentation.js"
    mark odoo "${linked_packages[*]}"
}

python_packages() {
    local made_from
    made_from="$(hash_of requirements.lock docker/addons.sh) $ODOO_HOME"
    is_done python "$made_from" && return
    say "Python packages"
    enough_room 1000
    /usr/bin/python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' ||
        die "requirements.lock is for Python 3.11 (Debian 12), this is $(/usr/bin/python3 --version). With Docker: docker compose -f docker/compose.yaml up"
    rm -rf "$VENV"
    /usr/bin/python3 -m venv "$VENV"
    # all but the OCA add-ons, which addons.sh puts where Odoo looks for add-ons
    sed '/^odoo-addon-/,/[^\\]$/d' requirements.lock >"$LOCAL/requirements.txt"
    python -m pip install -qq --require-hashes --no-deps -r "$LOCAL/requirements.txt" &&
        docker/addons.sh python "$LOCAL/oca" ||
        die "pip could not install requirements.lock (its reason stands above). Is there a network?"
    # Odoo is used where it lies: nothing is written into it
    echo "$ODOO_HOME" >"$(python -c 'import site; print(site.getsitepackages()[0])')/odoo.pth"
    printf '#!/bin/sh\nexec "%s" -m odoo "$@"\n' "$PYTHON" >"$ODOO_BIN"
    chmod +x "$ODOO_BIN"
    mark python "$made_from"
}

odoo_configuration() {
    cat >"$ODOO_RC" <<CONF
[options]
addons_path = $OCA,$ROOT
data_dir = $LOCAL/data
db_host = $PGHOST
db_port = $PGPORT
db_user = $PGUSER
http_interface = 127.0.0.1
list_db = False
without_demo = True
# a benchmark or a test may take its time
limit_memory_hard = 0
limit_time_cpu = 3600
limit_time_real = 3600
CONF
}

postgres_cluster() {
    is_done postgres "$PGDIR" && return
    say "PostgreSQL cluster"
    [ ${#PGHOST} -lt 90 ] || die "$PGHOST is too long for the name of a socket: clone the repository to a shorter path"
    new_cluster "$PGDIR" -A trust
    # Only the owner reaches it, through the socket. It holds nothing that a power cut may not take.
    cat >>"$PGDIR/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$PGHOST'
shared_buffers = 1GB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
random_page_cost = 1.1
jit = off
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
    mark postgres "$PGDIR"
}

command -v apt-get >/dev/null || die "This is not Debian (no apt-get). With Docker: docker compose -f docker/compose.yaml up"
mkdir -p "$LOCAL"
# one at a time; -o: a service that apt starts must not keep the lock
[ -n "${INSTALL_LOCKED:-}" ] || INSTALL_LOCKED=1 exec flock -o "$LOCAL/install.lock" "$0" "$@"
packaged_odoo=$LOCAL/odoo/usr/lib/python3/dist-packages
install_packages "${packages[@]}"
[ -n "${ODOO_HOME:-}" ] || { unpack_odoo && ODOO_HOME=$packaged_odoo; }
ODOO_HOME=$(realpath -m "$ODOO_HOME")
grep -qs 'version_info = (19, 0' "$ODOO_HOME/odoo/release.py" || die "ODOO_HOME=$ODOO_HOME is no Odoo 19: there is no odoo/release.py of that version in it"
python_packages
postgres_cluster
odoo_configuration
