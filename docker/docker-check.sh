#!/bin/bash
# Build the Dockerfile for real without Docker: Debian's buildah, on a local base laid out like the
# official odoo:19 image. Then ask the Odoo inside, with our add-ons installed, for its login page.
[ "$(id -u)" = 0 ] || exec sudo "$0"
. "$(dirname "$0")/lib.sh"
work=$LOCAL/docker
base=$work/base
export PGHOST=127.0.0.1 PGPORT=15432 PGPASSWORD=check
port=${PORT:-18069}
addons=$(own_addons | sort | comma)
buildah=(buildah --root "$work/storage" --runroot "$work/run")

finish() {
    [ -z "${server:-}" ] || kill "$server" 2>/dev/null || true
    postgres pg_ctl -D "$work/pg/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$work/pg" "$work/storage" "$work/run"
}
trap finish EXIT

# What the official image has: Odoo as Debian package in Python's own folder, the user odoo, /etc/odoo/odoo.conf,
# curl, pip, and an entry point that takes HOST, USER, PASSWORD_FILE.
stand_in() {
    local suite
    suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
    is_done docker-base "$suite $(hash_of requirements.lock)" && return
    say "Base image ($suite, Odoo from .local)"
    rm -rf "$base"
    mkdir -p "$base"
    debootstrap --variant=minbase --include=python3,python3-pip,curl,ca-certificates,libmagic1 "$suite" "$base" \
        "$(debian_mirror)" >"$work/debootstrap.log" || die "debootstrap failed, see $work/debootstrap.log"
    # without translations and localisations it is a third
    tar -C "$LOCAL/odoo" --exclude='*.po' --exclude='l10n_*' -c usr | tar -C "$base" -x
    cp -r "$VENV"/lib/python3*/site-packages/. "$base$(chroot "$base" python3 -c 'import site; print(site.getsitepackages()[0])')/"
    # to reach the package index the way this machine does
    cp /etc/ssl/certs/ca-certificates.crt "$base/etc/ssl/certs/"
    [ ! -f /etc/pip.conf ] || cp /etc/pip.conf "$base/etc/"
    mkdir -p "$base/etc/odoo"
    printf '[options]\naddons_path = /mnt/extra-addons\ndata_dir = /var/lib/odoo\n' >"$base/etc/odoo/odoo.conf"
    cat >"$base/entrypoint.sh" <<'ENTRY'
#!/bin/bash
shift
exec odoo --db_host "$HOST" --db_port "$PORT" --db_user "$USER" --db_password "$(<"$PASSWORD_FILE")" "$@"
ENTRY
    chmod +x "$base/entrypoint.sh"
    mark docker-base "$suite $(hash_of requirements.lock)"
}

mkdir -p "$work"
stand_in
say "Images"
cat >"$work/Dockerfile" <<'DOCKERFILE'
FROM scratch
ADD base /
RUN useradd --system odoo && mkdir -p /var/lib/odoo /mnt/extra-addons && chown odoo /var/lib/odoo /mnt/extra-addons
ENV ODOO_RC /etc/odoo/odoo.conf
USER odoo
ENTRYPOINT ["/entrypoint.sh"]
CMD ["odoo"]
DOCKERFILE
"${buildah[@]}" bud -q --isolation chroot -t localhost/odoo:19 -f "$work/Dockerfile" "$work" >/dev/null
"${buildah[@]}" bud -q --isolation chroot -t localhost/aftersales --build-arg BASE_IMAGE=localhost/odoo:19 \
    -f docker/Dockerfile . >/dev/null

say "Odoo from the image"
echo "$PGPASSWORD" >"$work/secret"
new_cluster "$work/pg" -A scram-sha-256 --pwfile="$work/secret"
postgres pg_ctl -D "$work/pg/data" -l "$work/pg/run/log" -w -s start \
    -o "-c listen_addresses=127.0.0.1 -c port=$PGPORT -c unix_socket_directories=''" </dev/null ||
    die "PostgreSQL does not start: $(tail -3 "$work/pg/run/log")"
container=$("${buildah[@]}" from --pull-never localhost/aftersales)
"${buildah[@]}" run --isolation chroot --volume "$work/secret:/run/secrets/postgres_password:ro" \
    --env HOST=$PGHOST --env PORT="$PGPORT" --env USER=odoo --env PASSWORD_FILE=/run/secrets/postgres_password \
    "$container" -- /entrypoint.sh odoo -d check -i "$addons" -p "$port" >"$work/odoo.log" 2>&1 &
server=$!

for _ in $(seq 120); do
    ! grep -q CRITICAL "$work/odoo.log" && kill -0 $server 2>/dev/null || break
    if curl -fsS "http://127.0.0.1:$port/web/login?db=check" 2>/dev/null | grep -q 'name="login"'; then
        installed=$(psql -XAtc "SELECT name FROM ir_module_module WHERE name LIKE 'aftersales_%' AND state = 'installed' ORDER BY 1" check | comma)
        [ "$installed" = "$addons" ] || break
        echo "The image works: its Odoo shows the login page and has $installed installed."
        exit 0
    fi
    sleep 2
done
tail -20 "$work/odoo.log" >&2
die "The Odoo of the image does not answer; all it said is in $work/odoo.log"
