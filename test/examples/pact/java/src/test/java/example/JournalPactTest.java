package example;

import au.com.dius.pact.core.model.ProviderState;
import au.com.dius.pact.provider.junit5.HttpTestTarget;
import au.com.dius.pact.provider.junit5.PactVerificationContext;
import au.com.dius.pact.provider.junit5.PactVerificationInvocationContextProvider;
import au.com.dius.pact.provider.junitsupport.IgnoreMissingStateChange;
import au.com.dius.pact.provider.junitsupport.Provider;
import au.com.dius.pact.provider.junitsupport.loader.PactFolder;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/** The two addresses that `helseid-mock pact proxy` prints are in PROVIDER_URL and STATES_URL. */
@Provider("journal")
@PactFolder("..")
@IgnoreMissingStateChange
class JournalPactTest {
  private static final HttpClient client = HttpClient.newHttpClient();
  private static final ObjectMapper json = new ObjectMapper();

  @BeforeEach
  void setUp(PactVerificationContext context) throws Exception {
    context.setTarget(HttpTestTarget.fromUrl(new URI(System.getenv("PROVIDER_URL")).toURL()));
    for (ProviderState state : context.getInteraction().getProviderStates()) {
      change(Map.of("action", "setup", "state", state.getName(), "params", state.getParams()));
    }
  }

  @TestTemplate
  @ExtendWith(PactVerificationInvocationContextProvider.class)
  void theApiKeepsItsPact(PactVerificationContext context) {
    context.verifyInteraction();
  }

  @AfterEach
  void tearDown() throws Exception {
    change(Map.of("action", "teardown", "state", "", "params", Map.of()));
  }

  private static void change(Map<String, Object> change) throws Exception {
    var body = HttpRequest.BodyPublishers.ofString(json.writeValueAsString(change));
    var request =
        HttpRequest.newBuilder(URI.create(System.getenv("STATES_URL")))
            .header("Content-Type", "application/json")
            .POST(body)
            .build();
    var response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 400) {
      throw new IllegalStateException(response.body());
    }
  }
}
