package platform.local.aws;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.model.iam.ApiCall;
import platform.model.iam.Authorizations;
import platform.model.iam.Decision;
import platform.model.iam.IamRequest;
import platform.model.iam.IdentityPolicies;
import platform.model.iam.PolicyDocument;
import platform.model.iam.Statement;

/**
 * Calls that the account recorded, held against the policies that Terraform gives their caller.
 * Moto carries out whatever it is asked for: this is where it would have been refused.
 */
public final class RecordedRights {
  /** What a call is answered that only wants to know whether it would be allowed. */
  private static final String ONLY_ASKED = "DryRunOperation";

  private final IdentityPolicies policies;
  private final String account;
  private final List<AwsCall> calls;

  private RecordedRights(IdentityPolicies policies, String account, List<AwsCall> calls) {
    this.policies = policies;
    this.account = account;
    this.calls = calls;
  }

  /** Of Karpenter's controller. What the account refused changed nothing, and is left out. */
  public static RecordedRights ofKarpenter(RecordedInfrastructure recorded, List<AwsCall> calls) {
    return new RecordedRights(
        policies(recorded, recorded.output("karpenter_controller_role_name")),
        recorded.account(),
        calls.stream()
            .filter(call -> call.accessKeyId().equals("karpenter"))
            .filter(call -> call.succeeded() || call.failure().equals(ONLY_ASKED))
            .toList());
  }

  static IdentityPolicies policies(RecordedInfrastructure recorded, String role) {
    return new IdentityPolicies(
        recorded.policiesOf(role).entrySet().stream()
            .map(policy -> PolicyDocument.parse(policy.getKey(), policy.getValue()))
            .toList());
  }

  /** A sentence for each call that the policies don't allow, each once. */
  public SortedSet<String> refusals() {
    return calls.stream()
        .flatMap(
            call ->
                requests(call)
                    .map(policies::decide)
                    .filter(decision -> !decision.isAllowed())
                    .map(decision -> sentence(call, decision)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The actions that the calls needed, e.g. {@code iam:PassRole}. */
  public SortedSet<String> actions() {
    return calls.stream()
        .flatMap(this::requests)
        .map(IamRequest::action)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The actions that the policies grant and no call needed, as the policies write them. */
  public SortedSet<String> unused() {
    SortedSet<String> needed = actions();
    return policies.grantedActions().stream()
        .filter(granted -> needed.stream().noneMatch(each -> Statement.covers(granted, each)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Stream<IamRequest> requests(AwsCall call) {
    var apiCall =
        new ApiCall(
            call.service(),
            call.action(),
            call.region(),
            account,
            new TreeMap<>(call.parameters()));
    return Authorizations.of(apiCall, call.touched()).stream();
  }

  private static String sentence(AwsCall call, Decision decision) {
    String verdict =
        decision instanceof Decision.Denied denied
            ? "denied by " + denied.by().sid()
            : "allowed by no statement";
    return "%s %s needs %s, which is %s"
        .formatted(call.service(), call.action(), decision.request(), verdict);
  }
}
