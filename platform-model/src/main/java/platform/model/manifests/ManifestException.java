package platform.model.manifests;

import platform.model.findings.Finding;
import platform.model.findings.Location;

/** A manifest that can't be read as what it should be; knows its place and becomes a finding. */
public final class ManifestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Location location;
  private final String problem;
  private final String remedy;

  public ManifestException(Location location, String problem, String remedy) {
    super(location + ": " + problem + "; " + remedy);
    this.location = location;
    this.problem = problem;
    this.remedy = remedy;
  }

  public ManifestException(Location location, String problem, String remedy, Throwable cause) {
    super(location + ": " + problem + "; " + remedy, cause);
    this.location = location;
    this.problem = problem;
    this.remedy = remedy;
  }

  public Finding finding(String rule) {
    return Finding.error(rule, location, problem, remedy);
  }
}
