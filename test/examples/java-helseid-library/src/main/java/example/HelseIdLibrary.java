package example;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import no.helseid.configuration.Client;
import no.helseid.configuration.Tenancy;
import no.helseid.dpop.HttpMethod;
import no.helseid.endpoints.token.AccessTokenResponse;
import no.helseid.endpoints.token.ErrorResponse;
import no.helseid.endpoints.token.TokenRequestDetails;
import no.helseid.endpoints.token.TokenResponse;
import no.helseid.grants.ClientCredentials;
import no.helseid.signing.JWKKeyReference;

/** Gets a token for an organisation with NHN's library, uses it, and has another refused. Variables: ISSUER, API, CLIENT_ID, CLIENT_JWK. */
public final class HelseIdLibrary {
  public static void main(String[] args) throws Exception {
    ClientCredentials clientCredentials = clientFor("nhn:test-public-samplecode/client-credentials");
    TokenResponse response = clientCredentials.getAccessToken(organization());
    if (!(response instanceof AccessTokenResponse token)) throw new IllegalStateException(String.valueOf(response));

    URI api = URI.create(env("API"));
    HttpRequest request = HttpRequest.newBuilder(api)
        .header("Authorization", "DPoP " + token.accessToken())
        .header("DPoP", clientCredentials.getCurrentDPoPProofCreator().createDPoPProof(api, HttpMethod.GET, token.accessToken()))
        .build();
    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    System.out.println(answer.statusCode() + " " + answer.body());

    TokenResponse refusal = clientFor("nhn:unknown/scope").getAccessToken(organization());
    if (refusal instanceof ErrorResponse error) System.out.println("refused: " + error.error());
    if (answer.statusCode() != 200) System.exit(1);
  }

  private static ClientCredentials clientFor(String scope) throws Exception {
    Client client = new Client(env("CLIENT_ID"), JWKKeyReference.parse(env("CLIENT_JWK")), Set.of(scope));
    return new ClientCredentials.Builder(URI.create(env("ISSUER"))).withClient(client).build();
  }

  private static TokenRequestDetails organization() throws Exception {
    return new TokenRequestDetails.Builder()
        .withTenancy(Tenancy.MULTI_TENANT)
        .withParentOrganizationNumber("994598759")
        .withChildOrganizationNumber("983658725")
        .build();
  }

  private static String env(String name) {
    return System.getenv(name);
  }
}
