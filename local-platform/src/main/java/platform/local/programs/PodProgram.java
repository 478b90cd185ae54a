package platform.local.programs;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A real program that the lab runs while a pod's container is Running: one row of {@link
 * ProgramTable}. Everything here that differs from the pod's own specification is a declared
 * difference at the process border.
 *
 * @param name what people know it by; also the name of its log
 * @param image the container's image without tag
 * @param container the container's name
 * @param program the executable on the host
 * @param stage whether the container is an init container that has to end first
 * @param ports the container's ports, each with how the program is told its port on the host
 * @param environment variables set or replaced; values may hold {@code {peer:NAME}}, {@code
 *     {mount:PATH}}, {@code {folder}}, {@code {namespace}} and {@code {gateway}}
 * @param arguments arguments added after the pod's own, with the same placeholders
 */
public record PodProgram(
    String name,
    String image,
    String container,
    Path program,
    Stage stage,
    List<Port> ports,
    SortedMap<String, String> environment,
    List<String> arguments) {

  /** When a container's program runs. */
  public enum Stage {
    INIT,
    MAIN
  }

  /**
   * A port of the container and how its program is told to listen elsewhere; {@code %d} stands for
   * the host's port.
   *
   * @param peer the name under which other programs reach it, empty if none does
   */
  public record Port(
      int containerPort,
      List<String> arguments,
      SortedMap<String, String> environment,
      String peer) {
    public Port {
      arguments = List.copyOf(arguments);
      environment = new TreeMap<>(environment);
    }
  }

  public PodProgram {
    ports = List.copyOf(ports);
    environment = new TreeMap<>(environment);
    arguments = List.copyOf(arguments);
  }
}
