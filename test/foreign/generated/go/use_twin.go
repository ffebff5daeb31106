// Works with a twin through a client that OpenAPI Generator wrote, at the address that the document names, and prints what it saw as JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	twin "generated/twin"
)

func must[T any](value T, answer any, err error) T {
	if err != nil {
		panic(fmt.Sprint(err, " ", answer))
	}
	return value
}

func main() {
	ctx := context.Background()
	client := twin.NewAPIClient(twin.NewConfiguration())
	seen := map[string]any{}

	key := twin.NewJwk()
	key.SetKty("EC")
	key.SetCrv("P-256")
	key.SetX(os.Getenv("KEY_X"))
	key.SetY(os.Getenv("KEY_Y"))
	key.AdditionalProperties = map[string]any{"vendor": "generated"}
	registration := twin.NewClientRegistration("generated", []string{"nhn:one/api"})
	registration.SetSts([]twin.StsOrEnvironment{twin.TEST})
	registration.SetJwks(*twin.NewJwkSet([]twin.Jwk{*key}))
	seen["registered"] = must(client.ClientsAPI.RegisterClient(ctx).ClientRegistration(*registration).Execute()).ClientId
	registered := must(client.ClientsAPI.GetClient(ctx, "generated").Execute())
	seen["sts"] = registered.Sts[0]
	seen["enabledIsUnset"] = registered.Enabled == nil
	seen["vendor"] = registered.Jwks.Keys[0].AdditionalProperties["vendor"]

	list := must(client.RequestsAPI.ListRequests(ctx).Sts(twin.TEST).Count(1).Wait(5).Execute())
	request := list.Requests[0]
	seen["at"] = request.At
	seen["rules"] = len(must(client.RequestsAPI.GetRequest(ctx, request.Id).Execute()).Verdict.Rules) > 100
	raw := must(client.RequestsAPI.GetRawRequest(ctx, request.Id).Execute())
	seen["raw"] = strings.Split(raw, "\r\n")[0]

	use := twin.NewScenarioUse()
	use.SetName(twin.SLOW_ANSWER)
	use.SetTimes(2)
	use.SetParameters(map[string]float64{"seconds": 0})
	seen["inUse"] = must(client.ScenariosAPI.UseScenario(ctx).ScenarioUse(*use).Execute()).InUse[0].Sequence

	start := twin.NewClockMove()
	start.SetSet(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))
	start.SetFreeze(true)
	must(client.ClockAPI.MoveClock(ctx).ClockMove(*start).Execute())
	advance := twin.NewClockAdvance()
	advance.SetDays(1)
	later := twin.NewClockMove()
	later.SetAdvance(*advance)
	seen["now"] = must(client.ClockAPI.MoveClock(ctx).ClockMove(*later).Execute()).Now.Format(time.RFC3339)

	_, answer, _ := client.ClientsAPI.GetClient(ctx, "none").Execute()
	seen["unknown"] = answer.StatusCode
	printed, _ := json.Marshal(seen)
	fmt.Println(string(printed))
}
