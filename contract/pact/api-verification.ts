/** Options for Pact's Verifier to verify an API protected by HelseID, with states, tokens and proofs from a twin. */
import type { StsName } from '../environments/index.ts'
import { type ControlPlaneOptions, createControlPlane } from './control-plane.ts'
import { type FilteredRequest, formText, isForm, setBody } from './request-filter.ts'
import { createVerification, type StateHandlers, type Verification } from './verification.ts'

export interface HelseIdPactOptions extends ControlPlaneOptions {
  /** Base address of the API under verification, as its clients call it. */
  readonly providerBaseUrl: string
  readonly audience: string
  /** Scopes of the tokens, unless a state sets others. */
  readonly scopes: readonly string[]
  /** Client id in the tokens, and of `a registered client`. Default: `helseid-pact`. */
  readonly clientId?: string
  /** The STS of the twin that the API trusts. Default: `test`. */
  readonly sts?: StsName
  /** The API's own state handlers, as Pact takes them. They override a state of the same name from the twin. */
  readonly states?: StateHandlers
}

/** Part of the body of `POST /_mock/tokens`. */
interface TokenOptions {
  readonly broken?: readonly string[]
  readonly proof?: object
}

/** State with the parameters of `POST /_mock/tokens`: `{ scopes: […], proof: { broken: 'wrong-htu' } }`. */
export const tokenState = 'a HelseID token'
/** State with the parameters of `POST /_mock/clients`, except `clientId`. */
export const clientState = 'a registered client'

/**
 * Options for Pact's `Verifier` that replace stale tokens and proofs. A request with an `Authorization` header in the
 * pact is sent with a new token under the same scheme and, for DPoP, a new proof. Each scenario of the twin is a
 * provider state: a scenario that breaks access tokens breaks the new token, any other stays active until the
 * interaction ends.
 * @throws {Error} if the twin rejects a request; `TypeError` if it is unreachable
 * @example
 * const helseId = await helseIdPact({ twin, providerBaseUrl, audience, scopes: ['nhn:journal/read'], states })
 * const verifier = new Verifier({ ...helseId, provider: 'journal', pactUrls, logLevel: 'error' })
 * return await verifier.verifyProvider()
 */
export async function helseIdPact(options: HelseIdPactOptions): Promise<Verification> {
  const { audience, scopes, clientId = 'helseid-pact', sts = 'test', states } = options
  const providerBaseUrl = options.providerBaseUrl.replace(/\/$/, '')
  const control = createControlPlane(options)
  let tokenOptions: TokenOptions = {}
  let hasActiveScenario = false

  const breaks = (name: string) => async (parameters?: unknown) => {
    if (Object.keys(Object(parameters)).length > 0)
      throw new TypeError(
        `the state "${name}" takes no parameters: use the state "${tokenState}" to describe the token`,
      )
    tokenOptions = { ...tokenOptions, broken: [...(tokenOptions.broken ?? []), name] }
  }
  const acts =
    (name: string) =>
    async (parameters: unknown = {}) => {
      hasActiveScenario = true
      await control.useScenario({ name, parameters })
    }
  const scenarios = (await control.scenarios()).map(
    ({ name, at }) => [name, at === 'access token' ? breaks(name) : acts(name)] as const,
  )
  return createVerification({
    providerBaseUrl,
    states: {
      ...Object.fromEntries(scenarios),
      async [tokenState](parameters) {
        tokenOptions = { ...tokenOptions, ...(parameters as TokenOptions) }
      },
      async [clientState](parameters) {
        await control.registerClient({ clientId, scopes, jwks: { keys: [] }, ...(parameters as object) })
      },
      ...states,
    },
    async clear() {
      tokenOptions = {}
      if (hasActiveScenario) await control.endScenarios()
      hasActiveScenario = false
    },
    async renew(request) {
      if (isForm(request)) setBody(request, formText(request.body))
      const scheme = schemeOf(request)
      if (scheme === undefined) return
      const proof = { method: request.method, url: providerBaseUrl + request.originalUrl, ...tokenOptions.proof }
      const token = { sts, audience, scopes, clientId, bearer: scheme !== 'dpop', ...tokenOptions, proof }
      const { accessToken, proof: made } = await control.mint(token)
      request.headers.authorization = `${scheme === 'dpop' ? 'DPoP' : 'Bearer'} ${accessToken}`
      if (made !== undefined && request.headers.dpop !== undefined) request.headers.dpop = made
    },
  })
}

/** `dpop` or `bearer`, in lower case; undefined if the request has no token. */
function schemeOf({ headers }: FilteredRequest): string | undefined {
  return /^(dpop|bearer) /i.exec(String(headers.authorization ?? ''))?.[1]?.toLowerCase()
}
