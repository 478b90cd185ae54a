package platform.local.operations;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import platform.local.argocd.Kubectl;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;
import platform.model.findings.Choices;

/**
 * A cluster that was named on purpose: by a kubeconfig context, or as a lab that runs. The current
 * context of a kubeconfig is never taken.
 */
public final class Cluster implements AutoCloseable {
  /** A silent address answers no sooner for being asked ten times, as the client does by itself. */
  private static final int CONNECT_MILLISECONDS = 5_000;

  private static final int REQUEST_MILLISECONDS = 30_000;

  /** What the API server calls a kind that is not defined. */
  private static final Pattern DEFINITION = Pattern.compile("/apis/([^/]+)/[^/]+/([a-z0-9]+)");

  private final String name;
  private final Kubectl.Connection connection;
  private final KubernetesClient client;

  private Cluster(
      String name, Kubectl.Connection connection, Config config, Optional<Reader> reader) {
    this.name = name;
    this.connection = connection;
    var builder =
        new ConfigBuilder(config)
            // A builder would look at the current context again, and mix its credentials
            // in.
            .withAutoConfigure(false)
            .withConnectionTimeout(CONNECT_MILLISECONDS)
            .withRequestTimeout(REQUEST_MILLISECONDS)
            .withRequestRetryBackoffLimit(1);
    reader
        .flatMap(Reader::user)
        .ifPresent(
            user ->
                builder
                    .withImpersonateUsername(user)
                    .withImpersonateGroups(reader.orElseThrow().groups().toArray(String[]::new)));
    this.client =
        new KubernetesClientBuilder()
            .withConfig(builder.build())
            .withHttpClientBuilderConsumer(
                http ->
                    reader.ifPresent(
                        each -> http.addOrReplaceInterceptor(ReadOnly.NAME, new ReadOnly())))
            .build();
  }

  /** The cluster of a context in the user's kubeconfig, as kubectl would find it. */
  public static Cluster ofContext(String context) {
    return ofContext(context, Optional.empty());
  }

  /** The same, to which nothing but questions is sent. */
  public static Cluster ofContext(String context, Reader reader) {
    return ofContext(context, Optional.of(reader));
  }

  private static Cluster ofContext(String context, Optional<Reader> reader) {
    Config config = configuration(context);
    List<String> known = config.getContexts().stream().map(NamedContext::getName).toList();
    if (!known.contains(context)) {
      throw new LabException(
          "the kubeconfig (%s) has no context '%s'; %s"
              .formatted(
                  String.join(", ", Config.getKubeconfigFilenames()),
                  context,
                  new Choices(known).remedyFor(context, "contexts")));
    }
    return new Cluster(
        "context '%s'".formatted(context), Kubectl.Connection.ofContext(context), config, reader);
  }

  private static Config configuration(String context) {
    try {
      return Config.autoConfigure(context);
    } catch (KubernetesClientException e) {
      throw new LabException(
          "the kubeconfig (%s) can't be read: %s; try: kubectl config view"
              .formatted(String.join(", ", Config.getKubeconfigFilenames()), reason(e)),
          e);
    }
  }

  /** The cluster of a kubeconfig of the lab's own, which has one context. */
  public static Cluster ofLab(String lab, Path kubeconfig) {
    return ofLab(lab, kubeconfig, Optional.empty());
  }

  /** The same, to which nothing but questions is sent. */
  public static Cluster ofLab(String lab, Path kubeconfig, Reader reader) {
    return ofLab(lab, kubeconfig, Optional.of(reader));
  }

  private static Cluster ofLab(String lab, Path kubeconfig, Optional<Reader> reader) {
    if (!Files.isRegularFile(kubeconfig)) {
      throw new SomethingMissingException(
          "lab '%s' has no kubeconfig at %s".formatted(lab, kubeconfig),
          "it may be ending; start one: scripts/platform up");
    }
    return new Cluster(
        "lab '%s'".formatted(lab),
        Kubectl.Connection.ofKubeconfig(kubeconfig),
        Config.fromKubeconfig(kubeconfig.toFile()),
        reader);
  }

  /** How sentences name it. */
  public String name() {
    return name;
  }

  Kubectl.Connection connection() {
    return connection;
  }

  KubernetesClient client() {
    return client;
  }

  /** The API server's version, for example {@code v1.36.1-eks-3cfe0ce}. */
  public String version() {
    return ask(() -> client.getKubernetesVersion().getGitVersion());
  }

  /** Asks the API server, and says in a sentence why it gave no answer. */
  <T> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (KubernetesClientException e) {
      throw explained(e);
    }
  }

  void tell(Runnable request) {
    ask(
        () -> {
          request.run();
          return null;
        });
  }

  private RuntimeException explained(KubernetesClientException problem) {
    String message = reason(problem);
    if (problem.getCode() <= 0 && isOfTheConnection(problem)) {
      return new SomethingMissingException(
          "the API server of %s at %s can't be reached: %s"
              .formatted(name, client.getMasterUrl(), message),
          "check network, VPN and login, then try again",
          problem);
    }
    return switch (problem.getCode()) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          new SomethingMissingException(
              "%s does not accept these credentials".formatted(name),
              "log in again, and try: kubectl auth whoami",
              problem);
      case HttpURLConnection.HTTP_FORBIDDEN ->
          new SomethingMissingException(
              "%s forbids it: %s".formatted(name, message),
              "ask for this permission, or use a context that has it",
              problem);
      case HttpURLConnection.HTTP_NOT_FOUND -> notFound(problem, message);
      default -> new LabException("%s: %s".formatted(name, message), problem);
    };
  }

  private static boolean isOfTheConnection(Throwable problem) {
    return problem != null
        && (problem instanceof IOException || isOfTheConnection(problem.getCause()));
  }

  private RuntimeException notFound(KubernetesClientException problem, String message) {
    return Optional.of(DEFINITION.matcher(String.valueOf(problem.getMessage())))
        .filter(matcher -> matcher.find())
        .<RuntimeException>map(
            matcher ->
                matcher.group(1).equals("argoproj.io")
                    ? new SomethingMissingException(
                        "there is no Argo CD in %s (%s.%s is not defined)"
                            .formatted(name, matcher.group(2), matcher.group(1)),
                        "scripts/platform bootstrap --context CONTEXT -e ENVIRONMENT",
                        problem)
                    : new SomethingMissingException(
                        "%s.%s is not defined in %s"
                            .formatted(matcher.group(2), matcher.group(1), name),
                        "wait until Argo CD has installed Karpenter, or look why it has not: kubectl -n argocd get applications",
                        problem))
        .orElseGet(() -> new LabException("%s: %s".formatted(name, message), problem));
  }

  /** The API server's own words, or what went wrong on the way to it. */
  private static String reason(KubernetesClientException problem) {
    if (problem.getStatus() != null && problem.getStatus().getMessage() != null) {
      return problem.getStatus().getMessage();
    }
    Throwable cause = problem;
    while (cause.getCause() != null && !(cause instanceof IOException)) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  @Override
  public void close() {
    client.close();
  }
}
