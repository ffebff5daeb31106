/** A client lists its keys and their expiry. */
import { MatchersV3 } from '@pact-foundation/pact'
import type { JsonObject } from '../../json.ts'
import { selvbetjeningScope } from '../../scopes.ts'
import { sourceOf } from '../../sources.ts'
import { exampleClientKey } from '../example-keys.ts'
import { dateTime, type Interaction, jsonContent, providers } from '../interaction.ts'
import { boundToken } from '../protected-call.ts'
import { clientState, tokenState } from '../state-map.ts'

const { atLeastOneLike, string } = MatchersV3

/** 2036-01-01T00:00:00Z, in epoch seconds. */
const exp = 2_082_758_400

export const keysListed: Interaction = {
  provider: providers.selvbetjening,
  states: [
    [
      clientState,
      { scopes: [selvbetjeningScope], jwks: { keys: [{ ...exampleClientKey, exp } as unknown as JsonObject] } },
    ],
    tokenState,
  ],
  uponReceiving: 'a request for the client’s keys',
  evidence: { source: sourceOf('HelseID.Library, Selvbetjening.Samples'), status: 'confirmed' },
  request: { method: 'GET', path: '/v1/client-secret', headers: boundToken },
  response: {
    status: 200,
    headers: jsonContent,
    body: atLeastOneLike({
      kid: string(exampleClientKey.kid),
      expiration: dateTime('2036-01-01T00:00:00Z'),
    }),
  },
}
