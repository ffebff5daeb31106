package example;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.ClientsApi;
import org.openapitools.client.api.ClockApi;
import org.openapitools.client.api.RequestsApi;
import org.openapitools.client.api.ScenariosApi;
import org.openapitools.client.model.ClientRegistration;
import org.openapitools.client.model.ClockAdvance;
import org.openapitools.client.model.ClockMove;
import org.openapitools.client.model.Jwk;
import org.openapitools.client.model.JwkSet;
import org.openapitools.client.model.RegisteredClient;
import org.openapitools.client.model.RequestSummary;
import org.openapitools.client.model.ScenarioName;
import org.openapitools.client.model.ScenarioUse;
import org.openapitools.client.model.StsOrEnvironment;

/** Works with a twin through the generated client, at the address that the document names, and prints what it saw as JSON. */
public final class UseTwin {
  public static void main(String[] args) throws Exception {
    var client = new ApiClient();
    var seen = new TreeMap<String, Object>();

    var clients = new ClientsApi(client);
    var key = new Jwk().kty("EC").crv("P-256").x(System.getenv("KEY_X")).y(System.getenv("KEY_Y"));
    key.putAdditionalProperty("vendor", "generated");
    var registration =
        new ClientRegistration()
            .clientId("generated")
            .scopes(List.of("nhn:one/api"))
            .sts(List.of(StsOrEnvironment.TEST))
            .jwks(new JwkSet().keys(List.of(key)));
    seen.put("registered", clients.registerClient(registration).getClientId());
    RegisteredClient registered = clients.getClient("generated");
    seen.put("sts", registered.getSts().get(0).getValue());
    seen.put("enabledIsUnset", registered.getEnabled() == null);
    seen.put("vendor", registered.getJwks().getKeys().get(0).getAdditionalProperty("vendor"));

    RequestSummary request =
        new RequestsApi(client)
            .listRequests(null, StsOrEnvironment.TEST, null, null, null, null, null, null, null, null, 1L, 5.0)
            .getRequests()
            .get(0);
    seen.put("at", request.getAt());
    seen.put("rules", new RequestsApi(client).getRequest(request.getId(), null).getVerdict().getRules().size() > 100);
    seen.put("raw", new RequestsApi(client).getRawRequest(request.getId(), null).lines().findFirst().orElse(""));

    var use = new ScenarioUse().name(ScenarioName.SLOW_ANSWER).times(2L).parameters(Map.of("seconds", 0.0));
    seen.put("inUse", new ScenariosApi(client).useScenario(use).getInUse().get(0).getSequence());

    var clock = new ClockApi(client);
    var start = OffsetDateTime.parse("2027-01-01T00:00:00Z");
    clock.moveClock(new ClockMove().set(start).freeze(true));
    seen.put("now", clock.moveClock(new ClockMove().advance(new ClockAdvance().days(1.0))).getNow().toInstant());

    try {
      clients.getClient("none");
    } catch (ApiException error) {
      seen.put("unknown", error.getCode());
    }
    System.out.println(client.getObjectMapper().writeValueAsString(seen));
  }
}
