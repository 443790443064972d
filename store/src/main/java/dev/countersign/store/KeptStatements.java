package dev.countersign.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Keeps the statements of one SQLite connection: its driver has no memory of its own, and to compile a statement costs more
 * than to run it. At most {@value #MOST} rest here; the one that rested longest goes first. Confined to its connection's
 * thread.
 */
final class KeptStatements extends DefaultStatementBuilder {
    private static final int MOST = 200;

    private final LinkedHashMap<String, PreparedStatement> resting = new LinkedHashMap<>();
    private final Map<Statement, String> lent = new IdentityHashMap<>();

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        if (context.isReturningGeneratedKeys() || context.isConcurrentUpdatable()) {
            return super.create(connection, sql, context);
        }
        var kept = resting.remove(sql);
        var statement = kept == null ? super.create(connection, sql, context) : kept;
        lent.put(statement, sql);
        return statement;
    }

    /** Its rows were closed before it, so it reads no more and holds nothing open. */
    @Override
    public void close(Connection connection, String sql, Statement statement) throws SQLException {
        var compiled = lent.remove(statement);
        if (compiled == null) {
            super.close(connection, sql, statement);
            return;
        }
        var prepared = (PreparedStatement) statement;
        prepared.clearParameters();
        prepared.clearBatch();
        var twin = resting.putLast(compiled, prepared);
        if (twin != null) twin.close();
        if (resting.size() > MOST) resting.pollFirstEntry().getValue().close();
    }

    @Override
    public void close(Connection connection) {
        resting.clear();
        lent.clear();
    }
}
