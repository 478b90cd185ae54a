package platform.model.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import platform.model.manifests.ManifestException;

/** Each test holds the evaluator to what a page of the IAM User Guide says; its title is named. */
class PolicyEvaluationTest {
  private static final String ALLOW_ALL =
      "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}";

  private static IdentityPolicies policy(String... statements) {
    return new IdentityPolicies(
        List.of(
            PolicyDocument.parse(
                "policy.json",
                "{\"Version\": \"2012-10-17\", \"Statement\": [%s]}"
                    .formatted(String.join(", ", statements)))));
  }

  /** A statement on all actions and resources with one condition. */
  private static String when(String effect, String condition) {
    return "{\"Effect\": \"%s\", \"Action\": \"*\", \"Resource\": \"*\", \"Condition\": {%s}}"
        .formatted(effect, condition);
  }

  private static boolean isAllowed(IdentityPolicies policies, IamRequest request) {
    return policies.decide(request).isAllowed();
  }

  private static IamRequest request(String action, String resource) {
    return IamRequest.of(action, resource, Map.of());
  }

  private static IamRequest with(String key, String... values) {
    return new IamRequest(
        "iam:TagUser",
        "arn:aws:iam::123456789012:user/bob",
        new TreeMap<>(Map.of(key, List.of(values))));
  }

  @Test
  @DisplayName("Policy evaluation logic: denied unless allowed, and an explicit denial wins")
  void deniedByDefaultAndExplicitDenialWins() {
    var request = request("s3:GetObject", "arn:aws:s3:::bucket/object");
    assertThat(policy().decide(request)).isInstanceOf(Decision.NotAllowed.class);
    assertThat(policy(ALLOW_ALL).decide(request)).isInstanceOf(Decision.Allowed.class);
    assertThat(
            policy(
                    ALLOW_ALL,
                    "{\"Sid\": \"No\", \"Effect\": \"Deny\", \"Action\": \"s3:*\", \"Resource\": \"*\"}")
                .decide(request))
        .isInstanceOfSatisfying(
            Decision.Denied.class, denied -> assertThat(denied.by().sid()).isEqualTo("No"));
  }

  @ParameterizedTest
  @CsvSource({
    "iam:*AccessKey*, iam:CreateAccessKey, true",
    "iam:*AccessKey*, iam:ListAccessKeys, true",
    "iam:*AccessKey*, iam:ListUsers, false",
    "IAM:listaccesskeys, iam:ListAccessKeys, true",
    "ec2:Describe?mages, ec2:DescribeImages, true",
    "ec2:Describe?mages, ec2:DescribeIImages, false",
    "s3:*, ec2:RunInstances, false"
  })
  @DisplayName("IAM JSON policy elements: Action: wildcards, and no difference by case")
  void actions(String pattern, String action, boolean isAllowed) {
    assertThat(
            isAllowed(
                policy(
                    "{\"Effect\": \"Allow\", \"Action\": [\"%s\"], \"Resource\": \"*\"}"
                        .formatted(pattern)),
                request(action, "*")))
        .isEqualTo(isAllowed);
  }

