package internal.shop.shipping;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The company that fetches parcels, and prints their labels. */
class Carrier {
  private static final Logger log = LoggerFactory.getLogger(Carrier.class);
  private static final Tracer tracer = GlobalOpenTelemetry.getTracer("shipping");

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI url;

  Carrier(URI url) {
    this.url = url;
  }

  /** Returns the label's number, or null where there is none yet. */
  String label(Order order) throws InterruptedException {
    Span span = tracer.spanBuilder("label " + order.id()).startSpan();
    if (order.skus().isEmpty()) {
      return null;
    }
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/labels")).POST(BodyPublishers.ofString(order.id())).build();
    try {
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      log.error("no label for " + order.id());
      return null;
    } finally {
      span.end();
    }
  }

  /** Returns where the parcel with this label is. */
  String whereabouts(String label) {
    HttpRequest request = HttpRequest.newBuilder(url.resolve("/parcels/" + label)).build();
    try {
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (Exception e) {
      return "unknown";
    }
  }
}
