package platform.local.toolchain;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import platform.local.process.FileProblem;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;

/**
 * Go itself, for machines without it: the module {@code golang.org/toolchain} that the go command
 * would fetch too, taken from the configured module proxy and held against a committed sum.
 */
final class GoDistribution {
  // What the go command uses where GOPROXY is not set.
  private static final String DEFAULT_GOPROXY = "https://proxy.golang.org,direct";
  private static final String MODULE = "golang.org/toolchain";

  private final String goVersion;
  private final String moduleVersion;
  private final Path sums;
  private final Map<String, String> environment;

  /**
   * @param sums the committed file of lines {@code <module> <version> <hash>}, as in go.sum
   */
  GoDistribution(
      String goVersion, HostPlatform platform, Path sums, Map<String, String> environment) {
    this.goVersion = goVersion;
    this.moduleVersion = "v0.0.1-go%s.%s".formatted(goVersion, platform);
    this.sums = sums;
    this.environment = environment;
  }

  private Path folder(Path cacheFolder) {
    return cacheFolder.resolve("go-" + moduleVersion);
  }

  /** The go command of the distribution, once it was fetched. */
  Path program(Path cacheFolder) {
    return folder(cacheFolder).resolve("bin/go");
  }

  boolean isFetched(Path cacheFolder) {
    return Files.exists(program(cacheFolder));
  }

  Step step(Path cacheFolder) {
    return new Step(
        "fetching Go " + goVersion, "fetched Go " + goVersion, tick -> fetch(cacheFolder, tick));
  }

  void fetch(Path cacheFolder, Runnable tick) throws IOException {
    String expected = expectedSum();
    Path folder = folder(cacheFolder);
    FileTree.deleteUnfinished(folder);
    Path unfinished = Files.createDirectories(FileTree.unfinished(folder));
    try {
      fetch(unfinished.resolve("toolchain.zip"), expected, tick);
      FileTree.finish(unfinished.resolve("go"), folder);
    } finally {
      FileTree.delete(unfinished);
    }
  }

  private void fetch(Path zip, String expected, Runnable tick) throws IOException {
    download(zip, tick);
    String actual = ModuleHash.ofZip(zip);
    if (!actual.equals(expected)) {
      throw new LabException(
          "the module proxy gave a Go distribution %s %s that is not the released one: its sum is %s, %s says %s"
              .formatted(MODULE, moduleVersion, actual, sums, expected));
    }
    unpack(zip, zip.resolveSibling("go"), tick);
  }

  String expectedSum() throws IOException {
    String start = MODULE + " " + moduleVersion + " ";
    return Files.readAllLines(sums).stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .findFirst()
        .orElseThrow(() -> new LabException("%s: no line '%s<sum>'".formatted(sums, start)));
  }

  private void download(Path zip, Runnable tick) throws IOException {
    var failures = new ArrayList<String>();
    for (String proxy : proxies(environment.getOrDefault("GOPROXY", ""))) {
      try {
        download(URI.create("%s/%s/@v/%s.zip".formatted(proxy, MODULE, moduleVersion)), zip, tick);
        return;
      } catch (IllegalArgumentException e) {
        failures.add("no address, in GOPROXY or HTTPS_PROXY: " + e.getMessage());
      } catch (IOException e) {
        failures.add(proxy + ": " + FileProblem.inWords(e));
      } catch (LabException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        failures.add(e.getMessage());
      }
    }
    String reasons =
        failures.isEmpty()
            ? "GOPROXY=%s names no proxy, and 'direct' needs an installed Go"
                .formatted(environment.getOrDefault("GOPROXY", ""))
            : String.join("; ", failures);
    throw new SomethingMissingException(
        "there is no Go from 1.21 on the PATH and Go %s can't be fetched (%s)"
            .formatted(goVersion, reasons),
        remedy());
  }

  private static String remedy() {
    return "name a module proxy that answers: GOPROXY=<url> scripts/platform verify, "
        + "or install Go 1.21 or newer";
  }

  /** The proxies among GOPROXY's entries, in order; without trailing slash. */
  static List<String> proxies(String goProxy) {
    String entries = goProxy.isBlank() ? DEFAULT_GOPROXY : goProxy;
    var proxies = new ArrayList<String>();
    for (String entry : entries.split("[,|]")) {
      String name = entry.strip();
      if (name.equals("off")) {
        break;
      }
      if (!name.isEmpty() && !name.equals("direct")) {
        proxies.add(name.replaceAll("/+$", ""));
      }
    }
    return List.copyOf(proxies);
  }

  private void download(URI address, Path zip, Runnable tick) throws IOException {
    if ("file".equals(address.getScheme())) {
      Files.copy(Path.of(address), zip, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    var request = HttpRequest.newBuilder(address).timeout(Duration.ofMinutes(15)).build();
    HttpResponse<Path> response =
        ChildProgram.waitFor(
            client().sendAsync(request, HttpResponse.BodyHandlers.ofFile(zip)),
            tick,
            "fetching " + address);
    if (response.statusCode() != 200) {
      throw new IOException("answered %d for %s".formatted(response.statusCode(), address));
    }
  }

  private HttpClient client() throws IOException {
    var client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(20));
    String proxy =
        environment.getOrDefault("HTTPS_PROXY", environment.getOrDefault("https_proxy", ""));
    if (!proxy.isBlank()) {
      URI address = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
      int port = address.getPort() < 0 ? 80 : address.getPort();
      client.proxy(ProxySelector.of(new InetSocketAddress(address.getHost(), port)));
    }
    String certificates = environment.getOrDefault("SSL_CERT_FILE", "");
    if (!certificates.isBlank()) {
      client.sslContext(trusting(Path.of(certificates)));
    }
    return client.build();
  }

  private static SSLContext trusting(Path certificates) throws IOException {
    try (InputStream content = Files.newInputStream(certificates)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(content)) {
        store.setCertificateEntry(Integer.toString(store.size()), certificate);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("SSL_CERT_FILE=%s can't be used".formatted(certificates), e);
    }
  }

  private void unpack(Path zip, Path folder, Runnable tick) throws IOException {
    String prefix = MODULE + "@" + moduleVersion + "/";
    long next = System.nanoTime();
    try (var file = new ZipFile(zip.toFile())) {
      for (var entry : file.stream().filter(each -> !each.isDirectory()).toList()) {
        String name = entry.getName().replace(prefix, "");
        Path target = folder.resolve(name);
        Files.createDirectories(target.getParent());
        try (InputStream content = file.getInputStream(entry)) {
          Files.copy(content, target);
        }
        // A module's zip file has no permissions; these folders are the programs.
        if (name.startsWith("bin/") || name.startsWith("pkg/tool/")) {
          makeExecutable(target);
        }
        if (System.nanoTime() > next) {
          tick.run();
          next = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        }
      }
    }
  }

  private static void makeExecutable(Path file) throws IOException {
    if (!file.toFile().setExecutable(true, false)) {
      throw new IOException(file + " can't be made executable");
    }
  }
}
