package platform.local.toolchain;

import java.util.Locale;
import platform.local.process.SomethingMissingException;

/**
 * Operating system and processor of this machine.
 *
 * @param os as Go names it: {@code linux} or {@code darwin}
 * @param architecture as Go names it: {@code amd64} or {@code arm64}
 */
record HostPlatform(String os, String architecture) {

  static HostPlatform current() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static HostPlatform of(String osName, String osArchitecture) {
    String name = osName.toLowerCase(Locale.ROOT);
    String processor = osArchitecture.toLowerCase(Locale.ROOT);
    boolean isMac = name.startsWith("mac");
    boolean isX86 = processor.equals("amd64") || processor.equals("x86_64");
    boolean isArm = processor.equals("aarch64") || processor.equals("arm64");
    if (!(isMac || name.equals("linux")) || !(isX86 || isArm)) {
      throw new SomethingMissingException(
          "the lab runs on Linux and macOS, on x86-64 and ARM64, and this is %s on %s"
              .formatted(osName, osArchitecture),
          "run it on such a machine (on Windows: wsl --install)");
    }
    return new HostPlatform(isMac ? "darwin" : "linux", isX86 ? "amd64" : "arm64");
  }

  boolean isMac() {
    return os.equals("darwin");
  }

  @Override
  public String toString() {
    return os + "-" + architecture;
  }
}
