/** Options for Pact's Verifier to verify the token pact against a twin, with newly signed assertions and proofs. */
import type { StsName } from '../environments/index.ts'
import { registrationOf } from '../exchange.ts'
import type { Recipe } from '../recipe.ts'
import { type ProfileName, profiles } from '../rules/index.ts'
import { judgeConsumer } from './consumer-verdict.ts'
import { type ControlPlaneOptions, createControlPlane } from './control-plane.ts'
import {
  address,
  anySts,
  assertOptions,
  callback,
  type OptionChecks,
  oneOf,
  text,
  twinAddress,
} from './option-checks.ts'
import { isForm, setBody } from './request-filter.ts'
import { exampleRights } from './sts-client.ts'
import { createStsRequests, newKey as generateKey, learnNonce, type StsRequestOptions } from './sts-requests.ts'
import { recipeOf, stsStates } from './sts-states.ts'
import { createTwinChanges } from './twin-changes.ts'
import { createVerification, type Verification } from './verification.ts'

export interface StsPactOptions extends ControlPlaneOptions, Omit<StsRequestOptions, 'issuer' | 'client'> {
  /** The STS of the twin to verify. Default: `test`. */
  readonly sts?: StsName
  /** How strictly assertion and proof of the consumer's pact are judged before they are replaced. Default: `today`. */
  readonly profile?: ProfileName
  /** The issuer that the consumer's test used. Default: the one in the proof's `htu`, else in the assertion's `aud`. */
  readonly consumerIssuer?: string
}

const optionChecks: OptionChecks<StsPactOptions> = {
  twin: { ...twinAddress, isRequired: true },
  controlToken: text,
  fetch: callback,
  newKey: callback,
  uuid: callback,
  now: callback,
  sts: anySts,
  profile: oneOf(Object.keys(profiles)),
  consumerIssuer: address('http://127.0.0.1:4711'),
}

/**
 * Options for Pact's `Verifier` that register a client with the twin as each interaction requires and sign its
 * requests. Before that, the assertion and the proof of the pact are judged at their own time, by every rule that needs
 * neither registration nor memory; if one is broken, the interaction fails with its id. What an interaction registers or
 * starts ends with it; other scenarios and clients of the twin stay.
 * @throws {Error} if the twin rejects a request; `TypeError` if it is unreachable, and for wrong options
 * @example
 * await verify(pacts.sts, await stsPact({ twin: session.origin, sts: 'qa' }))
 */
export async function stsPact(options: StsPactOptions): Promise<Verification> {
  assertOptions('stsPact', options, optionChecks)
  const { twin, sts = 'test', profile = 'today', consumerIssuer, newKey = generateKey, fetch: send = fetch } = options
  const issuer = `${twin.replace(/\/$/, '')}/${sts}`
  const control = createControlPlane(options)
  const changes = createTwinChanges(control, sts)
  const client = { clientId: 'helseid-pact', key: newKey(), ...exampleRights }
  const requests = createStsRequests({ ...options, issuer, client, newKey })
  let names: string[] = []
  let nonce: string | undefined

  const register = async ({ client: change = {}, otherClient }: Recipe) => {
    const { context } = requests
    await changes.registerClient(registrationOf(change, context.clientId, context))
    if (otherClient) await changes.registerClient(registrationOf(otherClient, context.otherClientId, context))
  }
  const registered = async (name: string) => {
    names.push(name)
    await register(recipeOf(names, client))
    if (stsStates[name]?.nonce) nonce = await learnNonce(requests, send)
  }
  const scenario =
    (name: string, at: string) =>
    async (parameters: unknown = {}) =>
      changes.useScenario({ name, clientId: client.clientId, parameters }, at)
  const scenarios = await control.scenarios()

  return createVerification({
    providerBaseUrl: issuer,
    states: {
      ...Object.fromEntries(scenarios.map(({ name, at }) => [name, scenario(name, at)])),
      ...Object.fromEntries(Object.keys(stsStates).map((name) => [name, () => registered(name)])),
    },
    unknownStateHint: `use the name of a scenario, or one of: ${Object.keys(stsStates).join(', ')}`,
    async clear() {
      names = []
      nonce = undefined
      await changes.undo()
    },
    async renew(request) {
      if (!isForm(request)) return
      const { dpop } = request.headers
      const form = request.body as Record<string, string>
      const consumer = { form, ...(typeof dpop === 'string' && { proof: dpop }) }
      await judgeConsumer(consumer, { control, sts, profile, issuer: consumerIssuer, fetch: send })
      const { body, proof } = requests.make(recipeOf(names, client), form, nonce)
      setBody(request, body)
      request.headers.dpop = proof
    },
  })
}
