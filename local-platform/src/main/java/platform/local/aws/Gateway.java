package platform.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.process.FreePorts;
import platform.local.process.LabException;
import platform.model.iam.ExistingResources;

/**
 * The account's endpoint: answers what moto lacks, forwards the rest unchanged and records each
 * call.
 */
final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /** What the HTTP server sets itself. */
  private static final Set<String> OWN_HEADERS =
      Set.of("connection", "content-length", "date", "server", "transfer-encoding");

  /** Told of each request with its answer. */
  interface Observer {
    void answered(AwsRequest request, AwsAnswer answer);
  }

  private final HttpServer server;
  private final URI endpoint;
  private final Moto moto;
  private final AnswersMotoLacks answers;
  private final SlowAnswers slowAnswers;
  private final TouchedResources touched;
  private final CallRecord record;
  private final Observer observer;
  private final Object oneDeletion = new Object();
  private volatile boolean closing;

  private Gateway(
      HttpServer server,
      URI endpoint,
      Moto moto,
      AnswersMotoLacks answers,
      SlowAnswers slowAnswers,
      TouchedResources touched,
      CallRecord record,
      Observer observer) {
    this.server = server;
    this.endpoint = endpoint;
    this.moto = moto;
    this.answers = answers;
    this.slowAnswers = slowAnswers;
    this.touched = touched;
    this.record = record;
    this.observer = observer;
  }

  static Gateway start(
      FreePorts ports,
      Executor threads,
      Moto moto,
      AnswersMotoLacks answers,
      SlowAnswers slowAnswers,
      TouchedResources touched,
      CallRecord record,
      Observer observer) {
    // Read once by the JDK's server; without it each answer waits 40 ms for a delayed ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // Longer than clients keep idle connections: who sends on one that is just being closed asks
    // twice.
    System.setProperty("sun.net.httpserver.idleInterval", "600");
    int port = ports.next();
    try {
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
      URI endpoint = URI.create("http://127.0.0.1:" + port);
      var gateway =
          new Gateway(server, endpoint, moto, answers, slowAnswers, touched, record, observer);
      server.createContext("/", gateway::handle);
      server.setExecutor(threads);
      server.start();
      return gateway;
    } catch (IOException e) {
      throw new LabException(
          "the AWS gateway can't listen on 127.0.0.1:%d: %s".formatted(port, e.getMessage()), e);
    }
  }

  URI endpoint() {
    return endpoint;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      AwsRequest request =
          AwsRequest.of(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toASCIIString(),
              exchange.getRequestHeaders(),
              exchange.getRequestBody().readAllBytes());
      AwsAnswer answer = call(request);
      write(exchange, answer);
      observer.answered(request, answer);
    } catch (IOException e) {
      // The caller went away, as programs do that are stopped while they wait for an answer.
      LOG.debug("a caller of the AWS gateway left before its answer", e);
    } catch (RuntimeException e) {
      LOG.error("the AWS gateway failed after its answer", e);
    }
  }

  /** Answers a call and records it, whoever makes it: the lab's own come without HTTP. */
  AwsAnswer call(AwsRequest request) {
    ExistingResources touched = this.touched.of(request);
    AwsAnswer answer = answerOrFailure(request);
    record.add(
        new AwsCall(
            Instant.now(),
            request.service(),
            request.region(),
            request.action(),
            request.parameters(),
            answer.status(),
            answer.errorCode(),
            request.accessKeyId(),
            touched));
    return answer;
  }

  /**
   * A call of the lab's own to one of AWS's JSON services, recorded as every other.
   *
   * @param target service and operation, e.g. {@code AWSEvents.PutEvents}
   */
  JsonNode callJson(String service, String target, String region, Object body) {
    AwsAnswer answer =
        call(
            AwsRequest.of(
                "POST",
                "/",
                Map.of(
                    "Content-Type", List.of("application/x-amz-json-1.1"),
                    "X-Amz-Target", List.of(target),
                    "Authorization", List.of(Moto.authorization(service, region))),
                Json.write(body).getBytes(StandardCharsets.UTF_8)));
    if (!answer.isSuccess()) {
      throw new LabException("the account refuses %s: %s".formatted(target, answer.bodyText()));
    }
    return Json.read(answer.bodyText());
  }

  private AwsAnswer answerOrFailure(AwsRequest request) {
    try {
      return answer(request);
    } catch (RuntimeException e) {
      if (closing) {
        // Long polls are under way whenever the account is stopped.
        LOG.debug("{} {} cut off by the stop", request.service(), request.action());
      } else {
        LOG.error("{} {} fails in the AWS gateway", request.service(), request.action(), e);
      }
      return AwsAnswer.text(
          500,
          "text/xml;charset=UTF-8",
          XmlAnswer.error("InternalError", "the lab's AWS gateway failed: " + e.getMessage()));
    }
  }

  AwsAnswer answer(AwsRequest request) {
    var own = answers.answer(request);
    if (own.isPresent()) {
      return own.get();
    }
    if (SlowAnswers.ACTIONS.contains(request.action())) {
      return slowAnswers.get(request, () -> moto.forward(request));
    }
    if (request.action().equals("DeleteMessage")) {
      // Of two at a time moto may carry out one, and answers both as if done.
      synchronized (oneDeletion) {
        return moto.forward(request);
      }
    }
    return throughGateway(request, answers.corrected(request, moto.forward(request)));
  }

  /** Moto names a queue by its own address; clients would go past the gateway. */
  private AwsAnswer throughGateway(AwsRequest request, AwsAnswer answer) {
    if (!request.service().equals("sqs") || !request.action().contains("Queue")) {
      return answer;
    }
    return answer.withBody(
        new String(answer.body(), StandardCharsets.UTF_8)
            .replace(moto.endpoint().getAuthority(), endpoint.getAuthority()));
  }

  private static void write(HttpExchange exchange, AwsAnswer answer) throws IOException {
    answer
        .headers()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> exchange.getResponseHeaders().add(name, value));
              }
            });
    boolean hasBody = answer.body().length > 0 && !exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), hasBody ? answer.body().length : -1);
    if (hasBody) {
      exchange.getResponseBody().write(answer.body());
    }
  }

  @Override
  public void close() {
    closing = true;
    server.stop(0);
  }
}
