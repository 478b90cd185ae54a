package platform.stories.harness;

import io.restassured.RestAssured;
import io.restassured.response.Response;

/** A program of the lab as its users reach it: by HTTP on a loopback address. */
public final class HttpSurface {
  private static final int MOST_ATTACHED = 20_000;

  private final String address;

  private HttpSurface(String address) {
    this.address = address;
  }

  /** What was answered; the body is empty if there was none. */
  public record Answer(int status, String contentType, String body) {

    /** The text at a path of a JSON body, for example {@code metadata.name}. */
    public String at(String path) {
      return io.restassured.path.json.JsonPath.from(body).getString(path);
    }
  }

  /**
   * @param address host and port
   */
  public static HttpSurface at(String address) {
    return new HttpSurface(address);
  }

  public static HttpSurface onPort(int port) {
    return at("127.0.0.1:" + port);
  }

  /** Karpenter's metrics hold a price for each offering: megabytes. */
  private static String shortened(String body) {
    return body.length() <= MOST_ATTACHED ? body : body.substring(0, MOST_ATTACHED) + "\n…";
  }

  public Answer get(String path) {
    String url = "http://" + address + path;
    return Steps.step(
        "GET " + url,
        () -> {
          Response response = RestAssured.given().when().get(url).andReturn();
          var answer =
              new Answer(response.statusCode(), response.contentType(), response.body().asString());
          Steps.attach(
              "answer",
              answer.status() + " " + answer.contentType() + "\n" + shortened(answer.body()));
          return answer;
        });
  }
}
