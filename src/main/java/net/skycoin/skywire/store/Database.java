package net.skycoin.skywire.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * An SQLite file for what is money or history: write-ahead log, every commit flushed to the disk
 * ({@code synchronous=FULL}), a schema that is brought up to date at opening. A damaged file is set
 * aside under another name and a new one begun: nothing that is in it may keep the program from
 * starting. Several processes may have it open; writers wait for each other. Thread-safe.
 */
public final class Database implements AutoCloseable {
    private static final int BUSY_MS = 10_000;

    private final Path file;
    private final Connection connection;

    private Database(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * An open database.
     *
     * @param sentence what was set aside, for a person; null when the file was sound or new
     */
    public record Opened(Database database, @Nullable String sentence) {}

    /** Statements within one transaction. */
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * Opens or makes a file, readable by its owner only.
     *
     * @param migrations of version 1, 2, ...: the statements that lead to it from the one before;
     *     what was released never changes
     * @throws IOException when the file may not be opened, or is of a newer release
     */
    public static Opened open(Path file, List<List<String>> migrations) throws IOException {
        boolean existed = Files.exists(file);
        if (!existed) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        try {
            return new Opened(sound(file, migrations), null);
        } catch (SQLException e) {
            if (!isDamage(e)) {
                throw failure(file, e);
            }
            Path aside = setAside(file);
            try {
                Database fresh = open(file, migrations).database();
                return new Opened(
                        fresh,
                        file
                                + " was damaged: it was set aside as "
                                + aside
                                + ", and a new one was begun.");
            } catch (IOException again) {
                again.addSuppressed(e);
                throw again;
            }
        }
    }

    private static Database sound(Path file, List<List<String>> migrations)
            throws SQLException, IOException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try {
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma busy_timeout = " + BUSY_MS);
                statement.execute("pragma journal_mode = wal");
                statement.execute("pragma synchronous = full");
                statement.execute("pragma foreign_keys = on");
                try (ResultSet result = statement.executeQuery("pragma quick_check(1)")) {
                    if (!result.next() || !"ok".equals(result.getString(1))) {
                        throw new SQLiteException("damaged", SQLiteErrorCode.SQLITE_CORRUPT);
                    }
                }
            }
            Database database = new Database(file, connection);
            database.migrate(migrations);
            return database;
        } catch (SQLException | IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void migrate(List<List<String>> migrations) throws SQLException, IOException {
        int version = version();
        if (version > migrations.size()) {
            throw new IOException(
                    file + " was written by a newer release: install that one, or move the file.");
        }
        while (version < migrations.size()) {
            List<String> statements = migrations.get(version);
            int next = version + 1;
            inTransaction(
                    open -> {
                        try (Statement statement = open.createStatement()) {
                            // Another process may have been faster.
                            if (version() < next) {
                                for (String sql : statements) {
                                    statement.execute(sql);
                                }
                                statement.execute("pragma user_version = " + next);
                            }
                            return next;
                        }
                    });
            version = next;
        }
    }

    private int version() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("pragma user_version")) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    private static boolean isDamage(SQLException e) {
        return e instanceof SQLiteException sqlite
                && switch (sqlite.getResultCode()) {
                    case SQLITE_CORRUPT,
                            SQLITE_CORRUPT_VTAB,
                            SQLITE_CORRUPT_SEQUENCE,
                            SQLITE_CORRUPT_INDEX,
                            SQLITE_NOTADB ->
                            true;
                    default -> false;
                };
    }

    private static Path setAside(Path file) throws IOException {
        for (int n = 1; ; n++) {
            Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + n);
            if (!Files.exists(aside)) {
                Files.move(file, aside);
                // The log belongs to the damaged file: on a new one it would do damage again.
                for (String suffix : List.of("-wal", "-shm")) {
                    Path log = file.resolveSibling(file.getFileName() + suffix);
                    if (Files.exists(log)) {
                        Files.move(log, aside.resolveSibling(aside.getFileName() + suffix));
                    }
                }
                return aside;
            }
        }
    }

    /** Runs statements as one transaction that is on the disk, or has never been, on return. */
    public synchronized <T> T transaction(Work<T> work) throws IOException {
        try {
            return inTransaction(work);
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    private <T> T inTransaction(Work<T> work) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Immediate: the lock is taken before anything is read that a decision rests on.
            statement.execute("begin immediate");
            boolean done = false;
            try {
                T result = work.run(connection);
                statement.execute("commit");
                done = true;
                return result;
            } finally {
                if (!done) {
                    statement.execute("rollback");
                }
            }
        }
    }

    private static IOException failure(Path file, SQLException e) {
        return new IOException(file + " cannot be used: " + e.getMessage() + ".", e);
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }
}
