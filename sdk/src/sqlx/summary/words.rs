//! Words of SQL, by what they mean for what follows.

/// What a statement may begin with.
pub(super) const OPERATIONS: [&str; 36] = [
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "REPLACE",
    "MERGE",
    "CREATE",
    "ALTER",
    "DROP",
    "TRUNCATE",
    "CALL",
    "EXEC",
    "EXECUTE",
    "BEGIN",
    "START",
    "COMMIT",
    "END",
    "ROLLBACK",
    "SAVEPOINT",
    "RELEASE",
    "SET",
    "SHOW",
    "PRAGMA",
    "VACUUM",
    "ANALYZE",
    "EXPLAIN",
    "VALUES",
    "LOCK",
    "GRANT",
    "REVOKE",
    "COPY",
    "REINDEX",
    "ATTACH",
    "DETACH",
    "LISTEN",
    "NOTIFY",
];

/// Those that may stand in parentheses, or behind them.
pub(super) const WITHIN: [&str; 5] = ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"];

/// What such an operation as `CREATE` works on: part of the operation, and a name follows.
pub(super) const OBJECTS: [&str; 7] = ["TABLE", "VIEW", "INDEX", "TRIGGER", "SCHEMA", "DATABASE", "SEQUENCE"];

/// What may stand between a word and the name that belongs to it.
pub(super) const BETWEEN: [&str; 10] =
    ["IF", "NOT", "EXISTS", "ONLY", "LATERAL", "CONCURRENTLY", "TABLE", "OR", "IGNORE", "REPLACE"];

/// What ends a list of tables.
pub(super) const ENDS: [&str; 14] = [
    "WHERE",
    "GROUP",
    "ORDER",
    "ON",
    "SET",
    "LIMIT",
    "HAVING",
    "UNION",
    "USING",
    "VALUES",
    "RETURNING",
    "WINDOW",
    "EXCEPT",
    "INTERSECT",
];
