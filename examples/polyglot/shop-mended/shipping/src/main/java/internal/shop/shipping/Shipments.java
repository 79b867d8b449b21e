package internal.shop.shipping;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** What is on its way, in the database. */
class Shipments {
  private final DataSource database;

  Shipments(DataSource database) {
    this.database = database;
  }

  void add(String order, String label) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("insert into shipments (order_id, label) values (?, ?)")) {
      statement.setString(1, order);
      statement.setString(2, label);
      statement.executeUpdate();
    }
  }

  Optional<String> label(String order) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("select label from shipments where order_id = ?")) {
      statement.setString(1, order);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.ofNullable(rows.getString("label")) : Optional.empty();
      }
    }
  }
}
