package net.skycoin.skywire.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** A Debian package that Maven has made. */
record DebFile(Path path) {
    private static final Duration TOOL = Duration.ofMinutes(1);

    /** The one of this build. */
    static DebFile built(Path project, String architecture) {
        try (var files =
                Files.newDirectoryStream(
                        project.resolve("target"), "skywire-router_*_" + architecture + ".deb")) {
            var found = files.iterator();
            if (!found.hasNext()) {
                throw new AssertionError("there is no package: run \"mvn package\" first");
            }
            DebFile deb = new DebFile(found.next());
            if (found.hasNext()) {
                throw new AssertionError("packages of several versions in target/: remove the old");
            }
            return deb;
        } catch (IOException e) {
            throw new AssertionError("cannot look into target/", e);
        }
    }

    /** A field of its control file. */
    String field(String name) {
        return Shell.require(TOOL, "dpkg-deb", "--field", path.toString(), name).strip();
    }

    /** What must be installed before it, the first choice where there are several. */
    List<String> dependencies() {
        return Pattern.compile(",")
                .splitAsStream(field("Depends"))
                .map(choices -> choices.strip().replaceFirst("[ |(].*", ""))
                .toList();
    }

    /** Its files, unpacked. */
    void unpack(Path directory) {
        Shell.require(TOOL, "dpkg-deb", "--extract", path.toString(), directory.toString());
    }

    /** The same content as a former version, whose default settings were other ones. */
    DebFile former(String version, Path directory) throws IOException {
        Path tree = directory.resolve("former");
        Shell.require(TOOL, "dpkg-deb", "--raw-extract", path.toString(), tree.toString());
        Path control = tree.resolve("DEBIAN/control");
        Files.writeString(
                control,
                Files.readString(control).replaceAll("(?m)^Version: .*$", "Version: " + version));
        Files.writeString(tree.resolve("etc/skywire/skywired.env"), "# former defaults\n");
        Path made = directory.resolve("former.deb");
        Shell.require(
                TOOL,
                "dpkg-deb",
                "--root-owner-group",
                "-Znone",
                "--build",
                tree.toString(),
                made.toString());
        return new DebFile(made);
    }
}
