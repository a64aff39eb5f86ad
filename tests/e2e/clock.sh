# To be read by a script (`. clock.sh FILE`): what it starts then lives under the clock that the file says (Debian's faketime). Timers
# stay real; the "fix" that faketime chooses by itself for some versions of glibc lets waits on the monotonic clock end at once.
library=$(find /usr/lib -name libfaketimeMT.so.1 -print -quit)
[ -n "$library" ] || { echo "faketime is not installed (installer/setup.sh test)" >&2; exit 1; }
export LD_PRELOAD=$library FAKETIME_TIMESTAMP_FILE=$1 FAKETIME_NO_CACHE=1
export FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0
