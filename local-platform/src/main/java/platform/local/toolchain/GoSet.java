package platform.local.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;

/**
 * The programs and files that one go.mod brings, in a cache folder named after all that they depend
 * on.
 */
final class GoSet {
  private static final String COMPLETE = "complete";
  private static final Pattern DIRECTORY = Pattern.compile("\"Dir\": \"([^\"]+)\"");

  /** Files of a module that are read while the lab runs, beside or instead of its programs. */
  private record ModuleFiles(ModuleSet moduleSet, String module, List<String> folders) {}

  private static final List<ModuleFiles> MODULE_FILES =
      List.of(
          new ModuleFiles(
              ModuleSet.SIMULATION,
              "github.com/aws/karpenter-provider-aws",
              List.of(
                  "charts/karpenter",
                  "charts/karpenter-crd",
                  "pkg/apis/crds",
                  "pkg/providers/pricing")),
          new ModuleFiles(ModuleSet.SIMULATION, "sigs.k8s.io/kwok", List.of("kustomize/stage")),
          new ModuleFiles(
              ModuleSet.ARGO_CD_MANIFESTS, "github.com/argoproj/argo-cd/v3", List.of("manifests")),
          new ModuleFiles(
              ModuleSet.KUBERNETES_SCHEMAS,
              "k8s.io/kubernetes",
              List.of("api/openapi-spec/swagger.json")));

  private final ModuleSet moduleSet;
  private final Path source;
  private final GoModule goModule;
  private final Path folder;

  private GoSet(ModuleSet moduleSet, Path source, GoModule goModule, Path folder) {
    this.moduleSet = moduleSet;
    this.source = source;
    this.goModule = goModule;
    this.folder = folder;
  }

  static GoSet of(
      ModuleSet moduleSet, Path toolchainFolder, Path cacheFolder, HostPlatform platform) {
    Path source = toolchainFolder.resolve(moduleSet.folder());
    GoModule goModule = GoModule.read(source.resolve("go.mod"));
    var key =
        new ContentKey()
            .file(source.resolve("go.mod"))
            .file(source.resolve("go.sum"))
            .text(platform.toString())
            .text(String.join(" ", GoCommand.BUILD_FLAGS));
    for (Tool tool : Tool.of(moduleSet)) {
      key.text(tool.program())
          .text(tool.goPackage())
          .text(tool.linkerFlags(version(goModule, tool)));
    }
    MODULE_FILES.stream()
        .filter(files -> files.moduleSet() == moduleSet)
        .forEach(files -> key.text(files.toString()));
    Path folder = cacheFolder.resolve(moduleSet.cacheName() + "-" + key.key());
    return new GoSet(moduleSet, source, goModule, folder);
  }

  private static String version(GoModule goModule, Tool tool) {
    return goModule.version(goModule.moduleOf(tool.goPackage()));
  }

  String version(Tool tool) {
    return version(goModule, tool);
  }

  GoModule goModule() {
    return goModule;
  }

  boolean isComplete() {
    return Files.exists(folder.resolve(COMPLETE));
  }

  /** Whether all files and these programs are there, complete or not. */
  boolean has(List<Tool> wanted) {
    return wanted.stream().allMatch(tool -> Files.exists(program(tool)))
        && MODULE_FILES.stream()
            .filter(files -> files.moduleSet() == moduleSet)
            .allMatch(files -> Files.exists(module(files.module())));
  }

  Path program(Tool tool) {
    return folder.resolve("bin").resolve(tool.program());
  }

  Path module(String module) {
    return folder.resolve("modules").resolve(module);
  }

  /** Whether files of this module are kept for the lab's run. */
  static boolean hasFilesOf(ModuleSet moduleSet, String module) {
    return MODULE_FILES.stream()
        .anyMatch(files -> files.moduleSet() == moduleSet && files.module().equals(module));
  }

  /** What is still to be done, downloads first; nothing where an earlier run did it all. */
  List<Step> steps(GoCommand go) {
    return steps(go, Tool.of(moduleSet));
  }

