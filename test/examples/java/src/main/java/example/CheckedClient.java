package example;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.dpop.DPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.oauth2.sdk.util.URIUtils;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import java.util.function.Predicate;

/** A client for `check client` with the Nimbus OAuth SDK, and what HelseID requires in addition. */
public final class CheckedClient {
  /** Timeout for a connection and for each read. The SDK has no timeout for a whole response, so there is another for everything. */
  private static final int TIMEOUT_MILLISECONDS = 10_000;
  private static final int LIMIT_MILLISECONDS = 25_000;

  private static final String CLIENT_ID = env("HELSEID_CLIENT_ID");
  private static final URI API = URI.create(env("HELSEID_API_URL"));

  private final Issuer issuer = new Issuer(env("HELSEID_ISSUER"));
  private final RSAKey key = RSAKey.parse(env("HELSEID_CLIENT_JWK"));
  private final DPoPProofFactory proofs =
      new DefaultDPoPProofFactory(new ECKeyGenerator(Curve.P_256).generate(), JWSAlgorithm.ES256);
  /** The latest nonce of each server. */
  private final Map<URI, Nonce> nonces = new HashMap<>();

  private CheckedClient() throws Exception {}

  public static void main(String[] args) {
    // The SDK uses HttpURLConnection, which repeats a POST after a connection reset and so sends the same assertion twice.
    System.setProperty("sun.net.http.retryPost", "false");
    new Timer(true).schedule(new TimerTask() {
      @Override
      public void run() {
        System.err.println("not done in time");
        Runtime.getRuntime().halt(1);
      }
    }, LIMIT_MILLISECONDS);
    try {
      new CheckedClient().run(Integer.parseInt(env("HELSEID_CALLS")));
    } catch (Exception error) {
      System.err.println(error);
      System.exit(1);
    }
  }

  private void run(int calls) throws Exception {
    // Refuses the metadata of another issuer.
    URI endpoint = OIDCProviderMetadata.resolve(issuer, TIMEOUT_MILLISECONDS, TIMEOUT_MILLISECONDS).getTokenEndpointURI();
    if (endpoint == null) throw new IllegalStateException("the metadata names no token endpoint");
    DPoPAccessToken token = null;
    Instant endsAt = Instant.MIN;
    for (int call = 0; call < calls; call++) {
      if (!Instant.now().isBefore(endsAt)) {
        Instant requestedAt = Instant.now();
        token = askForToken(endpoint);
        endsAt = requestedAt.plusSeconds(token.getLifetime());
      }
      callApi(token);
    }
  }

  private DPoPAccessToken askForToken(URI endpoint) throws Exception {
    HTTPResponse answer = challenged(endpoint, () -> {
      // HelseID requires client_id in addition to the assertion.
      var request = new TokenRequest.Builder(endpoint, new PrivateKeyJWT(assertion()), new ClientCredentialsGrant())
          .scope(Scope.parse(env("HELSEID_SCOPE")))
          .customParameter("client_id", CLIENT_ID)
          .build();
      HTTPRequest http = request.toHTTPRequest();
      http.setDPoP(proofs.createDPoPJWT("POST", endpoint, nonces.get(endpoint)));
      return http;
    }, response -> response.getBody() != null && response.getBody().contains("\"use_dpop_nonce\""));
    TokenResponse response = TokenResponse.parse(answer);
    if (response instanceof TokenErrorResponse refusal) throw new IllegalStateException("HelseID answers " + refusal.getErrorObject());
    AccessTokenResponse success = response.toSuccessResponse();
    Object rejected = success.getCustomParameters().get("rejected_scope");
    if (rejected != null) System.err.println("HelseID withholds " + rejected);
    if (success.getTokens().getAccessToken() instanceof DPoPAccessToken token) return token;
    throw new IllegalStateException("the token is of the type " + success.getTokens().getAccessToken().getType());
  }

  private void callApi(DPoPAccessToken token) throws Exception {
    HTTPResponse answer = challenged(API, () -> {
      HTTPRequest http = new HTTPRequest(HTTPRequest.Method.GET, API);
      http.setAuthorization(token.toAuthorizationHeader());
      http.setDPoP(proofs.createDPoPJWT("GET", URIUtils.getBaseURI(API), token, nonces.get(API)));
      return http;
    }, response -> String.valueOf(response.getWWWAuthenticate()).contains("use_dpop_nonce"));
    if (answer.getStatusCode() != 200) throw new IllegalStateException("the API answers " + answer.getStatusCode());
  }

  private interface Preparation {
    HTTPRequest request() throws Exception;
  }

  /** Retries once after a nonce challenge. */
  private HTTPResponse challenged(URI server, Preparation preparation, Predicate<HTTPResponse> isChallenge) throws Exception {
    HTTPResponse answer = send(preparation.request());
    Nonce nonce = answer.getDPoPNonce();
    if (nonce != null) nonces.put(server, nonce);
    return nonce != null && isChallenge.test(answer) ? send(preparation.request()) : answer;
  }

  private static HTTPResponse send(HTTPRequest request) throws Exception {
    request.setConnectTimeout(TIMEOUT_MILLISECONDS);
    request.setReadTimeout(TIMEOUT_MILLISECONDS);
    return request.send();
  }

  private SignedJWT assertion() throws Exception {
    Instant now = Instant.now();
    var header = new JWSHeader.Builder(JWSAlgorithm.PS256)
        .type(new JOSEObjectType("client-authentication+jwt"))
        .keyID(key.getKeyID())
        .build();
    var claims = new JWTClaimsSet.Builder()
        .issuer(CLIENT_ID)
        .subject(CLIENT_ID)
        .audience(issuer.getValue())
        .issueTime(Date.from(now))
        .notBeforeTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(10)))
        .jwtID(UUID.randomUUID().toString())
        .build();
    SignedJWT jwt = new SignedJWT(header, claims);
    jwt.sign(new RSASSASigner(key));
    return jwt;
  }

  private static String env(String name) {
    return System.getenv(name);
  }
}
