package platform.local.programs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import platform.local.programs.PodConfiguration.ConfigurationException;

/** The files with which a kubelet fills a pod's volumes before it starts the first container. */
final class VolumeFiles {
  private final PodConfiguration.Source source;
  private final DownwardApi downwardApi;

  VolumeFiles(Pod pod, PodConfiguration.Source source) {
    this.source = source;
    this.downwardApi = new DownwardApi(pod, source);
  }

  /** Files by their path in the volume; none if it starts empty or holds no configuration. */
  SortedMap<String, byte[]> of(Volume volume) throws ConfigurationException {
    try {
      if (volume.getConfigMap() != null) {
        var from = volume.getConfigMap();
        return configMap(from.getName(), from.getItems(), from.getOptional());
      }
      if (volume.getSecret() != null) {
        var from = volume.getSecret();
        return secret(from.getSecretName(), from.getItems(), from.getOptional());
      }
      if (volume.getDownwardAPI() != null) {
        return downwardApi(volume.getDownwardAPI().getItems());
      }
      var files = new TreeMap<String, byte[]>();
      if (volume.getProjected() != null) {
        for (VolumeProjection from : volume.getProjected().getSources()) {
          files.putAll(projected(from));
        }
      }
      return files;
    } catch (ConfigurationException e) {
      throw new ConfigurationException(
          "MountVolume.SetUp failed for volume \"%s\" : %s"
              .formatted(volume.getName(), e.getMessage()));
    }
  }

  private SortedMap<String, byte[]> projected(VolumeProjection from) throws ConfigurationException {
    if (from.getConfigMap() != null) {
      var configMap = from.getConfigMap();
      return configMap(configMap.getName(), configMap.getItems(), configMap.getOptional());
    }
    if (from.getSecret() != null) {
      var secret = from.getSecret();
      return secret(secret.getName(), secret.getItems(), secret.getOptional());
    }
    if (from.getDownwardAPI() != null) {
      return downwardApi(from.getDownwardAPI().getItems());
    }
    if (from.getServiceAccountToken() != null) {
      return token(from.getServiceAccountToken());
    }
    throw new ConfigurationException(
        "the lab projects configMap, downwardAPI, secret and serviceAccountToken only");
  }

  private SortedMap<String, byte[]> configMap(String name, List<KeyToPath> items, Boolean optional)
      throws ConfigurationException {
    boolean mayBeMissing = Boolean.TRUE.equals(optional);
    Optional<ConfigMap> configMap = source.configMap(name);
    if (configMap.isEmpty() && !mayBeMissing) {
      throw new ConfigurationException("configmap \"%s\" not found".formatted(name));
    }
    return keys(
        configMap.map(VolumeFiles::content).orElse(Map.of()),
        items,
        mayBeMissing,
        "configmap references non-existent config key");
  }

  private static Map<String, byte[]> content(ConfigMap configMap) {
    Map<String, byte[]> content = decoded(configMap.getBinaryData());
    if (configMap.getData() != null) {
      configMap
          .getData()
          .forEach((key, value) -> content.put(key, value.getBytes(StandardCharsets.UTF_8)));
    }
    return content;
  }

  private SortedMap<String, byte[]> secret(String name, List<KeyToPath> items, Boolean optional)
      throws ConfigurationException {
    boolean mayBeMissing = Boolean.TRUE.equals(optional);
    Optional<Secret> secret = source.secret(name);
    if (secret.isEmpty() && !mayBeMissing) {
      throw new ConfigurationException("secret \"%s\" not found".formatted(name));
    }
    return keys(
        secret.map(found -> decoded(found.getData())).orElse(Map.of()),
        items,
        mayBeMissing,
        "references non-existent secret key");
  }

  private static Map<String, byte[]> decoded(Map<String, String> data) {
    var content = new TreeMap<String, byte[]>();
    if (data != null) {
      data.forEach((key, value) -> content.put(key, Base64.getDecoder().decode(value)));
    }
    return content;
  }

  private static SortedMap<String, byte[]> keys(
      Map<String, byte[]> content, List<KeyToPath> items, boolean mayBeMissing, String complaint)
      throws ConfigurationException {
    if (items == null || items.isEmpty()) {
      return new TreeMap<>(content);
    }
    var files = new TreeMap<String, byte[]>();
    for (KeyToPath item : items) {
      if (content.containsKey(item.getKey())) {
        files.put(item.getPath(), content.get(item.getKey()));
      } else if (!mayBeMissing) {
        throw new ConfigurationException("%s: %s".formatted(complaint, item.getKey()));
      }
    }
    return files;
  }

  private SortedMap<String, byte[]> downwardApi(List<DownwardAPIVolumeFile> items)
      throws ConfigurationException {
    var files = new TreeMap<String, byte[]>();
    for (DownwardAPIVolumeFile item : items) {
      String content =
          item.getFieldRef() != null
              ? downwardApi.metadata(item.getFieldRef().getFieldPath())
              : downwardApi.resource(item.getResourceFieldRef(), Optional.empty());
      files.put(item.getPath(), content.getBytes(StandardCharsets.UTF_8));
    }
    return files;
  }

  private SortedMap<String, byte[]> token(ServiceAccountTokenProjection from)
      throws ConfigurationException {
    boolean isForTheApiServer = from.getAudience() == null || from.getAudience().isEmpty();
    boolean outlivesTheLab =
        Long.valueOf(PodConfiguration.TOKEN_LIFETIME.toSeconds())
            .equals(from.getExpirationSeconds());
    if (!isForTheApiServer || !outlivesTheLab) {
      throw new ConfigurationException(
          "the lab renews no tokens: it projects those of %d s without an audience only, which the"
                  .formatted(PodConfiguration.TOKEN_LIFETIME.toSeconds())
              + " API server extends");
    }
    var files = new TreeMap<String, byte[]>();
    files.put(from.getPath(), source.token().getBytes(StandardCharsets.UTF_8));
    return files;
  }
}
