package net.skycoin.skywire.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * SQL with its arguments, which never become part of the text. Used inside a transaction's thread.
 */
public final class Statements {
    private Statements() {}

    /** Runs a change; returns how many rows it touched. */
    public static int update(Connection connection, String sql, @Nullable Object... arguments)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, arguments)) {
            return statement.executeUpdate();
        }
    }

    /** A statement with its arguments in place; the caller closes it. */
    public static PreparedStatement prepare(
            Connection connection, String sql, @Nullable Object... arguments) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }
}
