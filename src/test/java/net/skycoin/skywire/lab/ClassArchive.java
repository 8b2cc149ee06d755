package net.skycoin.skywire.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The JVM's archive of the daemon's classes (application class data sharing), which saves each
 * daemon of a lab about a second of processor time at its start. One daemon of the first lab after
 * a build makes it when it ends in order; the build directory keeps it for the labs that follow.
 * The JVM itself checks that the archive fits, and goes on without where it does not. Thread-safe.
 */
final class ClassArchive {
    private static final String NAME = "daemon.jsa";

    /** Whoever reads a daemon's log is not concerned with it. */
    private static final List<String> QUIET = List.of("-Xlog:cds=off", "-Xlog:aot=off");

    private final Path keptDirectory;
    private final String keptName;
    private final Path directory;
    private boolean making;

    /**
     * @param classPath of the daemons, from outside
     * @param directory where daemons write and read it, from outside
     */
    ClassArchive(List<Path> classPath, Path directory) throws IOException {
        this.directory = directory;
        keptDirectory = LabOptions.projectRoot().resolve("target/lab");
        int names = System.getProperty("java.vm.version", "").hashCode();
        long contents = 0;
        for (Path jar : classPath) {
            names = 31 * names + jar.getFileName().toString().hashCode();
            contents = 31 * contents + Files.getLastModifiedTime(jar).toMillis();
            contents = 31 * contents + Files.size(jar);
        }
        keptName = String.format("%08x-%016x-%s", names, contents, NAME);
        Files.createDirectories(directory);
        Namespace.own(directory);
        if (Files.exists(keptDirectory.resolve(keptName))) {
            Files.copy(keptDirectory.resolve(keptName), directory.resolve(NAME));
        }
    }

    /**
     * Flags of the next daemon's JVM.
     *
     * @param inside the directory as the daemon sees it
     * @param patient whether it may take a second longer to end, to make the archive
     */
    synchronized List<String> flags(String inside, boolean patient) {
        String archive = inside + "/" + NAME;
        if (!making && Files.exists(directory.resolve(NAME))) {
            return with("-XX:SharedArchiveFile=" + archive);
        }
        if (making || !patient) {
            return QUIET;
        }
        making = true;
        return with("-XX:ArchiveClassesAtExit=" + archive);
    }

    private static List<String> with(String flag) {
        return Stream.concat(Stream.of(flag), QUIET.stream()).toList();
    }

    /** Whether one of this lab's daemons makes the archive, for which it has to end in order. */
    synchronized boolean making() {
        return making;
    }

    /** Keeps what has been made, in the place of what an older build's daemons made. */
    synchronized void keep() {
        Path made = directory.resolve(NAME);
        if (!making || !Files.exists(made)) {
            return;
        }
        try {
            Files.createDirectories(keptDirectory);
            Path partial = Files.createTempFile(keptDirectory, NAME, "");
            Files.copy(made, partial, StandardCopyOption.REPLACE_EXISTING);
            String build = keptName.substring(0, keptName.indexOf('-'));
            try (Stream<Path> old = Files.list(keptDirectory)) {
                for (Path path : old.toList()) {
                    if (path.getFileName().toString().startsWith(build)) {
                        Files.delete(path);
                    }
                }
            }
            Files.move(partial, keptDirectory.resolve(keptName), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException _) {
            // The next lab makes one: only time is lost.
        }
    }
}
