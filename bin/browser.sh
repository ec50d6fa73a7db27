#!/bin/sh
# Make sure that a Chromium is there for the browser tests. As root on Debian or Ubuntu it is installed.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "muster: installing Chromium for the browser tests (once)"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null && exit 0
fi
echo "muster: the browser tests need Chromium. Install it (Debian: apt-get install chromium) and run this again." >&2
exit 1
