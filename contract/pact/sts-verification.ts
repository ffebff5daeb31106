/** What Pact's Verifier takes to verify the token pact against a twin: states, and assertions and proofs signed anew. */
import type { StsName } from '../environments/index.ts'
import { registrationOf } from '../exchange.ts'
import type { Recipe } from '../recipe.ts'
import { type ControlPlaneOptions, createControlPlane } from './control-plane.ts'
import { isForm, setBody } from './request-filter.ts'
import { exampleRights } from './sts-client.ts'
import { createStsRequests, newKey as generateKey, learnNonce, type StsRequestOptions } from './sts-requests.ts'
import { recipeOf, stsStates } from './sts-states.ts'
import { createVerification, type Verification } from './verification.ts'

export interface StsPactOptions extends ControlPlaneOptions, Omit<StsRequestOptions, 'issuer' | 'client'> {
  /** Which of the twin's token services. Default: `test`. */
  readonly sts?: StsName
}

/**
 * Registers its client with the twin as each interaction wants it; after an interaction with a scenario no scenario is left
 * in use on the twin. Where others use the twin too, give it the address of a session.
 * @throws {Error} if the twin does not answer
 */
export async function stsPact(options: StsPactOptions): Promise<Verification> {
  const { twin, sts = 'test', newKey = generateKey, fetch: ask = fetch } = options
  const issuer = `${twin.replace(/\/$/, '')}/${sts}`
  const control = createControlPlane(options)
  const client = { clientId: 'helseid-pact', key: newKey(), ...exampleRights }
  const requests = createStsRequests({ ...options, issuer, client, newKey })
  let names: string[] = []
  let nonce: string | undefined
  let acting = false

  const register = async ({ client: change = {}, otherClient }: Recipe) => {
    const { context } = requests
    await control.registerClient(registrationOf(change, context.clientId, context))
    if (otherClient) await control.registerClient(registrationOf(otherClient, context.otherClientId, context))
  }
  const registered = async (name: string) => {
    names.push(name)
    await register(recipeOf(names, client))
    if (stsStates[name]?.nonce) nonce = await learnNonce(requests, ask)
  }
  const scenario =
    (name: string) =>
    async (parameters: unknown = {}) => {
      acting = true
      await control.useScenario({ name, clientId: client.clientId, parameters })
    }
  const scenarioNames = (await control.scenarios()).map(({ name }) => name)

  return createVerification({
    providerBaseUrl: issuer,
    states: {
      ...Object.fromEntries(scenarioNames.map((name) => [name, scenario(name)])),
      ...Object.fromEntries(Object.keys(stsStates).map((name) => [name, () => registered(name)])),
    },
    async clear() {
      names = []
      nonce = undefined
      if (acting) await control.endScenarios()
      acting = false
    },
    async renew(request) {
      if (!isForm(request)) return
      const { body, proof } = requests.make(recipeOf(names, client), request.body as Record<string, string>, nonce)
      setBody(request, body)
      request.headers.dpop = proof
    },
  })
}
