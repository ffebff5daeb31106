package example;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Starts the twin on a free port, reads its ready line, and acts as a multi-tenant client: token, API call, refused request. */
public final class SpawnTwin {
  private static final String CLIENT_ID = "java-example";
  private static final String SCOPE = "nhn:test-public-samplecode/client-credentials";
  private static final String UNKNOWN_SCOPE = "nhn:unknown/scope";

  private static final String NPX = System.getProperty("os.name").startsWith("Windows") ? "npx.cmd" : "npx";

  public static void main(String[] args) throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
    Process twin = start(key);
    try {
      Map<String, Object> ready = readyLine(twin);
      String issuer = JSONObjectUtils.getJSONObject(ready, "issuers").get("test").toString();
      exchange(URI.create(issuer), ready.get("origin").toString(), key);
    } finally {
      stop(twin);
    }
  }

  /**
   * `--port 0` picks a free port, which the ready line names. A variable registers the client, as inline JSON. The twin runs until its
   * standard input is closed: by `stop`, or when this process ends, however it ends.
   */
  private static Process start(ECKey key) throws Exception {
    String config = JSONObjectUtils.toJSONString(Map.of("clients", List.of(Map.of(
        "clientId", CLIENT_ID,
        "jwks", Map.of("keys", List.of(key.toPublicJWK().toJSONObject())),
        "scopes", List.of(SCOPE),
        "tenancy", "multi-tenant",
        "supplier", "889640782"))));
    List<String> command = List.of(System.getenv().getOrDefault("HELSEID_MOCK_COMMAND", NPX + " helseid-mock").split(" "));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HELSEID_MOCK_PORT", "0");
    builder.environment().put("HELSEID_MOCK_LOG_FORMAT", "json");
    builder.environment().put("HELSEID_MOCK_CONFIG", config);
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** `destroy` would end npx only, and on Windows leave the twin. */
  private static void stop(Process twin) throws Exception {
    twin.getOutputStream().close();
    twin.waitFor();
  }

  private static Map<String, Object> readyLine(Process twin) throws Exception {
    String line = new BufferedReader(new InputStreamReader(twin.getInputStream())).readLine();
    if (line == null) throw new IllegalStateException("the twin ended: " + twin.waitFor());
    return JSONObjectUtils.parse(line);
  }

  private static void exchange(URI issuer, String origin, ECKey key) throws Exception {
    OIDCProviderMetadata metadata = OIDCProviderMetadata.resolve(new Issuer(issuer));
    ECKey proofKey = new ECKeyGenerator(Curve.P_256).generate();
    var proofs = new DefaultDPoPProofFactory(proofKey, JWSAlgorithm.ES256);

    HTTPResponse challenge = ask(metadata, issuer, key, proofs, null, SCOPE);
    if (challenge.getDPoPNonce() == null) throw new IllegalStateException(challenge.getBody());
    HTTPResponse answer = ask(metadata, issuer, key, proofs, challenge.getDPoPNonce(), SCOPE);
    TokenResponse response = TokenResponse.parse(answer);
    if (!response.indicatesSuccess()) throw new IllegalStateException(answer.getBody());

    DPoPAccessToken token = (DPoPAccessToken) response.toSuccessResponse().getTokens().getAccessToken();
    URI api = URI.create(origin + "/nhn-api/test/hello");
    HTTPRequest call = new HTTPRequest(HTTPRequest.Method.GET, api);
    call.setAuthorization(token.toAuthorizationHeader());
    call.setDPoP(proofs.createDPoPJWT("GET", api, token));
    HTTPResponse greeting = call.send();
    System.out.println(greeting.getStatusCode() + " " + greeting.getBody());

    HTTPResponse refusal = ask(metadata, issuer, key, proofs, challenge.getDPoPNonce(), UNKNOWN_SCOPE);
    System.out.println(refusal.getStatusCode() + " " + refusal.getBody());
    if (greeting.getStatusCode() != 200) System.exit(1);
  }

  private static HTTPResponse ask(
      OIDCProviderMetadata metadata, URI issuer, ECKey key, DefaultDPoPProofFactory proofs, Nonce nonce, String scope)
      throws Exception {
    URI endpoint = metadata.getTokenEndpointURI();
    var authentication = new PrivateKeyJWT(assertion(issuer, key));
    HTTPRequest request =
        new TokenRequest(endpoint, authentication, new ClientCredentialsGrant(), new Scope(scope)).toHTTPRequest();
    request.setDPoP(proofs.createDPoPJWT("POST", endpoint, nonce));
    return request.send();
  }

  /** HelseID requires more than the standard: its `typ`, a lifetime of ten seconds, and the organisation of a multi-tenant client. */
  private static SignedJWT assertion(URI issuer, ECKey key) throws Exception {
    Instant now = Instant.now();
    var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
        .type(new JOSEObjectType("client-authentication+jwt"))
        .keyID(key.getKeyID())
        .build();
    var claims = new JWTClaimsSet.Builder()
        .issuer(CLIENT_ID)
        .subject(CLIENT_ID)
        .audience(issuer.toString())
        .issueTime(Date.from(now))
        .notBeforeTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(10)))
        .jwtID(UUID.randomUUID().toString())
        .claim("assertion_details", Map.of(
            "type", "helseid_authorization",
            "practitioner_role", Map.of("organization", Map.of("identifier", Map.of(
                "system", "urn:oid:1.0.6523", "type", "ENH", "value", "NO:ORGNR:994598759:983658725")))))
        .build();
    SignedJWT jwt = new SignedJWT(header, claims);
    jwt.sign(new ECDSASigner(key));
    return jwt;
  }
}
