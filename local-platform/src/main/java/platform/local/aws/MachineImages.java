package platform.local.aws;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import platform.local.process.LabException;

/** The EKS AL2023 images of the account, and the SSM parameters that name them. */
final class MachineImages {
  private static final List<String> ARCHITECTURES = List.of("arm64", "x86_64");

  /** The account that AWS publishes EKS's images from. */
  private static final String PUBLISHER = "602401143452";

  private static final DateTimeFormatter BUILT = DateTimeFormatter.BASIC_ISO_DATE;

  private static final Pattern PARAMETER =
      Pattern.compile(
          "/aws/service/eks/optimized-ami/([\\d.]+)/amazon-linux-2023/([^/]+)/standard/([^/]+)/image_id");

  private MachineImages() {}

  static Path write(AwsAccount account, Path folder) {
    List<Map<String, Object>> images = new ArrayList<>();
    for (String version : published(account)) {
      for (String architecture : ARCHITECTURES) {
        images.add(image(account, architecture, version));
      }
    }
    try {
      Files.createDirectories(folder);
      return Files.writeString(folder.resolve("machine-images.json"), Json.write(images));
    } catch (IOException e) {
      throw new LabException("the list of machine images can't be written to " + folder, e);
    }
  }

  /** The versions that are asked for, and of each the one of a week later, so that one can roll. */
  static List<String> published(AwsAccount account) {
    return account.amiVersions().stream()
        .flatMap(version -> Stream.of(version, weekLater(version)))
        .distinct()
        .toList();
  }

  private static String weekLater(String version) {
    return "v" + BUILT.format(day(version).plusWeeks(1));
  }

  private static Map<String, Object> image(
      AwsAccount account, String architecture, String version) {
    String name = name(account.kubernetesVersion(), architecture, version);
    Map<String, Object> image = new LinkedHashMap<>();
    image.put("ami_id", id(name));
    image.put("name", name);
    image.put("description", "simulated EKS AL2023 image");
    image.put("owner_id", PUBLISHER);
    image.put("public", true);
    image.put("virtualization_type", "hvm");
    image.put("architecture", architecture);
    image.put("state", "available");
    image.put("image_type", "machine");
    image.put("hypervisor", "xen");
    image.put("root_device_name", "/dev/xvda");
    image.put("root_device_type", "ebs");
    image.put("sriov", "simple");
    image.put("creation_date", creationDate(version));
    return image;
  }

  private static String creationDate(String version) {
    return day(version) + "T00:00:00.000Z";
  }

  /** EKS names an image's version after the day it was built. */
  private static LocalDate day(String version) {
    try {
      return LocalDate.parse(version.replaceFirst("^v", ""), BUILT);
    } catch (DateTimeParseException e) {
      throw new LabException("AMI version '%s': expected vYYYYMMDD".formatted(version), e);
    }
  }

  static String name(String kubernetesVersion, String architecture, String version) {
    return "amazon-eks-node-al2023-%s-standard-%s-%s"
        .formatted(architecture, kubernetesVersion, version);
  }

  /** The same id for the same image in every run. */
  static String id(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return "ami-" + "%064x".formatted(new BigInteger(1, digest)).substring(0, 17);
    } catch (NoSuchAlgorithmException e) {
      throw new LabException("this Java has no SHA-256", e);
    }
  }

  /** The value of an SSM parameter, empty when the account has no such image. */
  static Optional<String> parameter(AwsAccount account, String parameterName) {
    Matcher matcher = PARAMETER.matcher(parameterName);
    if (!matcher.matches()
        || !matcher.group(1).equals(account.kubernetesVersion())
        || !ARCHITECTURES.contains(matcher.group(2))) {
      return Optional.empty();
    }
    String architecture = matcher.group(2);
    String wanted = matcher.group(3);
    if (wanted.equals("recommended")) {
      return Optional.of(
          id(name(account.kubernetesVersion(), architecture, account.amiVersions().get(0))));
    }
    return published(account).stream()
        .map(version -> name(account.kubernetesVersion(), architecture, version))
        .filter(wanted::equals)
        .findFirst()
        .map(MachineImages::id);
  }
}