  @Test
  @DisplayName("IAM JSON policy elements: NotAction: all but IAM, in both effects")
  void notAction() {
    String notIam = "{\"Effect\": \"%s\", \"NotAction\": \"iam:*\", \"Resource\": \"*\"}";
    assertThat(isAllowed(policy(notIam.formatted("Allow")), request("s3:ListBucket", "*")))
        .isTrue();
    assertThat(isAllowed(policy(notIam.formatted("Allow")), request("iam:ListUsers", "*")))
        .isFalse();
    assertThat(
            isAllowed(policy(ALLOW_ALL, notIam.formatted("Deny")), request("iam:ListUsers", "*")))
        .isTrue();
    assertThat(
            isAllowed(policy(ALLOW_ALL, notIam.formatted("Deny")), request("s3:ListBucket", "*")))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:s3:::DOC-BUCKET/*/test/*, arn:aws:s3:::DOC-BUCKET/1/2/test/3/object.jpg, true",
    "arn:aws:s3:::DOC-BUCKET/*/test/*, arn:aws:s3:::DOC-BUCKET/1/test/, true",
    "arn:aws:s3:::DOC-BUCKET/*/test/*, arn:aws:s3:::DOC-BUCKET/1-test/object.jpg, false",
    "arn:aws:iam::123456789012:user/Bob, arn:aws:iam::123456789012:user/bob, false",
    "arn:aws:ec2:us-*:123456789012:instance/*, arn:aws:ec2:us-east-1:123456789012:instance/i-1, true",
    "arn:aws:ec2:us-*:123456789012:instance/*, arn:aws:ec2:eu-west-1:123456789012:instance/i-1, false",
    "arn:aws:ec2:*, arn:aws:ec2:us-east-1:123456789012:instance/i-1, true",
    "arn:aws:ec2:*:instance/i-1, arn:aws:ec2:us-east-1:123456789012:instance/i-1, true",
    "arn:aws:ec2:u*1:instance/i-1, arn:aws:ec2:us-east-1:123456789011:instance/i-1, false",
    "arn:aws:logs:us-east-1:1:log-group:a*, arn:aws:logs:us-east-1:1:log-group:app:x, true",
    "arn:aws:ec2:us-east-1::image/*, arn:aws:ec2:us-east-1:123456789012:image/ami-1, false"
  })
  @DisplayName(
      "IAM JSON policy elements: Resource: wildcards within segments; one that ends a segment goes on")
  void resources(String pattern, String resource, boolean isAllowed) {
    assertThat(
            isAllowed(
                policy(
                    "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"%s\"}"
                        .formatted(pattern)),
                request("ec2:RunInstances", resource)))
        .isEqualTo(isAllowed);
  }

  @Test
  @DisplayName("IAM JSON policy elements: NotResource: all but one bucket is denied")
  void notResource() {
    var policies =
        policy(
            ALLOW_ALL,
            "{\"Effect\": \"Deny\", \"Action\": \"s3:*\", \"NotResource\": [\"arn:aws:s3:::HRBucket/Payroll\", \"arn:aws:s3:::HRBucket/Payroll/*\"]}");
    assertThat(isAllowed(policies, request("s3:GetObject", "arn:aws:s3:::HRBucket/Payroll/1")))
        .isTrue();
    assertThat(isAllowed(policies, request("s3:GetObject", "arn:aws:s3:::HRBucket/Other")))
        .isFalse();
  }

  @Test
  @DisplayName(
      "Single-valued context key policy examples: all operators and all keys have to match")
  void multipleConditionsAreAnd() {
    var policies =
        policy(
            """
            {"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "arn:aws:ec2:us-east-1:123456789012:*/*",
             "Condition": {"StringLike": {"aws:RequestTag/project": "*"},
                           "StringNotEquals": {"aws:ResourceTag/environment": "production"}}}
            """);
    String volume = "arn:aws:ec2:us-east-1:123456789012:volume/vol-1";
    assertThat(
            isAllowed(
                policies,
                IamRequest.of(
                    "ec2:CreateTags",
                    volume,
                    Map.of(
                        "aws:RequestTag/project",
                        "Feature3",
                        "aws:ResourceTag/environment",
                        "QA"))))
        .isTrue();
    assertThat(
            isAllowed(
                policies,
                IamRequest.of(
                    "ec2:CreateTags",
                    volume,
                    Map.of(
                        "aws:RequestTag/project",
                        "Feature3",
                        "aws:ResourceTag/environment",
                        "production"))))
        .isFalse();
    assertThat(
            isAllowed(
                policies,
                IamRequest.of(
                    "ec2:CreateTags", volume, Map.of("aws:ResourceTag/environment", "QA"))))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "StringEquals, production, true",
    "StringEquals, prod-backup, true",
    "StringEquals, Production, false",
    "StringEquals, , false",
    "StringNotEquals, production, false",
    "StringNotEquals, prod-backup, false",
    "StringNotEquals, dev, true",
    "StringNotEquals, , true",
    "StringEqualsIfExists, , true",
    "StringEqualsIfExists, dev, false",
    "StringEqualsIgnoreCase, PRODUCTION, true",
    "StringNotEqualsIgnoreCase, PRODUCTION, false"
  })
  @DisplayName(
      "Conditions with multiple context keys or values: several values are OR, NOR when negated;"
          + " IfExists passes without the key, and so does negation")
  void values(String operator, String value, boolean isAllowed) {
    var policies =
        policy(
            when(
                "Allow",
                "\"%s\": {\"aws:RequestTag/environment\": [\"production\", \"prod-backup\"]}"
                    .formatted(operator)));
    var request =
        value == null
            ? request("iam:TagUser", "*")
            : IamRequest.of("iam:TagUser", "*", Map.of("aws:RequestTag/environment", value));
    assertThat(isAllowed(policies, request)).isEqualTo(isAllowed);
  }

  @ParameterizedTest
  @CsvSource({
    "ForAllValues, key1:legal, false",
    "ForAllValues, key1:hr key1:personnel, false",
    "ForAllValues, key2:audit, true",
    "ForAllValues, , true",
    "ForAnyValue, key1:legal, false",
    "ForAnyValue, key1:hr key2:audit, true",
    "ForAnyValue, , false"
  })
  @DisplayName("Multivalued context key examples: tag keys that lack a prefix are denied")
  void deniesTagKeys(String quantifier, String keys, boolean isDenied) {
    var policies =
        policy(
            ALLOW_ALL,
            when(
                "Deny",
                "\"%s:StringNotLike\": {\"aws:TagKeys\": \"key1*\"}".formatted(quantifier)));
    var request = keys == null ? request("iam:TagUser", "*") : with("aws:TagKeys", keys.split(" "));
    assertThat(isAllowed(policies, request)).isEqualTo(!isDenied);
  }

  @ParameterizedTest
  @CsvSource({
    "ForAllValues, environment, true",
    "ForAllValues, environment cost-center, true",
    "ForAllValues, environment owner, false",
    "ForAllValues, , true",
    "ForAnyValue, environment owner, true",
    "ForAnyValue, owner, false",
    "ForAnyValue, , false"
  })
  @DisplayName("Set operators for multivalued context keys: every value, or at least one")
  void allowsTagKeys(String quantifier, String keys, boolean isAllowed) {
    var policies =
        policy(
            when(
                "Allow",
                "\"%s:StringEquals\": {\"aws:TagKeys\": [\"environment\", \"cost-center\"]}"
                    .formatted(quantifier)));
    var request = keys == null ? request("iam:TagUser", "*") : with("aws:TagKeys", keys.split(" "));
    assertThat(isAllowed(policies, request)).isEqualTo(isAllowed);
  }

  @Test
  @DisplayName(
      "Single-valued vs. multivalued context keys: several values need a set operator; not guessed")
  void severalValuesNeedASetOperator() {
    var policies = policy(when("Allow", "\"StringEquals\": {\"aws:TagKeys\": \"a\"}"));
    assertThatThrownBy(() -> policies.decide(with("aws:TagKeys", "a", "b")))
        .hasMessageContaining("neither ForAllValues nor ForAnyValue");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'StringLike': {'k': 'my*name?'} | my-long-name1 | true",
        "'StringLike': {'k': 'my*name?'} | my-name | false",
        "'StringNotLike': {'k': 'my*'} | yours | true",
        "'StringEquals': {'k': 'my*'} | myname | false",
        "'NumericLessThanEquals': {'k': '10'} | 10 | true",
        "'NumericLessThanEquals': {'k': 10} | 11 | false",
        "'NumericGreaterThan': {'k': '9'} | 10 | true",
        "'NumericEquals': {'k': '10'} | 10.0 | true",
        "'NumericNotEquals': {'k': '10'} | 10 | false",
        "'NumericEquals': {'k': '10'} | ten | false",
        "'DateGreaterThan': {'k': '2020-04-01T00:00:00Z'} | 2020-04-02T00:00:00Z | true",
        "'DateLessThan': {'k': '2020-06-30T23:59:59Z'} | 2020-07-01T00:00:00Z | false",
        "'DateEquals': {'k': '2020-04-01'} | 1585699200 | true",
        "'Bool': {'k': 'true'} | true | true",
        "'Bool': {'k': 'false'} | true | false",
        "'Bool': {'k': true} | True | true",
        "'IpAddress': {'k': '203.0.113.0/24'} | 203.0.113.99 | true",
        "'IpAddress': {'k': '203.0.113.0/24'} | 203.0.114.1 | false",
        "'NotIpAddress': {'k': ['192.0.2.0/24', '203.0.113.0/24']} | 198.51.100.1 | true",
        "'NotIpAddress': {'k': ['192.0.2.0/24', '203.0.113.0/24']} | 192.0.2.7 | false",
        "'IpAddress': {'k': '2001:DB8:1234:5678::/64'} | 2001:db8:1234:5678::abcd | true",
        "'IpAddress': {'k': '2001:DB8:1234:5678::/64'} | 2001:db8:1234:5679::abcd | false",
        "'ArnEquals': {'k': 'arn:aws:sns:*:123456789012:topic-*'} | arn:aws:sns:eu-west-1:123456789012:topic-1 | true",
        "'ArnLike': {'k': 'arn:aws:sns:*:123456789012:*'} | arn:aws:sns:eu-west-1:210987654321:t | false",
        "'ArnNotLike': {'k': 'arn:aws:iam::*:user/*'} | arn:aws:iam::123456789012:role/r | true",
        "'BinaryEquals': {'k': 'QmluYXJ5VmFsdWVJbkJhc2U2NA=='} | QmluYXJ5VmFsdWVJbkJhc2U2NA== | true",
        "'Null': {'k': 'true'} | present | false",
        "'Null': {'k': 'false'} | present | true"
      })
  @DisplayName("IAM JSON policy elements: Condition operators")
  void operators(String condition, String value, boolean isAllowed) {
    assertThat(isAllowed(policy(when("Allow", condition.replace('\'', '"'))), with("k", value)))
        .isEqualTo(isAllowed);
  }

  @Test
  @DisplayName("IAM JSON policy elements: Condition operators: Null asks whether a key is there")
  void nullOperator() {
    var withoutKey = request("sts:AssumeRole", "*");
    assertThat(
            isAllowed(
                policy(when("Allow", "\"Null\": {\"aws:TokenIssueTime\": \"true\"}")), withoutKey))
        .isTrue();
    assertThat(
            isAllowed(
                policy(when("Allow", "\"Null\": {\"aws:TokenIssueTime\": \"false\"}")), withoutKey))
        .isFalse();
  }

  @Test
  @DisplayName("IAM policy elements: Variables and tags: a variable stands for the request's value")
  void variables() {
    var policies =
        policy(
            """
            {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::bucket/${aws:username}/*"},
            {"Effect": "Allow", "Action": "iam:*", "Resource": "*",
             "Condition": {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team, 'company-wide'}"}}}
            """);
    var bob = Map.of("aws:username", "bob");
    assertThat(isAllowed(policies, IamRequest.of("s3:GetObject", "arn:aws:s3:::bucket/bob/1", bob)))
        .isTrue();
    assertThat(isAllowed(policies, IamRequest.of("s3:GetObject", "arn:aws:s3:::bucket/ann/1", bob)))
        .isFalse();
    assertThat(isAllowed(policies, request("s3:GetObject", "arn:aws:s3:::bucket/bob/1")))
        .as("a request without the value")
        .isFalse();
    assertThat(
            isAllowed(
                policies,
                IamRequest.of(
                    "s3:GetObject", "arn:aws:s3:::bucket/ann/1", Map.of("aws:username", "*"))))
        .as("a value is no wildcard")
        .isFalse();
    assertThat(
            isAllowed(
                policies,
                IamRequest.of("iam:GetUser", "*", Map.of("aws:ResourceTag/team", "company-wide"))))
        .as("the default")
        .isTrue();
  }

  @Test
  @DisplayName("IAM JSON policy elements: Version: before 2012-10-17 a variable is plain text")
  void noVariablesInTheOldVersion() {
    var policies =
        new IdentityPolicies(
            List.of(
                PolicyDocument.parse(
                    "old.json",
                    """
                    {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::bucket/${aws:username}"}}
                    """)));
    assertThat(
            isAllowed(
                policies,
                IamRequest.of(
                    "s3:GetObject", "arn:aws:s3:::bucket/bob", Map.of("aws:username", "bob"))))
        .isFalse();
  }

  @Test
  @DisplayName("IAM JSON policy elements: Condition: keys ignore case, values don't")
  void keysIgnoreCase() {
    var policies = policy(when("Allow", "\"StringEquals\": {\"aws:requesttag/Team\": \"a\"}"));
    assertThat(isAllowed(policies, with("AWS:RequestTag/team", "a"))).isTrue();
    assertThat(isAllowed(policies, with("AWS:RequestTag/team", "A"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'Effect': 'allow', 'Action': '*', 'Resource': '*'} | unknown Effect",
        "{'Effect': 'Allow', 'Action': '*'} | no Resource",
        "{'Effect': 'Allow', 'Action': '*', 'NotAction': '*', 'Resource': '*'} | in one statement",
        "{'Effect': 'Allow', 'Principal': '*', 'Action': '*', 'Resource': '*'} | Principal",
        "{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'StringSame': {'k': 'v'}}} | unknown condition operator 'StringSame'",
        "{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'NullIfExists': {'k': 'true'}}} | unknown condition operator"
      })
  @DisplayName("IAM JSON policy element reference: what IAM refuses is not guessed at")
  void refusesWhatIamRefuses(String statement, String words) {
    assertThatThrownBy(() -> policy(statement.replace('\'', '"')))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("policy.json:1: ")
        .hasMessageContaining(words);
  }

  @Test
  void grantedActionsAreThoseOfAllowStatements() {
    var policies =
        policy(
            "{\"Effect\": \"Allow\", \"Action\": [\"s3:Get*\", \"ec2:RunInstances\"], \"Resource\": \"*\"}",
            "{\"Effect\": \"Deny\", \"Action\": \"iam:*\", \"Resource\": \"*\"}");
    assertThat(policies.grantedActions()).containsExactly("ec2:RunInstances", "s3:Get*");
  }
}
