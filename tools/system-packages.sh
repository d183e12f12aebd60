#!/bin/sh
# Makes sure that the servers which the tests talk to are on this machine: Dovecot (IMAP and LMTP).
# As root on Debian or Ubuntu it installs what is missing; anybody else reads what to install.
# Downloaded packages are kept in .cache/apt, so that a second machine image or CI run does not fetch them again.
set -eu
cd "$(dirname "$0")/.."

missing=""
wants() { # command, package
    PATH="$PATH:/usr/sbin:/usr/local/sbin:/sbin" command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}

wants dovecot dovecot-imapd
wants /usr/lib/dovecot/lmtp dovecot-lmtpd
wants openssl openssl
[ -z "$missing" ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
    printf '%s\n' "The tests talk to real servers, and these packages are missing:$missing" \
        "Install them once, for instance: sudo apt-get install$missing" >&2
    exit 1
fi
if ! command -v apt-get >/dev/null 2>&1; then
    printf '%s\n' "The tests need$missing and this machine has no apt-get: install them with its own package tool." >&2
    exit 1
fi

mkdir -p .cache/apt/partial
export DEBIAN_FRONTEND=noninteractive
printf '%s\n' "Installing for the tests:$missing" >&2
apt-get update -qq
# The rigs start their own servers on their own ports: nothing of the system's may start by itself.
printf '#!/bin/sh\nexit 101\n' >.cache/policy-rc.d
chmod 755 .cache/policy-rc.d
placed=""
if [ ! -e /usr/sbin/policy-rc.d ]; then
    cp .cache/policy-rc.d /usr/sbin/policy-rc.d
    placed=yes
fi
status=0
# shellcheck disable=SC2086  # one word per package
apt-get install -y -qq --no-install-recommends -o "Dir::Cache::archives=$PWD/.cache/apt" \
    -o APT::Keep-Downloaded-Packages=true -o APT::Sandbox::User=root $missing >&2 || status=$?
if [ -n "$placed" ]; then rm -f /usr/sbin/policy-rc.d; fi
exit "$status"
