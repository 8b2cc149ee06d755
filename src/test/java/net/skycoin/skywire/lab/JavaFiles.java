package net.skycoin.skywire.lab;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The classes that a lab's processes run: a copy of this process's own class path, so that a new
 * build does not pull them away under a running lab, and readable by the daemons' user wherever the
 * project lies.
 *
 * <pre>
 *   java/skywire.jar   java/lib/*.jar   java/test-classes   java/archive
 * </pre>
 */
final class JavaFiles {
    private static final String TESTS = "test-classes";
    private static final String PRODUCT = "skywire.jar";
    private static final String ARCHIVE = "archive";

    /** As the product's own start scripts. */
    private static final List<String> PRODUCT_FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xshare:auto",
                    "-XX:-UsePerfData",
                    "--enable-native-access=ALL-UNNAMED");

    /** A user without an entry in the password file has no home for native libraries. */
    private static final List<String> TEMPORARY_INSIDE =
            List.of("-Djava.io.tmpdir=/run/lab/tmp", "-Djna.tmpdir=/run/lab/tmp");

    private final Path directory;
    private final Path temporary;
    private final List<String> jars;
    private final ClassArchive archive;

    private JavaFiles(Path directory, Path temporary) throws IOException {
        this.directory = directory;
        this.temporary = temporary;
        try (Stream<Path> files = Files.list(directory.resolve("lib"))) {
            // Sorted: the archive fits only one order of the class path.
            jars =
                    Stream.concat(
                                    Stream.of(PRODUCT),
                                    files.map(file -> "lib/" + file.getFileName()).sorted())
                            .toList();
        }
        archive =
                new ClassArchive(
                        jars.stream().map(directory::resolve).toList(), directory.resolve(ARCHIVE));
    }

    static JavaFiles copy(LabState state) {
        Path directory = state.directory().resolve("java");
        Path temporary = state.directory().resolve("tmp");
        try {
            Files.createDirectories(directory.resolve("lib"));
            Files.createDirectory(temporary);
            for (Path entry : classPath()) {
                String name = entry.getFileName().toString();
                if (Files.isRegularFile(entry)) {
                    Files.copy(
                            entry,
                            directory.resolve("lib").resolve(name),
                            StandardCopyOption.REPLACE_EXISTING,
                            StandardCopyOption.COPY_ATTRIBUTES);
                } else if (name.equals(TESTS)) {
                    copyTree(entry, directory.resolve(TESTS));
                } else if (Files.isDirectory(entry)) {
                    jar(entry, directory.resolve(PRODUCT));
                }
            }
            return new JavaFiles(directory, temporary);
        } catch (IOException e) {
            throw new LabFailure("cannot copy the classes: " + e.getMessage(), e);
        }
    }

    private static List<Path> classPath() {
        String own = System.getProperty("java.class.path", "");
        // What surefire was told, where it starts from a jar with nothing but a manifest.
        String all = System.getProperty("surefire.test.class.path", own);
        return Stream.of(all.split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .toList();
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path source : tree.toList()) {
                Path target = to.resolve(from.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Class files as a jar that is as old as the newest of them. */
    private static void jar(Path classes, Path jar) throws IOException {
        FileTime newest = FileTime.fromMillis(0);
        try (Stream<Path> tree = Files.walk(classes);
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.setLevel(0);
            for (Path path : tree.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                Files.copy(path, out);
                FileTime time = Files.getLastModifiedTime(path);
                newest = time.compareTo(newest) > 0 ? time : newest;
            }
        }
        Files.setLastModifiedTime(jar, newest);
    }

    Path directory() {
        return directory;
    }

    /** A command that runs one of the lab's own main classes outside of any mount namespace. */
    List<String> ownProgram(Class<?> main, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=1g",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + temporary,
                        "-Djna.tmpdir=" + temporary,
                        "-cp",
                        classPath(directory.toString(), true),
                        main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * A command that runs the daemon inside a node.
     *
     * @param patient see {@link ClassArchive#flags}
     */
    List<String> daemon(List<String> flags, String main, boolean patient) {
        List<String> all = new ArrayList<>(flags);
        all.addAll(archive.flags(Namespace.JAVA_INSIDE + "/" + ARCHIVE, patient));
        return product(all, main);
    }

    /** A command that runs a main class of the product inside a node. */
    List<String> product(List<String> flags, String main) {
        List<String> command = new ArrayList<>(List.of(Namespace.JDK_INSIDE + "/bin/java"));
        command.addAll(PRODUCT_FLAGS);
        command.addAll(TEMPORARY_INSIDE);
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(Namespace.JAVA_INSIDE, false), main));
        return command;
    }

    ClassArchive archive() {
        return archive;
    }

    private String classPath(String root, boolean tests) {
        Stream<String> own = tests ? Stream.of(TESTS) : Stream.empty();
        return Stream.concat(own, jars.stream())
                .map(entry -> root + "/" + entry)
                .collect(Collectors.joining(":"));
    }
}
