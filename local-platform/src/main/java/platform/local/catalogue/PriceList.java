package platform.local.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import platform.local.process.LabException;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/**
 * The price list of AWS. Its one call is signed and sent here, since the SDK's own module for it
 * can not be had at the version of the others.
 */
record PriceList(AwsCredentialsProvider credentials, Optional<URI> endpoint) {
  // The list is served in few regions, and in each it holds the prices of all.
  private static final String SERVED_IN = "us-east-1";
  private static final URI PUBLIC = URI.create("https://api.pricing.us-east-1.amazonaws.com");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** USD an hour of Linux machines by type, as Karpenter asks for them. */
  SortedMap<String, BigDecimal> onDemand(String region) {
    var prices = new TreeMap<String, BigDecimal>();
    try (SdkHttpClient client = Apache5HttpClient.create()) {
      // Bare metal is told by its tenancy.
      collect(client, filters(region, "Shared", "Compute Instance"), prices);
      collect(client, filters(region, "Dedicated", "Compute Instance (bare metal)"), prices);
    }
    return prices;
  }

  private void collect(
      SdkHttpClient client,
      List<Map<String, String>> filters,
      SortedMap<String, BigDecimal> prices) {
    var request = new LinkedHashMap<String, Object>();
    request.put("ServiceCode", "AmazonEC2");
    request.put("Filters", filters);
    String next;
    do {
      JsonNode answer = ask(client, request);
      for (JsonNode product : answer.path("PriceList")) {
        addPrice(product.asText(), prices);
      }
      next = answer.path("NextToken").asText();
      request.put("NextToken", next);
    } while (!next.isEmpty());
  }

  private JsonNode ask(SdkHttpClient client, Map<String, Object> request) {
    try {
      ContentStreamProvider body =
          ContentStreamProvider.fromUtf8String(JSON.writeValueAsString(request));
      var unsigned =
          SdkHttpRequest.builder()
              .method(SdkHttpMethod.POST)
              .uri(endpoint.orElse(PUBLIC))
              .encodedPath("/")
              .putHeader("Content-Type", "application/x-amz-json-1.1")
              .putHeader("X-Amz-Target", "AWSPriceListService.GetProducts")
              .build();
      var signed =
          AwsV4HttpSigner.create()
              .sign(
                  each ->
                      each.identity(credentials.resolveCredentials())
                          .request(unsigned)
                          .payload(body)
                          .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "pricing")
                          .putProperty(AwsV4HttpSigner.REGION_NAME, SERVED_IN));
      var sent = HttpExecuteRequest.builder().request(signed.request());
      signed.payload().ifPresent(sent::contentStreamProvider);
      var response = client.prepareRequest(sent.build()).call();
      byte[] answer =
          response.responseBody().isPresent()
              ? response.responseBody().get().readAllBytes()
              : new byte[0];
      if (!response.httpResponse().isSuccessful()) {
        throw new LabException(
            "the price list refuses GetProducts: HTTP %d %s; it takes pricing:GetProducts"
                .formatted(
                    response.httpResponse().statusCode(),
                    new String(answer, StandardCharsets.UTF_8)));
      }
      return JSON.readTree(answer);
    } catch (IOException unreachable) {
      throw new LabException(
          "the price list does not answer at %s: %s"
              .formatted(endpoint.orElse(PUBLIC), unreachable.getMessage()),
          unreachable);
    }
  }

  static void addPrice(String product, SortedMap<String, BigDecimal> prices) {
    JsonNode json;
    try {
      json = JSON.readTree(product);
    } catch (IOException unreadable) {
      throw new LabException("the price list holds what is no JSON: " + product, unreadable);
    }
    String type = json.path("product").path("attributes").path("instanceType").asText();
    for (JsonNode term : json.path("terms").path("OnDemand")) {
      for (JsonNode dimension : term.path("priceDimensions")) {
        BigDecimal price =
            AccountCatalogue.plain(dimension.path("pricePerUnit").path("USD").asText("0"));
        if (price.signum() > 0) {
          prices.putIfAbsent(type, price);
        }
      }
    }
  }

  private static List<Map<String, String>> filters(
      String region, String tenancy, String productFamily) {
    var filters = new ArrayList<Map<String, String>>();
    Map.of(
            "regionCode", region,
            "serviceCode", "AmazonEC2",
            "preInstalledSw", "NA",
            "operatingSystem", "Linux",
            "capacitystatus", "Used",
            "marketoption", "OnDemand",
            "tenancy", tenancy,
            "productFamily", productFamily)
        .forEach(
            (field, value) ->
                filters.add(Map.of("Type", "TERM_MATCH", "Field", field, "Value", value)));
    return filters;
  }
}
