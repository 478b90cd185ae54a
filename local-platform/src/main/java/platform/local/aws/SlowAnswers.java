package platform.local.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.process.LabException;

/**
 * Keeps the answers that take moto 6 to 8 seconds each and never change: in memory, and on disk
 * from run to run. Who asks while an answer is being made waits for that one.
 */
final class SlowAnswers {
  static final Set<String> ACTIONS =
      Set.of("DescribeInstanceTypes", "DescribeInstanceTypeOfferings");

  private static final Logger LOG = LoggerFactory.getLogger(SlowAnswers.class);

  /** Last line of a kept answer; without it the file was cut off. */
  private static final String END = "\n<!-- complete -->";

  private final Optional<Path> folder;
  private final ConcurrentMap<String, CompletableFuture<AwsAnswer>> answers =
      new ConcurrentHashMap<>();

  /**
   * @param folder where answers are kept; belongs to one version of moto
   */
  SlowAnswers(Optional<Path> folder) {
    this.folder = folder;
  }

  AwsAnswer get(AwsRequest request, Supplier<AwsAnswer> moto) {
    String key = key(request);
    var fresh = new CompletableFuture<AwsAnswer>();
    CompletableFuture<AwsAnswer> earlier = answers.putIfAbsent(key, fresh);
    if (earlier != null) {
      return await(earlier);
    }
    try {
      AwsAnswer answer = kept(key).orElseGet(() -> asked(key, moto));
      if (!answer.isSuccess()) {
        answers.remove(key);
      }
      fresh.complete(answer);
    } catch (RuntimeException e) {
      answers.remove(key);
      fresh.completeExceptionally(e);
    }
    return await(fresh);
  }

  private static AwsAnswer await(CompletableFuture<AwsAnswer> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw new LabException("moto gave no answer: " + e.getCause().getMessage(), e);
    }
  }

  /** Page size doesn't matter, since moto answers in one page. */
  static String key(AwsRequest request) {
    var parameters = new TreeMap<>(request.parameters());
    parameters.remove("MaxResults");
    return parameters.toString();
  }

  private Optional<AwsAnswer> kept(String key) {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    Path file = file(folder.get(), key);
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      String text = Files.readString(file);
      if (text.endsWith(END)) {
        return Optional.of(AwsAnswer.xml(text.substring(0, text.length() - END.length())));
      }
      LOG.warn("{} is incomplete and will be written again", file);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{} can't be read and will be written again: {}", file, e.toString());
    }
    return Optional.empty();
  }

  private AwsAnswer asked(String key, Supplier<AwsAnswer> moto) {
    AwsAnswer answer = moto.get();
    if (answer.isSuccess() && folder.isPresent()) {
      keep(file(folder.get(), key), answer.bodyText());
    }
    return answer;
  }

  private static void keep(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Path unfinished = Files.createTempFile(file.getParent(), "answer", ".tmp");
      Files.writeString(unfinished, text + END);
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn(
          "moto's answer can't be kept in {}, the next start is slower: {}", file, e.toString());
    }
  }

  private static Path file(Path folder, String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return folder.resolve("%064x.xml".formatted(new BigInteger(1, digest)));
    } catch (NoSuchAlgorithmException e) {
      throw new LabException("this Java has no SHA-256", e);
    }
  }

  /** A request of EC2's query protocol that the lab itself puts, as Karpenter does. */
  static AwsRequest query(String action, String region, Map<String, String> parameters) {
    var form = new TreeMap<>(parameters);
    form.put("Action", action);
    form.put("Version", "2016-11-15");
    StringBuilder body = new StringBuilder();
    form.forEach(
        (name, value) ->
            body.append(body.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return AwsRequest.of(
        "POST",
        "/",
        Map.of(
            "Content-Type", List.of("application/x-www-form-urlencoded"),
            "Authorization", List.of(Moto.authorization("ec2", region))),
        body.toString().getBytes(StandardCharsets.UTF_8));
  }
}
