package platform.local.catalogue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;
import platform.model.pricing.Catalogue;
import platform.model.pricing.InstanceType;
import platform.model.pricing.Source;
import platform.model.pricing.SpotPrices;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.LocationType;

/**
 * The catalogue of an AWS account's region: its instance types and zones, on-demand prices and the
 * spot market's. Everything is read, nothing is changed.
 *
 * @param profile of the AWS configuration; empty for the usual one
 * @param endpoint one address for every service, for an account that is simulated
 */
public record AccountCatalogue(String region, Optional<String> profile, Optional<String> endpoint) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Asks the account.
   *
   * @param known what the tree has of the region so far: Karpenter's table of bandwidths, which no
   *     account tells, is taken from it
   * @param today the day that is written beside the prices
   * @throws SomethingMissingException without credentials
   */
  public Catalogue take(Optional<Catalogue> known, LocalDate today) {
    try (DefaultCredentialsProvider credentials = credentials()) {
      requireCredentials(credentials);
      var priceList = new PriceList(credentials, endpoint.map(URI::create));
      try (var ec2 = client(Ec2Client.builder(), credentials)) {
        return take(ec2, priceList.onDemand(region), known, today);
      }
    } catch (SdkException refused) {
      throw new LabException(
          "the account does not answer for region %s: %s; it takes ec2:Describe* and pricing:GetProducts"
              .formatted(region, refused.getMessage()),
          refused);
    }
  }

  private Catalogue take(
      Ec2Client ec2,
      SortedMap<String, BigDecimal> onDemand,
      Optional<Catalogue> known,
      LocalDate today) {
    Map<String, SortedSet<String>> zones = zones(ec2);
    Map<String, SortedMap<String, BigDecimal>> spot = spotPrices(ec2);
    var types = new ArrayList<InstanceType>();
    ec2.describeInstanceTypesPaginator(request -> {})
        .instanceTypes()
        .forEach(
            each -> {
              var description = new TypeDescription(JSON.valueToTree(values(each)));
              String name = description.name();
              if (description.isUsable() && zones.containsKey(name)) {
                types.add(
                    description.type(
                        zones.get(name),
                        Optional.ofNullable(onDemand.get(name)),
                        spot.getOrDefault(name, new TreeMap<>()),
                        known
                            .flatMap(catalogue -> catalogue.type(name))
                            .map(type -> type.features().get("network-bandwidth"))));
              }
            });
    if (types.isEmpty() || onDemand.isEmpty() || spot.isEmpty()) {
      throw new LabException(
          ("region %s has %d instance types, %d on-demand prices and %d spot prices; expected some of"
                  + " each, so check the region's name")
              .formatted(region, types.size(), onDemand.size(), spot.size()));
    }
    return Catalogue.of(
        region,
        new Source("EC2 DescribeInstanceTypes", Optional.of(today)),
        new Source("AWS Price List", Optional.of(today)),
        new SpotPrices.Measured(new Source("EC2 DescribeSpotPriceHistory", Optional.of(today))),
        types);
  }

  private static Map<String, SortedSet<String>> zones(Ec2Client ec2) {
    var zones = new TreeMap<String, SortedSet<String>>();
    ec2.describeInstanceTypeOfferingsPaginator(
            request -> request.locationType(LocationType.AVAILABILITY_ZONE))
        .instanceTypeOfferings()
        .forEach(
            each ->
                zones
                    .computeIfAbsent(each.instanceTypeAsString(), name -> new TreeSet<>())
                    .add(each.location()));
    return zones;
  }

  /** What is for sale now: since this moment's history is the price that stood before it. */
  private static Map<String, SortedMap<String, BigDecimal>> spotPrices(Ec2Client ec2) {
    Instant now = Instant.now();
    var prices = new TreeMap<String, SortedMap<String, BigDecimal>>();
    ec2.describeSpotPriceHistoryPaginator(
            request -> request.startTime(now).productDescriptions("Linux/UNIX"))
        .spotPriceHistory()
        .forEach(
            each ->
                prices
                    .computeIfAbsent(each.instanceTypeAsString(), name -> new TreeMap<>())
                    .putIfAbsent(each.availabilityZone(), plain(each.spotPrice())));
    return prices;
  }

  static BigDecimal plain(String price) {
    BigDecimal stripped = new BigDecimal(price).stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private DefaultCredentialsProvider credentials() {
    var builder = DefaultCredentialsProvider.builder();
    profile.ifPresent(builder::profileName);
    return builder.build();
  }

  private void requireCredentials(AwsCredentialsProvider credentials) {
    try {
      credentials.resolveCredentials();
    } catch (SdkClientException none) {
      throw new SomethingMissingException(
          "there are no AWS credentials"
              + profile.map(name -> " for the profile '" + name + "'").orElse("")
              + " to ask for prices with",
          "name a profile by --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
          none);
    }
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(
      B builder, AwsCredentialsProvider credentials) {
    builder.region(Region.of(region)).credentialsProvider(credentials);
    endpoint.map(URI::create).ifPresent(builder::endpointOverride);
    return builder.build();
  }

  /** The SDK's object under EC2's own names, which are those of its JSON. */
  private static Object values(Object value) {
    if (value instanceof SdkPojo pojo) {
      var values = new LinkedHashMap<String, Object>();
      pojo.sdkFields()
          .forEach(
              field ->
                  Optional.ofNullable(field.getValueOrDefault(pojo))
                      .ifPresent(each -> values.put(field.memberName(), values(each))));
      return values;
    }
    return value instanceof List<?> list
        ? list.stream().map(AccountCatalogue::values).toList()
        : value;
  }
}
