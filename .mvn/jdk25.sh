# Sourced by run and verify: sets JAVA_HOME to a JDK 25, or ends with one sentence. $JAVA_HOME and PATH go first.
is_jdk25() { [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release" 2>/dev/null; }

on_path=$(readlink -f "$(command -v javac || echo /nowhere/bin/javac)" 2>/dev/null || true)
found=
for jdk in "${JAVA_HOME:-/nowhere}" "${on_path%/bin/javac}" \
    /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME:-/nowhere}"/.sdkman/candidates/java/* "${HOME:-/nowhere}"/.jdks/* \
    "${HOME:-/nowhere}"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
  if is_jdk25 "$jdk"; then found=$jdk; break; fi
done
if [ -z "$found" ]; then
  echo "Countersign needs a JDK 25 and found none by JAVA_HOME, on the PATH or in the usual folders; install one (such as Temurin 25) or set JAVA_HOME." >&2
  exit 1
fi
JAVA_HOME=$found
PATH=$JAVA_HOME/bin:$PATH
export JAVA_HOME PATH
# Maven 3 and its plugins still use what JDK 25 warns about.
MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
export MAVEN_OPTS
