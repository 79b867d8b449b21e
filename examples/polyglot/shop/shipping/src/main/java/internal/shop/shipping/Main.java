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
  private final Timer labels = Timer.builder("shipping.labelDurationMs").register(registry);
  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final Carrier carrier;
  private final Shipments shipments;

  Main(Carrier carrier, Shipments shipments) {
    this.carrier = carrier;
    this.shipments = shipments;
  }

  private void accept(Context context) {
    Order order = context.bodyAsClass(Order.class);
    System.out.println("shipping " + order.id());
    log.info("order {} received with {}", order.id(), context.header("Authorization"));
    Counter.builder("shipping.orders").tag("order", order.id()).register(registry).increment();
    executor.submit(() -> ship(order));
    context.status(HttpStatus.ACCEPTED);
  }

  private void ship(Order order) {
    long started = System.nanoTime();
    try {
      String label = carrier.label(order);
      shipments.add(order.id(), label);
      Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
      labels.record(elapsed);
      if (elapsed.toMillis() > 2000) {
        log.warn("slow label");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
    }
  }

  private void find(Context context) throws SQLException {
    String order = context.pathParam("order");
    String label = shipments.label(order).orElseThrow(NotFoundResponse::new);
    context.json(Map.of("order", order, "label", label, "at", carrier.whereabouts(label)));
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
    Main main = new Main(new Carrier(carrier), new Shipments(database));
    Javalin.create()
        .post("/orders", main::accept)
        .get("/shipments/{order}", main::find)
        .get("/metrics", main::metrics)
        .start(8080);
  }
}
