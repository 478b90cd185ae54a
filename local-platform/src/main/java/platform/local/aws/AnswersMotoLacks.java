package platform.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import platform.local.process.LabException;

/** What the gateway answers itself, and the answers of moto that it corrects. */
final class AnswersMotoLacks {
  private static final Pattern MOTO_ROLE_NOT_FOUND = Pattern.compile("Role ([^<]*?) not found");

  private final AwsAccount account;
  private final Prices prices;
  private final Fleets fleets;

  AnswersMotoLacks(AwsAccount account, Prices prices, Fleets fleets) {
    this.account = account;
    this.prices = prices;
    this.fleets = fleets;
  }

  /** The gateway's own answer; empty when the request is moto's. */
  Optional<AwsAnswer> answer(AwsRequest request) {
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
    return switch (request.action()) {
      case "ListInstanceProfiles" ->
          answer.isSuccess() ? withPathPrefix(answer, request.parameter("PathPrefix")) : answer;
      case "DescribeCluster" -> answer.isSuccess() ? withLabsEndpoint(answer) : answer;
      case "AddRoleToInstanceProfile", "GetRole" ->
          answer.isSuccess() ? answer : withIamsWords(answer);
      default -> answer;
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
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      Document document =
          factory.newDocumentBuilder().parse(new InputSource(new StringReader(answer.bodyText())));
      NodeList lists = document.getElementsByTagName("InstanceProfiles");
      for (int i = 0; i < lists.getLength(); i++) {
        keepMembersBelow((Element) lists.item(i), prefix);
      }
      var text = new StringWriter();
      TransformerFactory.newDefaultInstance()
          .newTransformer()
          .transform(new DOMSource(document), new StreamResult(text));
      return answer.withBody(text.toString());
    } catch (Exception e) {
      throw new LabException("ListInstanceProfiles' answer can't be filtered: " + e, e);
    }
  }

  private static void keepMembersBelow(Element list, String prefix) {
    List<Node> members = new ArrayList<>();
    for (Node child = list.getFirstChild(); child != null; child = child.getNextSibling()) {
      members.add(child);
    }
    for (Node member : members) {
      if (member instanceof Element element && !path(element).startsWith(prefix)) {
        list.removeChild(member);
      }
    }
  }

  /** The profile's own path; its roles have paths too. */
  private static String path(Element profile) {
    for (Node child = profile.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child.getNodeName().equals("Path")) {
        return child.getTextContent();
      }
    }
    return "/";
  }

  private AwsAnswer withLabsEndpoint(AwsAnswer answer) {
    ObjectNode document = (ObjectNode) Json.read(answer.bodyText());
    ObjectNode cluster = (ObjectNode) document.path("cluster");
    if (!cluster.path("name").asText().equals(account.clusterName())) {
      return answer;
    }
    cluster.put("endpoint", account.clusterEndpoint().toString());
    cluster.put("version", account.kubernetesVersion());
    cluster.putObject("certificateAuthority").put("data", account.clusterCertificateAuthority());
    JsonNode network = cluster.path("kubernetesNetworkConfig");
    ObjectNode networkConfig =
        network.isObject() ? (ObjectNode) network : cluster.putObject("kubernetesNetworkConfig");
    networkConfig.put("serviceIpv4Cidr", account.serviceCidr());
    networkConfig.put("ipFamily", "ipv4");
    return answer.withBody(Json.write(document));
  }

  /** Karpenter tells a missing role from a missing profile by IAM's wording. */
  static AwsAnswer withIamsWords(AwsAnswer answer) {
    Matcher matcher = MOTO_ROLE_NOT_FOUND.matcher(answer.bodyText());
    return answer.withBody(matcher.replaceAll("The role with name $1 cannot be found."));
  }
}
