package platform.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.w3c.dom.Element;

/** What the gateway answers itself, and the answers of moto that it corrects. */
final class AnswersMotoLacks {
  private static final Pattern MOTO_ROLE_NOT_FOUND = Pattern.compile("Role ([^<]*?) not found");

  private final AwsAccount account;
  private final Prices prices;
  private final Fleets fleets;
  private final EksAnswers eks;
  private final EksClusters clusters;
  private final Ec2Corrections ec2 = new Ec2Corrections();

  AnswersMotoLacks(
      AwsAccount account, Prices prices, Fleets fleets, EksAnswers eks, EksClusters clusters) {
    this.account = account;
    this.prices = prices;
    this.fleets = fleets;
    this.eks = eks;
    this.clusters = clusters;
  }

  /** The gateway's own answer; empty when the request is moto's. */
  Optional<AwsAnswer> answer(AwsRequest request) {
    if (request.service().equals("eks")) {
      return eks.answer(request);
    }
    return switch (request.action()) {
      case "GetProducts" -> Optional.of(products(request));
      case "DescribeSpotPriceHistory" -> Optional.of(spotPrices(request));
      case "GetParameter" -> parameter(request);
      case "GetParameters" -> parameters(request);
      case "DescribeCapacityReservations" -> Optional.of(empty(request, "capacityReservationSet"));
      case "DescribePlacementGroups" -> Optional.of(empty(request, "placementGroupSet"));
      case "CreateFleet" ->
          request.isDryRun() || !request.parameter("Type").equals("instant")
              ? Optional.empty()
              : Optional.of(fleets.create(request));
      default -> Optional.empty();
    };
  }

  /** Moto's answer as AWS would give it. */
  AwsAnswer corrected(AwsRequest request, AwsAnswer answer) {
    if (request.service().equals("eks")) {
      return clusters.corrected(request, answer);
    }
    return switch (request.action()) {
      case "ListInstanceProfiles" ->
          answer.isSuccess() ? withPathPrefix(answer, request.parameter("PathPrefix")) : answer;
      case "AddRoleToInstanceProfile", "GetRole" ->
          answer.isSuccess() ? answer : withIamsWords(answer);
      default -> request.service().equals("ec2") ? ec2.corrected(request, answer) : answer;
    };
  }

  private static AwsAnswer empty(AwsRequest request, String set) {
    return AwsAnswer.xml(
        XmlAnswer.ofEc2(request.action(), answer -> answer.element(set, none -> {})));
  }

  private AwsAnswer products(AwsRequest request) {
    boolean dedicated = false;
    for (JsonNode filter : Json.read(request.parameters().getOrDefault("Filters", "[]"))) {
      if (filter.path("Field").asText().equals("tenancy")) {
        dedicated = filter.path("Value").asText().equals("Dedicated");
      }
    }
    // Karpenter asks for bare metal by tenancy and takes either list empty for a failure.
    boolean metal = dedicated;
    List<String> products = new ArrayList<>();
    prices
        .onDemand()
        .forEach(
            (instanceType, price) -> {
              if (instanceType.contains(".metal") == metal) {
                products.add(product(instanceType, price));
              }
            });
    return AwsAnswer.json(Json.write(Map.of("FormatVersion", "aws_v1", "PriceList", products)));
  }

  private static String product(String instanceType, BigDecimal price) {
    return Json.write(
        Map.of(
            "product",
            Map.of("attributes", Map.of("instanceType", instanceType)),
            "terms",
            Map.of(
                "OnDemand",
                Map.of(
                    "term",
                    Map.of(
                        "priceDimensions",
                        Map.of(
                            "hour",
                            Map.of(
                                "unit",
                                "Hrs",
                                "pricePerUnit",
                                Map.of("USD", price.toPlainString()))))))));
  }

  private AwsAnswer spotPrices(AwsRequest request) {
    List<String> types = request.numbered("InstanceType");
    String zone = request.parameter("AvailabilityZone");
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return AwsAnswer.xml(
        XmlAnswer.ofEc2(
            "DescribeSpotPriceHistory",
            answer ->
                answer.element(
                    "spotPriceHistorySet",
                    set -> {
                      for (String type : prices.onDemand().keySet()) {
                        if (!types.isEmpty() && !types.contains(type)) {
                          continue;
                        }
                        for (String place : prices.zones()) {
                          if (zone.isEmpty() || zone.equals(place)) {
                            spotPrice(set, type, place, now);
                          }
                        }
                      }
                    })));
  }

  private void spotPrice(XmlAnswer set, String type, String zone, String now)
      throws XMLStreamException {
    String price =
        prices.hourly(type, CapacityType.SPOT, zone).map(BigDecimal::toPlainString).orElse("");
    set.element(
        "item",
        item -> {
          item.text("instanceType", type);
          item.text("productDescription", "Linux/UNIX");
          item.text("spotPrice", price);
          item.text("timestamp", now);
          item.text("availabilityZone", zone);
        });
  }

  private Optional<AwsAnswer> parameter(AwsRequest request) {
    String name = request.parameter("Name");
    if (!isEksImage(name)) {
      return Optional.empty();
    }
    return Optional.of(
        MachineImages.parameter(account, name)
            .map(value -> AwsAnswer.json(Json.write(Map.of("Parameter", ssm(name, value)))))
            .orElseGet(() -> AwsAnswer.jsonError("ParameterNotFound", name)));
  }

  private Optional<AwsAnswer> parameters(AwsRequest request) {
    List<Map<String, Object>> found = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    boolean anyImage = false;
    for (JsonNode node : Json.read(request.parameters().getOrDefault("Names", "[]"))) {
      String name = node.asText();
      anyImage |= isEksImage(name);
      MachineImages.parameter(account, name)
          .ifPresentOrElse(value -> found.add(ssm(name, value)), () -> unknown.add(name));
    }
    if (!anyImage) {
      return Optional.empty();
    }
    return Optional.of(
        AwsAnswer.json(Json.write(Map.of("Parameters", found, "InvalidParameters", unknown))));
  }

  private static boolean isEksImage(String parameter) {
    return parameter.startsWith("/aws/service/eks/optimized-ami/");
  }

  private static Map<String, Object> ssm(String name, String value) {
    return Map.of("Name", name, "Type", "String", "Value", value, "Version", 1);
  }

  /**
   * Moto ignores the prefix; Karpenter, which collects instance profiles of claims that are gone,
   * would then delete profiles that aren't its own.
   */
  static AwsAnswer withPathPrefix(AwsAnswer answer, String prefix) {
    if (prefix.isEmpty()) {
      return answer;
    }
    return XmlDocument.corrected(
        answer,
        document ->
            document.elements("InstanceProfiles").stream()
                .flatMap(list -> XmlDocument.children(list).stream())
                .filter(profile -> !path(profile).startsWith(prefix))
                .forEach(profile -> profile.getParentNode().removeChild(profile)));
  }

  /** The profile's own path; its roles have paths too. */
  private static String path(Element profile) {
    return XmlDocument.text(profile, "Path").orElse("/");
  }

  /** Karpenter tells a missing role from a missing profile by IAM's wording. */
  static AwsAnswer withIamsWords(AwsAnswer answer) {
    Matcher matcher = MOTO_ROLE_NOT_FOUND.matcher(answer.bodyText());
    return answer.withBody(matcher.replaceAll("The role with name $1 cannot be found."));
  }
}
