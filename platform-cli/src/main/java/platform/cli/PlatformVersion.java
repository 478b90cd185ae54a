package platform.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that {@code --version} prints, and of which Java. */
public final class PlatformVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = PlatformVersion.class.getPackage().getImplementationVersion();
    return new String[] {
      "platform " + (version == null ? "(from the working tree)" : version),
      "Java " + System.getProperty("java.version")
    };
  }
}
