package platform.local.programs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

  /**
   * The API server gives a token of this length a year's grace, as it does for a kubelet's
   * projected tokens ({@code --service-account-extend-token-expiration}).
   */
  static final Duration TOKEN_LIFETIME = Duration.ofSeconds(3607);

  /** In every namespace, by the controller manager. */
  private static final String ROOT_AUTHORITY = "kube-root-ca.crt";

  /** Where what a pod's configuration names is read. */
  interface Source {
    /** Of the pod's namespace. */
    Optional<ConfigMap> configMap(String name);

    /** Of the pod's namespace. */
    Optional<Secret> secret(String name);

    /** What the pod's node has for pods. */
    Map<String, Quantity> allocatable();

    /** A new one of the pod's ServiceAccount, bound to the pod. */
    String token();
  }

  /**
   * What the pod is to be started with is not to be had. The message is the kubelet's, or says what
   * the lab does not do.
   */
  static final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    ConfigurationException(String message) {
      super(message);
    }
  }

  private final Pod pod;
  private final Source source;
  private final DownwardApi downwardApi;
  private final VolumeFiles volumeFiles;

  PodConfiguration(Pod pod, Source source) {
    this.pod = pod;
    this.source = source;
    this.downwardApi = new DownwardApi(pod, source);
    this.volumeFiles = new VolumeFiles(pod, source);
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
        || (volume.getSecret() != null && !isTrue(volume.getSecret().getOptional()))
        || (volume.getProjected() != null
            && volume.getProjected().getSources().stream().anyMatch(PodConfiguration::needsSource));
  }

  private static boolean needsSource(VolumeProjection from) {
    return (from.getConfigMap() != null
            && !isTrue(from.getConfigMap().getOptional())
            // Else every pod would: its ServiceAccount's token comes with it.
            && !ROOT_AUTHORITY.equals(from.getConfigMap().getName()))
        || (from.getSecret() != null && !isTrue(from.getSecret().getOptional()))
        || (from.getClusterTrustBundle() != null
            && !isTrue(from.getClusterTrustBundle().getOptional()))
        || from.getPodCertificate() != null;
  }

  /** Fails if anything that the pod's containers need is missing; volumes are {@link #files}'. */
  void check() throws ConfigurationException {
    for (Container container : pod.getSpec().getInitContainers()) {
      environment(container);
    }
    for (Container container : pod.getSpec().getContainers()) {
      environment(container);
    }
  }

  /** The container's environment as its pod declares it. */
  SortedMap<String, String> environment(Container container) throws ConfigurationException {
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

  /** Files of a volume by their path in it. */
  SortedMap<String, byte[]> files(Volume volume) throws ConfigurationException {
    return volumeFiles.of(volume);
  }

  /** A new token of the pod's ServiceAccount. */
  String token() {
    return source.token();
  }

  private Map<String, String> all(EnvFromSource from) throws ConfigurationException {
    if (from.getConfigMapRef() != null) {
      var reference = from.getConfigMapRef();
      Optional<ConfigMap> configMap = source.configMap(reference.getName());
      if (configMap.isEmpty() && !isTrue(reference.getOptional())) {
        throw new ConfigurationException(
            "configmap \"%s\" not found".formatted(reference.getName()));
      }
      return configMap.map(ConfigMap::getData).orElse(Map.of());
    }
    var reference = from.getSecretRef();
    Optional<Secret> secret = source.secret(reference.getName());
    if (secret.isEmpty() && !isTrue(reference.getOptional())) {
      throw new ConfigurationException("secret \"%s\" not found".formatted(reference.getName()));
    }
    return secret.map(PodConfiguration::decoded).orElse(Map.of());
  }

  private Optional<String> valueFrom(EnvVarSource from, Container container)
      throws ConfigurationException {
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
      return Optional.of(downwardApi.field(from.getFieldRef().getFieldPath()));
    }
    if (from.getResourceFieldRef() != null) {
      return Optional.of(downwardApi.resource(from.getResourceFieldRef(), Optional.of(container)));
    }
    throw new ConfigurationException(
        "the lab takes variables from configMapKeyRef, fieldRef, resourceFieldRef and secretKeyRef"
            + " only");
  }

  private Optional<String> key(
      String kind, String name, String key, boolean optional, Optional<Map<String, String>> data)
      throws ConfigurationException {
    if (data.isEmpty()) {
      if (optional) {
        return Optional.empty();
      }
      throw new ConfigurationException(
          "%s \"%s\" not found".formatted(kind.toLowerCase(Locale.ROOT), name));
    }
    String value = data.get() == null ? null : data.get().get(key);
    if (value == null && !optional) {
      throw new ConfigurationException(
          "couldn't find key %s in %s %s/%s"
              .formatted(key, kind, pod.getMetadata().getNamespace(), name));
    }
    return Optional.ofNullable(value);
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
