package platform.local.programs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a kubelet reads before it starts a container: environment, arguments and files, resolved
 * from the pod and the ConfigMaps and Secrets it names. Pure: the objects come from a {@link
 * Source}.
 */
final class PodConfiguration {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^)]*)\\)");

  /** Where ConfigMaps and Secrets of the pod's namespace are read. */
  interface Source {
    Optional<ConfigMap> configMap(String name);

    Optional<Secret> secret(String name);
  }

  /** A ConfigMap, Secret or key that the pod needs is not there; the message is the kubelet's. */
  static final class MissingException extends Exception {
    private static final long serialVersionUID = 1;

    MissingException(String message) {
      super(message);
    }
  }

  private final Pod pod;
  private final Source source;

  PodConfiguration(Pod pod, Source source) {
    this.pod = pod;
    this.source = source;
  }

  /** True if the pod names a ConfigMap or a Secret without which a kubelet would not start it. */
  static boolean needsConfiguration(Pod pod) {
    var spec = pod.getSpec();
    var containers = new ArrayList<>(spec.getContainers());
    containers.addAll(spec.getInitContainers());
    boolean byEnvironment =
        containers.stream()
            .anyMatch(
                container ->
                    container.getEnv().stream().anyMatch(PodConfiguration::needsSource)
                        || container.getEnvFrom().stream().anyMatch(PodConfiguration::needsSource));
    return byEnvironment || spec.getVolumes().stream().anyMatch(PodConfiguration::needsSource);
  }

  private static boolean needsSource(EnvVar variable) {
    EnvVarSource from = variable.getValueFrom();
    return from != null
        && ((from.getConfigMapKeyRef() != null && !isTrue(from.getConfigMapKeyRef().getOptional()))
            || (from.getSecretKeyRef() != null && !isTrue(from.getSecretKeyRef().getOptional())));
  }

  private static boolean needsSource(EnvFromSource from) {
    return (from.getConfigMapRef() != null && !isTrue(from.getConfigMapRef().getOptional()))
        || (from.getSecretRef() != null && !isTrue(from.getSecretRef().getOptional()));
  }

  private static boolean needsSource(Volume volume) {
    return (volume.getConfigMap() != null && !isTrue(volume.getConfigMap().getOptional()))
        || (volume.getSecret() != null && !isTrue(volume.getSecret().getOptional()));
  }

  /** Fails if anything that the pod's containers or volumes need is missing. */
  void check() throws MissingException {
    for (Container container : pod.getSpec().getInitContainers()) {
      environment(container);
    }
    for (Container container : pod.getSpec().getContainers()) {
      environment(container);
    }
    for (Volume volume : pod.getSpec().getVolumes()) {
      files(volume);
    }
  }

  /** The container's environment as its pod declares it. */
  SortedMap<String, String> environment(Container container) throws MissingException {
    var variables = new LinkedHashMap<String, String>();
    for (EnvFromSource from : container.getEnvFrom()) {
      String prefix = from.getPrefix() == null ? "" : from.getPrefix();
      all(from).forEach((key, value) -> variables.put(prefix + key, value));
    }
    for (EnvVar variable : container.getEnv()) {
      Optional<String> value =
          variable.getValueFrom() == null
              ? Optional.of(
                  expand(variable.getValue() == null ? "" : variable.getValue(), variables))
              : valueFrom(variable.getValueFrom(), container);
      value.ifPresent(text -> variables.put(variable.getName(), text));
    }
    return new TreeMap<>(variables);
  }

  /** Command and arguments of the container, references to variables expanded. */
  List<String> commandLine(Container container, Map<String, String> environment) {
    var words = new ArrayList<String>(container.getCommand());
    words.addAll(container.getArgs());
    return words.stream().map(word -> expand(word, environment)).toList();
  }

  /** Files of a volume by their path in it; empty for a volume that starts empty. */
  SortedMap<String, String> files(Volume volume) throws MissingException {
    if (volume.getConfigMap() != null) {
      var from = volume.getConfigMap();
      Optional<ConfigMap> configMap = source.configMap(from.getName());
      if (configMap.isEmpty() && !isTrue(from.getOptional())) {
        throw new MissingException(
            "MountVolume.SetUp failed for volume \"%s\" : configmap \"%s\" not found"
                .formatted(volume.getName(), from.getName()));
      }
      return projected(
          volume,
          configMap.map(ConfigMap::getData).orElse(Map.of()),
          from.getItems(),
          isTrue(from.getOptional()),
          "configmap references non-existent config key");
    }
    if (volume.getSecret() != null) {
      var from = volume.getSecret();
      Optional<Secret> secret = source.secret(from.getSecretName());
      if (secret.isEmpty() && !isTrue(from.getOptional())) {
        throw new MissingException(
            "MountVolume.SetUp failed for volume \"%s\" : secret \"%s\" not found"
                .formatted(volume.getName(), from.getSecretName()));
      }
      return projected(
          volume,
          secret.map(PodConfiguration::decoded).orElse(Map.of()),
          from.getItems(),
          isTrue(from.getOptional()),
          "references non-existent secret key");
    }
    return new TreeMap<>();
  }

  private static SortedMap<String, String> projected(
      Volume volume,
      Map<String, String> data,
      List<KeyToPath> items,
      boolean optional,
      String complaint)
      throws MissingException {
    var files = new TreeMap<String, String>();
    if (items == null || items.isEmpty()) {
      files.putAll(data == null ? Map.of() : data);
      return files;
    }
    for (KeyToPath item : items) {
      if (data != null && data.containsKey(item.getKey())) {
        files.put(item.getPath(), data.get(item.getKey()));
      } else if (!optional) {
        throw new MissingException(
            "MountVolume.SetUp failed for volume \"%s\" : %s: %s"
                .formatted(volume.getName(), complaint, item.getKey()));
      }
    }
    return files;
  }

  private Map<String, String> all(EnvFromSource from) throws MissingException {
    if (from.getConfigMapRef() != null) {
      var reference = from.getConfigMapRef();
      Optional<ConfigMap> configMap = source.configMap(reference.getName());
      if (configMap.isEmpty() && !isTrue(reference.getOptional())) {
        throw new MissingException("configmap \"%s\" not found".formatted(reference.getName()));
      }
      return configMap.map(ConfigMap::getData).orElse(Map.of());
    }
    var reference = from.getSecretRef();
    Optional<Secret> secret = source.secret(reference.getName());
    if (secret.isEmpty() && !isTrue(reference.getOptional())) {
      throw new MissingException("secret \"%s\" not found".formatted(reference.getName()));
    }
    return secret.map(PodConfiguration::decoded).orElse(Map.of());
  }

  private Optional<String> valueFrom(EnvVarSource from, Container container)
      throws MissingException {
    if (from.getConfigMapKeyRef() != null) {
      var reference = from.getConfigMapKeyRef();
      return key(
          "ConfigMap",
          reference.getName(),
          reference.getKey(),
          isTrue(reference.getOptional()),
          source.configMap(reference.getName()).map(ConfigMap::getData));
    }
    if (from.getSecretKeyRef() != null) {
      var reference = from.getSecretKeyRef();
      return key(
          "Secret",
          reference.getName(),
          reference.getKey(),
          isTrue(reference.getOptional()),
          source.secret(reference.getName()).map(PodConfiguration::decoded));
    }
    if (from.getFieldRef() != null) {
      return Optional.of(field(from.getFieldRef().getFieldPath()));
    }
    if (from.getResourceFieldRef() != null) {
      var reference = from.getResourceFieldRef();
      return Optional.of(resource(container, reference.getResource(), reference.getDivisor()));
    }
    return Optional.empty();
  }

  private Optional<String> key(
      String kind, String name, String key, boolean optional, Optional<Map<String, String>> data)
      throws MissingException {
    if (data.isEmpty()) {
      if (optional) {
        return Optional.empty();
      }
      throw new MissingException(
          "%s \"%s\" not found".formatted(kind.toLowerCase(Locale.ROOT), name));
    }
    String value = data.get() == null ? null : data.get().get(key);
    if (value == null && !optional) {
      throw new MissingException(
          "couldn't find key %s in %s %s/%s"
              .formatted(key, kind, pod.getMetadata().getNamespace(), name));
    }
    return Optional.ofNullable(value);
  }

  private String field(String path) {
    var metadata = pod.getMetadata();
    return switch (path) {
      case "metadata.name" -> metadata.getName();
      case "metadata.namespace" -> metadata.getNamespace();
      case "metadata.uid" -> metadata.getUid();
      case "spec.nodeName" -> pod.getSpec().getNodeName();
      case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
      case "status.podIP", "status.hostIP" -> "127.0.0.1";
      default -> "";
    };
  }

  private static String resource(Container container, String resource, Quantity divisor) {
    String[] parts = resource.split("\\.", 2);
    var resources = container.getResources();
    Map<String, Quantity> quantities =
        parts[0].equals("limits") ? resources.getLimits() : resources.getRequests();
    Quantity quantity = quantities == null ? null : quantities.get(parts[1]);
    if (quantity == null) {
      return "0";
    }
    BigDecimal unit = divisor == null ? BigDecimal.ZERO : divisor.getNumericalAmount();
    BigDecimal divideBy = unit.signum() == 0 ? BigDecimal.ONE : unit;
    return quantity
        .getNumericalAmount()
        .divide(divideBy, 0, RoundingMode.CEILING)
        .toBigInteger()
        .toString();
  }

  private static Map<String, String> decoded(Secret secret) {
    var data = new TreeMap<String, String>();
    if (secret.getData() != null) {
      secret
          .getData()
          .forEach(
              (key, value) ->
                  data.put(
                      key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    }
    return data;
  }

  /** Kubernetes' own expansion: {@code $(NAME)} if known, unchanged if not; {@code $$} escapes. */
  static String expand(String text, Map<String, String> variables) {
    Matcher matcher = REFERENCE.matcher(text);
    return matcher.replaceAll(
        match ->
            Matcher.quoteReplacement(
                match.group(1) == null
                    ? "$"
                    : variables.getOrDefault(match.group(1), match.group())));
  }

  private static boolean isTrue(Boolean value) {
    return Boolean.TRUE.equals(value);
  }
}
