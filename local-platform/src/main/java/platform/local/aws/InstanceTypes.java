package platform.local.aws;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import platform.local.process.LabException;

/** The instance types of the region by name, as DescribeInstanceTypes lists them. */
public final class InstanceTypes {
  /** What Karpenter asks with, so that both are one cached answer. */
  static final Map<String, String> QUERY =
      Map.of(
          "Filter.1.Name", "supported-virtualization-type",
          "Filter.1.Value.1", "hvm",
          "Filter.2.Name", "processor-info.supported-architecture",
          "Filter.2.Value.1", "x86_64",
          "Filter.2.Value.2", "arm64");

  private final Map<String, InstanceTypeShape> shapes;

  private InstanceTypes(Map<String, InstanceTypeShape> shapes) {
    this.shapes = Collections.unmodifiableMap(shapes);
  }

  public Optional<InstanceTypeShape> shape(String instanceType) {
    return Optional.ofNullable(shapes.get(instanceType));
  }

  public int count() {
    return shapes.size();
  }

  static InstanceTypes parse(byte[] answer) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    Map<String, InstanceTypeShape> shapes = new TreeMap<>();
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(answer));
      Deque<String> path = new ArrayDeque<>();
      Map<String, String> fields = new HashMap<>();
      StringBuilder text = new StringBuilder();
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            path.addLast(reader.getLocalName());
            text.setLength(0);
          }
          case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
          case XMLStreamConstants.END_ELEMENT -> {
            String where = String.join("/", path.stream().skip(3).toList());
            // The first value counts: the default network card, the first architecture.
            fields.putIfAbsent(where, text.toString().strip());
            if (path.size() == 3 && reader.getLocalName().equals("item")) {
              InstanceTypeShape shape = shape(fields);
              shapes.put(shape.name(), shape);
              fields.clear();
            }
            path.removeLast();
            text.setLength(0);
          }
          default -> {}
        }
      }
    } catch (XMLStreamException e) {
      throw new LabException("DescribeInstanceTypes' answer is not XML: " + e.getMessage(), e);
    }
    return new InstanceTypes(shapes);
  }

  private static InstanceTypeShape shape(Map<String, String> fields) {
    return new InstanceTypeShape(
        fields.getOrDefault("instanceType", ""),
        fields.getOrDefault("processorInfo/supportedArchitectures/item", ""),
        (int) number(fields, "vCpuInfo/defaultVCpus"),
        number(fields, "memoryInfo/sizeInMiB"),
        (int) number(fields, "networkInfo/networkCards/item/maximumNetworkInterfaces"),
        (int) number(fields, "networkInfo/ipv4AddressesPerInterface"));
  }

  private static long number(Map<String, String> fields, String name) {
    return Long.parseLong(fields.getOrDefault(name, "0"));
  }
}
