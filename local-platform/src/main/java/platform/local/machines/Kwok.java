package platform.local.machines;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import platform.local.process.FreePorts;
import platform.local.process.HostProcess;
import platform.local.process.LabException;

/** kwok: keeps simulated nodes alive and makes pods on them Running, Succeeded and gone. */
public final class Kwok {
  /** Where people find the stages. */
  static final String STAGES =
      "local-platform/src/main/resources/platform/local/machines/stages.yaml";

  private Kwok() {}

  /**
   * @param ownedImages images, without tag, of pods that kwok must not make Running
   * @param broken told in a sentence why nodes and pods won't become what they should
   */
  public static HostProcess start(
      Path program,
      Path kubeconfig,
      SortedSet<String> ownedImages,
      Path folder,
      Path logs,
      FreePorts ports,
      Consumer<String> broken) {
    Path stages = folder.resolve("stages.yaml");
    try {
      Files.createDirectories(folder);
      Files.writeString(stages, stages(ownedImages));
    } catch (IOException e) {
      throw new LabException("can't write %s: %s".formatted(stages, e.getMessage()), e);
    }
    List<String> command =
        List.of(
            program.toString(),
            "--kubeconfig=" + kubeconfig,
            "--config=" + stages,
            "--manage-all-nodes=false",
            "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
            "--node-lease-duration-seconds=40",
            "--server-address=127.0.0.1:" + ports.next());
    KwokLog log = KwokLog.appendedTo(logs.resolve("kwok.log"), broken);
    HostProcess kwok =
        HostProcess.start("kwok", command, Map.of("HOME", folder.toString()), logs, log::read);
    // Also when the lab stops, and then nobody waits any more.
    kwok.ended()
        .thenAccept(
            exitCode ->
                broken.accept(
                    "kwok ended with exit code %d; its last lines (%s):%n%s"
                        .formatted(exitCode, kwok.log(), kwok.lastLogLines(3))));
    return kwok;
  }

  static String stages(SortedSet<String> ownedImages) throws IOException {
    try (InputStream template = Kwok.class.getResourceAsStream("stages.yaml")) {
      String images =
          ownedImages.stream().map("\"%s\""::formatted).collect(Collectors.joining(", "));
      return new String(template.readAllBytes(), StandardCharsets.UTF_8)
          .replace("@PROGRAM_IMAGES@", images);
    }
  }
}
