package platform.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class FleetAnswerTest {
  private static final FleetRequest.Pool POOL =
      new FleetRequest.Pool(
          "a<b>&\"c\"", "", "$Latest", "c7g.large", "us-east-1a", "subnet-a", "", 0.1);
  private static final FleetRequest FLEET =
      new FleetRequest(CapacityType.SPOT, 1, "price-capacity-optimized", List.of(POOL), Map.of());

  @Test
  void launchedInstancesEchoTheOverrideWithItsImage() throws Exception {
    var launched = new Fleets.Launched(POOL, "ami-1", List.of("i-1", "i-2"));

    Document answer = parse(Fleets.answer(FLEET, List.of(), List.of(launched)));

    assertThat(text(answer, "imageId")).isEqualTo("ami-1");
    assertThat(text(answer, "launchTemplateName")).isEqualTo("a<b>&\"c\"");
    assertThat(text(answer, "instanceIds")).isEqualTo("i-1i-2");
    assertThat(text(answer, "errorSet")).isEmpty();
  }

  @Test
  void refusedPoolsComeBackAsErrorsAndNoInstance() throws Exception {
    Document answer = parse(Fleets.answer(FLEET, List.of(POOL), List.of()));

    assertThat(text(answer, "errorCode")).isEqualTo("InsufficientInstanceCapacity");
    assertThat(text(answer, "availabilityZone")).isEqualTo("us-east-1a");
    assertThat(text(answer, "fleetInstanceSet")).isEmpty();
  }

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  private static String text(Document document, String element) {
    return document.getElementsByTagName(element).item(0).getTextContent();
  }
}
