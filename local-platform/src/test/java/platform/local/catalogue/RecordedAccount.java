package platform.local.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** EC2's and the price list's answers of one region, served on loopback; nothing else is known. */
final class RecordedAccount implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A call as it came. */
  record Call(String action, Map<String, String> parameters, String authorization) {}

  private final HttpServer server;
  private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
  private volatile Optional<String> refused = Optional.empty();

  RecordedAccount() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  /** As an account whose policy lacks a permission. */
  void refuse(String action) {
    refused = Optional.of(action);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    Map<String, String> parameters = target == null ? form(body) : filters(body);
    String action =
        target == null
            ? parameters.getOrDefault("Action", "")
            : target.substring(target.lastIndexOf('.') + 1);
    calls.add(new Call(action, parameters, exchange.getRequestHeaders().getFirst("Authorization")));
    boolean isRefused = refused.filter(action::equals).isPresent();
    byte[] answer =
        (isRefused ? "{\"__type\":\"AccessDeniedException\"}" : text(action, parameters))
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(isRefused || answer.length == 0 ? 400 : 200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static String text(String action, Map<String, String> parameters) throws IOException {
    return switch (action) {
      case "DescribeInstanceTypes" ->
          resource(action + (parameters.containsKey("NextToken") ? "-2.xml" : "-1.xml"));
      case "DescribeInstanceTypeOfferings", "DescribeSpotPriceHistory" -> resource(action + ".xml");
      case "GetProducts" -> prices(parameters);
      default -> "";
    };
  }

  /** A machine that is shared on two pages, and one of bare metal that is not. */
  private static String prices(Map<String, String> parameters) throws IOException {
    if (parameters.get("tenancy").equals("Dedicated")) {
      return page(Optional.empty(), product("m7gd.metal", "3.8179"));
    }
    return parameters.getOrDefault("NextToken", "").isEmpty()
        ? page(Optional.of("more"), product("c7g.large", "0.0000000000"))
        : page(Optional.empty(), product("c7g.large", "0.0776000000"));
  }

  private static String page(Optional<String> next, String product) throws IOException {
    var page = JSON.createObjectNode().put("FormatVersion", "aws_v1");
    page.putArray("PriceList").add(product);
    next.ifPresent(token -> page.put("NextToken", token));
    return JSON.writeValueAsString(page);
  }

  private static String product(String type, String price) {
    return """
    {"product": {"productFamily": "Compute Instance", "attributes": {"instanceType": "%s"}},
     "serviceCode": "AmazonEC2",
     "terms": {"OnDemand": {"SKU.JRTCKXETXF": {"priceDimensions": {"SKU.JRTCKXETXF.6YS6EN2CT7":
       {"unit": "Hrs", "beginRange": "0", "endRange": "Inf", "pricePerUnit": {"USD": "%s"}}}}}}}
    """
        .formatted(type, price);
  }

  private static Map<String, String> form(String body) {
    var parameters = new TreeMap<String, String>();
    for (String pair : body.split("&")) {
      int at = pair.indexOf('=');
      parameters.put(
          pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
    }
    return parameters;
  }

  private static Map<String, String> filters(String body) throws IOException {
    var parameters = new TreeMap<String, String>();
    JsonNode json = JSON.readTree(body);
    json.path("Filters")
        .forEach(each -> parameters.put(each.path("Field").asText(), each.path("Value").asText()));
    parameters.put("NextToken", json.path("NextToken").asText());
    return parameters;
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = RecordedAccount.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
