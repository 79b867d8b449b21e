package internal.shop.shipping;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The company that fetches parcels, and prints their labels. */
class Carrier {
  private static final Logger log = LoggerFactory.getLogger(Carrier.class);
  private static final Tracer tracer = GlobalOpenTelemetry.getTracer("shipping");

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI url;
  private final Duration timeout;

  Carrier(URI url, Duration timeout) {
    this.url = url;
    this.timeout = timeout;
  }

  /** Returns the label's number, or null where there is none yet. */
  String label(Order order) throws InterruptedException {
    Span span = tracer.spanBuilder("label").setAttribute("order.id", order.id()).startSpan();
    try (Scope scope = span.makeCurrent()) {
      if (order.skus().isEmpty()) {
        return null;
      }
      HttpRequest request =
          HttpRequest.newBuilder(url.resolve("/labels"))
              .timeout(timeout)
              .POST(BodyPublishers.ofString(order.id()))
              .build();
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      span.recordException(e);
      span.setStatus(StatusCode.ERROR, "the carrier gave no label");
      log.atError().addKeyValue("order_id", order.id()).setCause(e).log("label missing");
      return null;
    } finally {
      span.end();
    }
  }

  /** Returns where the parcel with this label is, if the carrier says so. */
  Optional<String> whereabouts(String label) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/parcels/" + label)).timeout(timeout).build();
    try {
      return Optional.of(client.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      log.atError().addKeyValue("label", label).setCause(e).log("whereabouts unknown");
      return Optional.empty();
    }
  }
}
