package platform.local.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import platform.local.process.LabException;
import platform.model.pricing.Catalogue;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
@DisplayName("A catalogue that is taken from an account")
class AccountCatalogueTest {
  private static final List<String> CREDENTIALS = List.of("aws.accessKeyId", "aws.secretAccessKey");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 26);

  private RecordedAccount account;

  @BeforeEach
  void start() throws IOException {
    CREDENTIALS.forEach(each -> System.setProperty(each, "AKIDEXAMPLE"));
    account = new RecordedAccount();
  }

  @AfterEach
  void stop() {
    account.close();
    CREDENTIALS.forEach(System::clearProperty);
  }

  private Catalogue taken() {
    return new AccountCatalogue("eu-west-1", Optional.empty(), Optional.of(account.endpoint()))
        .take(Optional.empty(), TODAY);
  }

  @Test
  @DisplayName("holds the machines that boot as nodes, over all pages, with zones and prices")
  void typesZonesAndPrices() {
    Catalogue catalogue = taken();

    assertThat(catalogue.types().keySet()).containsExactly("c7g.large", "m7gd.metal");
    var large = catalogue.type("c7g.large").orElseThrow();
    assertThat(large.architecture()).isEqualTo("arm64");
    assertThat(large.cpus()).isEqualTo(2);
    assertThat(large.memoryMebibytes()).isEqualTo(4096);
    assertThat(large.addressLimitedPods()).isEqualTo(29);
    assertThat(large.zones()).containsExactly("eu-west-1a", "eu-west-1b");
    assertThat(large.onDemandPrice()).contains(new BigDecimal("0.0776"));
    assertThat(large.measuredSpotPrices())
        .isEqualTo(
            Map.of("eu-west-1a", new BigDecimal("0.0289"), "eu-west-1b", new BigDecimal("0.0312")));
    var metal = catalogue.type("m7gd.metal").orElseThrow();
    assertThat(metal.onDemandPrice()).contains(new BigDecimal("3.8179"));
    assertThat(metal.measuredSpotPrices()).isEmpty();
    assertThat(metal.features()).containsEntry("local-nvme", "3800");
  }

  @Test
  @DisplayName("says that its spot prices are measured, and when")
  void spotPricesAreMeasured() {
    assertThat(taken().spotPrices().words())
        .isEqualTo("Spot prices are measured: EC2 DescribeSpotPriceHistory, 2026-11-26.");
  }

  @Test
  @DisplayName("is asked for with four calls that read, each signed for its service")
  void callsOnlyRead() {
    taken();

    assertThat(account.calls())
        .extracting(RecordedAccount.Call::action)
        .containsOnly(
            "DescribeInstanceTypes",
            "DescribeInstanceTypeOfferings",
            "DescribeSpotPriceHistory",
            "GetProducts");
    assertThat(account.calls())
        .filteredOn(call -> call.action().equals("GetProducts"))
        .isNotEmpty()
        .allSatisfy(
            call -> {
              assertThat(call.authorization()).contains("/us-east-1/pricing/aws4_request");
              assertThat(call.parameters())
                  .containsEntry("regionCode", "eu-west-1")
                  .containsEntry("operatingSystem", "Linux");
            });
    assertThat(account.calls())
        .filteredOn(call -> !call.action().equals("GetProducts"))
        .allSatisfy(
            call -> assertThat(call.authorization()).contains("/eu-west-1/ec2/aws4_request"));
  }

  @Test
  @DisplayName("is refused in one sentence that names the permission")
  void aMissingPermissionIsNamed() {
    account.refuse("GetProducts");

    assertThatThrownBy(this::taken)
        .isInstanceOf(LabException.class)
        .hasMessageContaining("the price list refuses GetProducts: HTTP 400")
        .hasMessageEndingWith("it takes pricing:GetProducts");
  }
}