  /** The same for all files and some programs. */
  List<Step> steps(GoCommand go, List<Tool> wanted) {
    var steps = new ArrayList<Step>();
    List<Tool> tools = wanted.stream().filter(tool -> !Files.exists(program(tool))).toList();
    if (!tools.isEmpty()) {
      steps.add(
          new Step(
              "fetching modules of " + moduleSet.folder(),
              "fetched modules of " + moduleSet.folder(),
              tick -> fetchModules(go, tools, tick)));
    }
    for (ModuleFiles files : MODULE_FILES) {
      if (files.moduleSet() == moduleSet && !Files.exists(module(files.module()))) {
        String name = files.module() + " " + goModule.version(files.module());
        steps.add(
            new Step(
                "fetching files of " + name,
                "fetched files of " + name,
                tick -> copyFiles(go, files, tick)));
      }
    }
    for (Tool tool : tools) {
      steps.add(
          new Step(
              "building " + tool.program(),
              "built %s %s".formatted(tool.program(), version(tool)),
              tick -> build(go, tool, tick)));
    }
    return steps;
  }

  void markComplete() throws IOException {
    Path marker = folder.resolve(COMPLETE);
    Path unfinished = FileTree.unfinished(marker);
    Files.writeString(unfinished, "");
    FileTree.finish(unfinished, marker);
  }

  private void fetchModules(GoCommand go, List<Tool> tools, Runnable tick) {
    // Listing what the programs import fetches just the modules that they need, which
    // 'go mod download' does not.
    var arguments = new ArrayList<>(List.of("list", "-C", source.toString(), "-deps", "-f", ""));
    tools.forEach(tool -> arguments.add(tool.goPackage()));
    ChildProgram.Ending ending =
        go.run("fetch-" + moduleSet.folder(), goModule.goVersion(), arguments, tick);
    failUnlessFetched(ending, "the Go modules of " + source);
  }

  private void copyFiles(GoCommand go, ModuleFiles files, Runnable tick) throws IOException {
    String module = files.module() + "@v" + goModule.version(files.module());
    String sum = files.module() + " v" + goModule.version(files.module()) + " h1:";
    if (Files.readAllLines(source.resolve("go.sum")).stream()
        .noneMatch(line -> line.startsWith(sum))) {
      // The go command would add the missing line instead of failing.
      throw new LabException("%s: no line '%s...'".formatted(source.resolve("go.sum"), sum));
    }
    // A version spelled out is checked against go.sum without loading the whole module graph.
    ChildProgram.Ending ending =
        go.run(
            "fetch-" + files.module().replace('/', '-'),
            goModule.goVersion(),
            List.of("mod", "download", "-C", source.toString(), "-json", module),
            tick);
    failUnlessFetched(ending, "the module " + module);
    Matcher directory = DIRECTORY.matcher(ending.output());
    if (!directory.find()) {
      throw new LabException(
          "'go mod download' did not say where it put %s:%n%s"
              .formatted(module, ending.explanation()));
    }
    Path target = module(files.module());
    FileTree.deleteUnfinished(target);
    Path unfinished = FileTree.unfinished(target);
    for (String each : files.folders()) {
      FileTree.copy(Path.of(directory.group(1)).resolve(each), unfinished.resolve(each));
    }
    FileTree.finish(unfinished, target);
  }

  private static void failUnlessFetched(ChildProgram.Ending ending, String what) {
    if (ending.isSuccess()) {
      return;
    }
    ending.requireSpace(what + " can't be fetched");
    String output = ending.output();
    if (output.contains("SECURITY ERROR") || output.contains("missing go.sum entry")) {
      throw new LabException(
          "%s: what came is not what go.sum pins:%n%s".formatted(what, ending.explanation()));
    }
    throw new SomethingMissingException(
        "%s can't be fetched: %s".formatted(what, ending.inOneLine()),
        "name a Go module proxy that answers: GOPROXY=<url> scripts/platform verify");
  }

  private void build(GoCommand go, Tool tool, Runnable tick) throws IOException {
    Path program = program(tool);
    FileTree.deleteUnfinished(program);
    Path unfinished = FileTree.unfinished(program);
    var arguments = new ArrayList<>(List.of("build", "-C", source.toString()));
    arguments.addAll(GoCommand.BUILD_FLAGS);
    arguments.addAll(List.of("-ldflags", tool.linkerFlags(version(tool))));
    arguments.addAll(List.of("-o", unfinished.toString(), tool.goPackage()));
    ChildProgram.Ending ending =
        go.run("build-" + tool.program(), goModule.goVersion(), arguments, tick);
    ending.requireSpace(tool.program() + " can't be built");
    if (!ending.isSuccess()) {
      throw new LabException(
          "%s %s does not build:%n%s"
              .formatted(tool.program(), version(tool), ending.explanation()));
    }
    FileTree.finish(unfinished, program);
  }
}
