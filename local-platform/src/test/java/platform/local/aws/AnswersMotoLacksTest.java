package platform.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswersMotoLacksTest {
  private static final String PROFILES =
      """
      <ListInstanceProfilesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListInstanceProfilesResult>
      <IsTruncated>false</IsTruncated><InstanceProfiles>
      <member><Roles><member><Path>/karpenter/x/</Path><RoleName>r</RoleName></member></Roles><InstanceProfileName>others</InstanceProfileName><Path>/</Path></member>
      <member><InstanceProfileName>mine &amp; yours</InstanceProfileName><Path>/karpenter/us-east-1/</Path></member>
      </InstanceProfiles></ListInstanceProfilesResult></ListInstanceProfilesResponse>
      """;

  @Test
  void instanceProfilesOutsideThePathAreLeftOut() {
    String kept =
        AnswersMotoLacks.withPathPrefix(AwsAnswer.xml(PROFILES), "/karpenter/").bodyText();

    assertThat(kept).contains("mine &amp; yours").doesNotContain("others");
  }

  @Test
  void allInstanceProfilesAreListedWithoutPath() {
    assertThat(AnswersMotoLacks.withPathPrefix(AwsAnswer.xml(PROFILES), "").bodyText())
        .isEqualTo(PROFILES);
  }

  @Test
  void aMissingRoleIsWordedAsIamDoes() {
    var moto =
        AwsAnswer.text(404, "text/xml", XmlAnswer.error("NoSuchEntity", "Role NODE not found"));

    AwsAnswer answer = AnswersMotoLacks.withIamsWords(moto);

    assertThat(answer.bodyText()).contains("The role with name NODE cannot be found.");
    assertThat(answer.errorCode()).isEqualTo("NoSuchEntity");
  }
}
