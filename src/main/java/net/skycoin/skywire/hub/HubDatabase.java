package net.skycoin.skywire.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import net.skycoin.skywire.pay.HubStoreException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * Where a hub's books are kept: an SQLite file, or a PostgreSQL database for a hub of thousands.
 * The same schema in both, brought up to date at opening. One process at a time. A lost connection
 * is made again with the next transaction. Single-threaded.
 */
public final class HubDatabase implements AutoCloseable {
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final String MIGRATIONS = "classpath:net/skycoin/skywire/hub";

    /** "skywire " in ASCII: the name of the lock that the hub of a database holds. */
    private static final long LOCK = 0x736b_7977_6972_6520L;

    private final String url;
    private final Properties login = new Properties();
    private @Nullable Connection connection;
    private @Nullable JdbcHubStore store;

    private HubDatabase(String url) {
        this.url = url;
    }

    /** The books in a file, readable by its owner only. */
    public static HubDatabase sqlite(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        HubDatabase database = new HubDatabase("jdbc:sqlite:" + file);
        database.open();
        return database;
    }

    /**
     * The books in a PostgreSQL database.
     *
     * @param url {@code jdbc:postgresql://HOST/DATABASE?user=...}
     * @param password null where the server asks for none
     */
    public static HubDatabase postgresql(String url, @Nullable String password) throws IOException {
        HubDatabase database = new HubDatabase(url);
        if (password != null) {
            database.login.setProperty("password", password);
        }
        // Entries of a batch go as one statement.
        database.login.setProperty("reWriteBatchedInserts", "true");
        database.login.setProperty("connectTimeout", "5");
        database.login.setProperty("socketTimeout", "30");
        database.open();
        return database;
    }

    /** Whether a URL is one of PostgreSQL's. */
    public static boolean isPostgresql(String url) {
        return url.startsWith(POSTGRESQL);
    }

    private void open() throws IOException {
        try {
            Flyway.configure(getClass().getClassLoader())
                    .dataSource(url, login.getProperty("user"), login.getProperty("password"))
                    .locations(MIGRATIONS)
                    .load()
                    .migrate();
            connect();
        } catch (FlywayException | SQLException e) {
            close();
            throw new IOException(
                    "The hub's books at " + url + " cannot be used: " + e.getMessage() + ".", e);
        }
    }

    private Connection connect() throws SQLException {
        Connection present = connection;
        if (present != null) {
            return present;
        }
        Connection fresh = DriverManager.getConnection(url, login);
        try (Statement statement = fresh.createStatement()) {
            if (isPostgresql(url)) {
                try (ResultSet lock =
                        statement.executeQuery("select pg_try_advisory_lock(" + LOCK + ")")) {
                    if (!lock.next() || !lock.getBoolean(1)) {
                        throw new SQLException("another hub uses them");
                    }
                }
            } else {
                statement.execute("pragma busy_timeout = 10000");
                statement.execute("pragma journal_mode = wal");
                statement.execute("pragma synchronous = full");
            }
            fresh.setAutoCommit(false);
        } catch (SQLException e) {
            fresh.close();
            throw e;
        }
        connection = fresh;
        store = new JdbcHubStore(fresh);
        return fresh;
    }

    /** One piece of work on the books. */
    public interface Work<T> {
        T run(JdbcHubStore store);
    }

    /**
     * Runs work as one transaction: on return it is on the disk, or has never been.
     *
     * @throws HubStoreException when it has never been, or when the connection broke while nobody
     *     can say; the books tell the next time
     */
    public <T> T transaction(Work<T> work) {
        try {
            Connection open = connect();
            JdbcHubStore books = store;
            if (books == null) {
                throw new SQLException("not connected");
            }
            T result = work.run(books);
            books.flush();
            open.commit();
            return result;
        } catch (SQLException e) {
            disconnect();
            throw new HubStoreException("the hub's books cannot be used: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            disconnect();
            throw e;
        }
    }

    /** Whatever was begun is rolled back, and what was remembered is forgotten. */
    private void disconnect() {
        Connection broken = connection;
        connection = null;
        store = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (SQLException _) {
                // It was broken before.
            }
        }
    }

    @Override
    public void close() {
        disconnect();
    }
}
