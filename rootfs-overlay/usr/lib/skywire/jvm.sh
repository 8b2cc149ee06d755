# shellcheck shell=bash
# shellcheck disable=SC2034 # set for those who source this
# Sourced by the start scripts: finds a Java of version 25 or newer and sets
#
#   java            the program
#   home            where the product lies (SKYWIRE_HOME, else /usr/lib/skywire)
#   classpath       always in the same order: an archive of classes fits only one
#   common          flags of every JVM of ours
#   daemon, client  flags of the daemon's JVM and of the command line's, beside the common ones
#   archive         flags for the archive of classes that came with the image, if one did
#   quiet           flags that keep the JVM from talking about archives that do not fit
#
# Ends the calling script with one sentence when there is no Java.
LC_ALL=C
home=${SKYWIRE_HOME:-/usr/lib/skywire}

is_java() { # directory
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  [[ $(<"$1/release") =~ JAVA_VERSION=\"([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge 25 ]
}

find_java() {
  local candidate on_path
  on_path=$(command -v java || true)
  [ -z "$on_path" ] || on_path=$(readlink -f "$on_path")
  for candidate in "$home/runtime" "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* "${on_path%/bin/java}"; do
    if [ -n "$candidate" ] && is_java "$candidate"; then
      java=$candidate/bin/java
      return
    fi
  done
  return 1
}

if ! find_java; then
  echo "${0##*/}: needs Java 25 or newer: install it (openjdk-25-jre-headless, or temurin-25-jre), then start this again." >&2
  exit 4
fi

classpath=$home/skywire-router.jar
for jar in "$home"/lib/*.jar; do
  classpath+=:$jar
done

common=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:-UsePerfData --enable-native-access=ALL-UNNAMED)
# A package has its native libraries unpacked: /tmp may not allow programs, and unpacking costs time at every start.
if [ -d "$home/native" ]; then
  common+=("-Djava.library.path=$home/native" -Djna.nounpack=true "-Djna.boot.library.path=$home/native"
    "-Dorg.sqlite.lib.path=$home/native")
fi

# Bounds for a board of 512 MB: the daemon stays below 160 MB. A fatal error is told to the journal, not to a file.
daemon=(-Xms16m -Xmx96m -Xss512k -XX:MaxDirectMemorySize=64m -XX:MaxMetaspaceSize=64m -XX:ReservedCodeCacheSize=32m
  -XX:+ExitOnOutOfMemoryError -XX:+ErrorFileToStderr)
# What the compilers used is given back.
daemon+=(-XX:TrimNativeHeapInterval=10000)
# More calls than usual, ten and four times, before a method is compiled by C1 and C2: what runs only at the start is not worth it, and takes a
# third of its time. For what carries packets the JVM's own numbers hold, or the first minutes' pings are slow.
daemon+=(-XX:Tier3InvocationThreshold=2000 -XX:Tier3MinInvocationThreshold=1000 -XX:Tier3CompileThreshold=8000
  -XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=2400 -XX:Tier4CompileThreshold=60000
  -XX:Tier4BackEdgeThreshold=160000 -XX:CompileCommand=quiet)
for packages in net.skycoin.skywire.{bond,bytes,circuit,crypto,link,noise,transport,tun,vpn,wire} io.netty.channel.epoll; do
  daemon+=("-XX:CompileCommand=CompileThresholdScaling,$packages.*::*,0.1")
done
client=(-Xmx64m -XX:TieredStopAtLevel=1)
# glibc would keep an arena of its own for every thread.
export MALLOC_ARENA_MAX=2

quiet=(-Xlog:aot=off -Xlog:cds=off)
archive=()
if [ -r "$home/skywired.jsa" ]; then
  archive=("-XX:SharedArchiveFile=$home/skywired.jsa" "${quiet[@]}")
fi
