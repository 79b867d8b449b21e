package internal.shop.shipping;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/** What was ordered and has to be sent. */
@JsonIgnoreProperties(ignoreUnknown = true)
record Order(String id, List<String> skus) {}
