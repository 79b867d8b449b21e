//! What queries are in a few words.

use proptest::prelude::*;

use super::summary;

#[test]
fn the_examples_of_the_conventions_are_as_they_say() {
    let examples = [
        ("SELECT *\nFROM   wuser_table\nWHERE  username = ?", "SELECT wuser_table"),
        (
            "INSERT INTO shipping_details (order_id, address) SELECT order_id, address FROM orders WHERE order_id = ?",
            "INSERT shipping_details SELECT orders",
        ),
        ("SELECT * FROM songs, artists WHERE songs.artist_id == artists.id", "SELECT songs artists"),
        (
            "SELECT order_date FROM (SELECT * FROM orders o JOIN customers c ON o.customer_id = c.customer_id)",
            "SELECT SELECT orders customers",
        ),
        ("SELECT * FROM \"song list\", `artists`", "SELECT \"song list\" `artists`"),
    ];
    for (sql, expected) in examples {
        assert_eq!(summary(sql), expected, "{sql}");
    }
}

#[test]
fn each_kind_of_statement_has_its_words() {
    let statements = [
        ("select 1", "select"),
        ("INSERT OR REPLACE INTO shop.orders (a, b) VALUES ($1, $2)", "INSERT shop.orders"),
        ("INSERT INTO t (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET a = 1 RETURNING id", "INSERT t"),
        (
            "UPDATE orders AS o SET state = ?, place = ? FROM customers WHERE o.id = ?",
            "UPDATE orders customers",
        ),
        ("UPDATE OR IGNORE orders SET a = ?", "UPDATE orders"),
        ("DELETE FROM ONLY orders WHERE id = $1", "DELETE orders"),
        ("SELECT * FROM a LEFT JOIN b USING (id), c GROUP BY x, y FOR UPDATE", "SELECT a b"),
        ("SELECT EXTRACT(DAY FROM at), a IS DISTINCT FROM b FROM t", "SELECT t"),
        ("SELECT replace(a, 'x', 'y') FROM t WHERE (start < 5)", "SELECT t"),
        ("SELECT 1 UNION ALL SELECT 2 FROM t", "SELECT SELECT t"),
        ("WITH old AS (SELECT id FROM orders) DELETE FROM orders USING old", "SELECT orders DELETE orders"),
        ("CREATE TABLE IF NOT EXISTS orders (id INTEGER, start TEXT)", "CREATE TABLE orders"),
        ("CREATE UNIQUE INDEX by_name ON orders (name)", "CREATE INDEX by_name"),
        ("DROP VIEW \"v\"\"w\"", "DROP VIEW \"v\"\"w\""),
        ("TRUNCATE TABLE orders", "TRUNCATE orders"),
        ("call pay($1)", "call pay"),
        ("BEGIN IMMEDIATE; UPDATE a SET b = 1; COMMIT", "BEGIN UPDATE a COMMIT"),
        ("EXPLAIN SELECT * FROM t", "EXPLAIN SELECT t"),
        ("-- FROM nowhere\n/* UPDATE x */ SELECT 'FROM y' FROM z", "SELECT z"),
        ("", ""),
        ("who knows", ""),
    ];
    for (sql, expected) in statements {
        assert_eq!(summary(sql), expected, "{sql}");
    }
}

#[test]
fn what_dialects_read_differently_ends_the_summary() {
    let doubtful = [
        r"SELECT * FROM a WHERE b = 'it\'s' AND c IN (SELECT 1 FROM secret) -- '",
        r#"SELECT * FROM a WHERE b = "\" FROM secret""#,
        "SELECT * FROM a WHERE b = $tag$ ' UNION SELECT x FROM secret ' $tag$",
        "SELECT * FROM a WHERE b = 'open UNION SELECT 1 FROM secret",
    ];
    for sql in doubtful {
        assert_eq!(summary(sql), "SELECT a", "{sql}");
    }
}

#[test]
fn a_summary_that_is_too_long_ends_between_two_names() {
    let tables = (0..100).map(|number| format!("table_{number}")).collect::<Vec<_>>().join(", ");
    let summary = summary(&format!("SELECT * FROM {tables}"));
    assert!((170..=192).contains(&summary.len()), "{summary}");
    assert!(summary.ends_with("table_20"), "{summary}");
}

proptest! {
    #[test]
    fn nothing_of_a_literal_is_in_it(literal in "([a-z ,();.]|FROM |''|SELECT )*") {
        let sql = format!("SELECT a FROM t WHERE b = '{literal}' AND c = ?");
        prop_assert_eq!(summary(&sql), "SELECT t");
    }

    #[test]
    fn any_text_has_one(sql in "(\\PC|FROM |SELECT |\\(|'|\"|\\$|--|/\\*|\n|\\[|;|,)*") {
        prop_assert!(summary(&sql).len() <= 192);
    }
}
