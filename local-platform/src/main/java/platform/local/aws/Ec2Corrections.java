package platform.local.aws;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/** Moto's answers of EC2 as EC2 would give them. */
final class Ec2Corrections {
  private static final Pattern DESCRIPTION =
      Pattern.compile("IpPermissions\\.1\\.\\w+\\.1\\.Description");

  /** By rule's id; moto forgets those of rules that name a group or a prefix list. */
  private final Map<String, String> descriptions = new ConcurrentHashMap<>();

  AwsAnswer corrected(AwsRequest request, AwsAnswer answer) {
    if (!answer.isSuccess()) {
      return answer;
    }
    return switch (request.action()) {
      case "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress" ->
          describedRules(remembered(request, answer));
      case "DescribeSecurityGroupRules" -> describedRules(answer);
      case "DescribeLaunchTemplateVersions", "CreateLaunchTemplateVersion" ->
          withoutOwnTags(answer);
      default -> answer;
    };
  }

  private AwsAnswer remembered(AwsRequest request, AwsAnswer answer) {
    request.parameters().entrySet().stream()
        .filter(parameter -> DESCRIPTION.matcher(parameter.getKey()).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .ifPresent(
            description ->
                XmlDocument.of(answer)
                    .elements("securityGroupRuleId")
                    .forEach(id -> descriptions.put(id.getTextContent(), description)));
    return answer;
  }

  private AwsAnswer describedRules(AwsAnswer answer) {
    return XmlDocument.corrected(
        answer,
        document ->
            document
                .elements("securityGroupRuleId")
                .forEach(
                    id -> {
                      String description = descriptions.get(id.getTextContent());
                      if (description != null) {
                        document.set((Element) id.getParentNode(), "description", description);
                      }
                    }));
  }

  /** A template's own tags are no part of what it holds for machines. */
  private static AwsAnswer withoutOwnTags(AwsAnswer answer) {
    return XmlDocument.corrected(
        answer,
        document ->
            document.elements("tagSpecificationSet").stream()
                .flatMap(set -> XmlDocument.children(set).stream())
                .filter(
                    item ->
                        XmlDocument.text(item, "resourceType")
                            .filter("launch-template"::equals)
                            .isPresent())
                .forEach(item -> item.getParentNode().removeChild(item)));
  }
}
