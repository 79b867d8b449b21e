package internal.shop.shipping;

import com.zaxxer.hikari.HikariDataSource;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what was ordered. */
public class Main {
  private static final Logger log = LoggerFactory.getLogger(Main.class);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Timer labels = Timer.builder("shipping.label.duration").register(registry);
  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final Carrier carrier;
  private final Shipments shipments;
  private final Duration slowLabel;

  Main(Carrier carrier, Shipments shipments, Duration slowLabel) {
    this.carrier = carrier;
    this.shipments = shipments;
    this.slowLabel = slowLabel;
  }

  private void accept(Context context) {
    Order order = context.bodyAsClass(Order.class);
    log.atInfo().addKeyValue("order_id", order.id()).log("order received");
    Counter.builder("shipping.orders").register(registry).increment();
    executor.submit(() -> ship(order));
    context.status(HttpStatus.ACCEPTED);
  }

  private void ship(Order order) {
    long started = System.nanoTime();
    try {
      String label = carrier.label(order);
      shipments.add(order.id(), label);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      log.atError().addKeyValue("order_id", order.id()).setCause(e).log("shipment not saved");
    }
    Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
    labels.record(elapsed);
    if (elapsed.compareTo(slowLabel) > 0) {
      log.atWarn().addKeyValue("order_id", order.id()).addKeyValue("elapsed", elapsed).log("slow label");
    }
  }

  private void find(Context context) throws InterruptedException, SQLException {
    String order = context.pathParam("order");
    String label = shipments.label(order).orElseThrow(NotFoundResponse::new);
    context.json(Map.of("order", order, "label", label, "at", carrier.whereabouts(label).orElse("unknown")));
  }

  private void metrics(Context context) {
    context.result(registry.scrape());
  }

  private static String setting(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }

  public static void main(String[] args) {
    HikariDataSource database = new HikariDataSource();
    database.setJdbcUrl(setting("DATABASE_URL", "jdbc:postgresql://localhost/shipping"));
    URI carrier = URI.create(setting("CARRIER_URL", "http://localhost:8088"));
    Duration timeout = Duration.parse(setting("CARRIER_TIMEOUT", "PT3S"));
    Duration slowLabel = Duration.parse(setting("SLOW_LABEL", "PT2S"));
    Main main = new Main(new Carrier(carrier, timeout), new Shipments(database), slowLabel);
    Javalin.create()
        .post("/orders", main::accept)
        .get("/shipments/{order}", main::find)
        .get("/metrics", main::metrics)
        .start(8080);
  }
}
