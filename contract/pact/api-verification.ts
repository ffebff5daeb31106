/** What Pact's Verifier takes to verify the pacts of an API that HelseID protects: states, tokens and proofs from a twin. */
import type { StsName } from '../environments/index.ts'
import { type ControlPlaneOptions, createControlPlane } from './control-plane.ts'
import { type FilteredRequest, formText, isForm, setBody } from './request-filter.ts'
import { createVerification, type StateHandlers, type Verification } from './verification.ts'

export interface HelseIdPactOptions extends ControlPlaneOptions {
  /** Address of the API that is verified, as its clients would call it. */
  readonly providerBaseUrl: string
  readonly audience: string
  /** Of the tokens that the API is shown, unless a state says otherwise. */
  readonly scopes: readonly string[]
  /** Of the tokens, and of `a registered client`. Default: `helseid-pact`. */
  readonly clientId?: string
  /** Which of the twin's token services the API trusts. Default: `test`. */
  readonly sts?: StsName
  /** The API's own, as Pact takes them; one of the same name goes before that of the twin. */
  readonly states?: StateHandlers
}

/** What `POST /_mock/tokens` takes. */
interface TokenWanted {
  readonly broken?: readonly string[]
  readonly proof?: object
}

/** State whose parameters are any that `POST /_mock/tokens` takes: `{ scopes: […], proof: { broken: 'wrong-htu' } }`. */
export const tokenState = 'a HelseID token'
/** State whose parameters are any that `POST /_mock/clients` takes, but for `clientId`. */
export const clientState = 'a registered client'

/**
 * A request that carries an `Authorization` header in the pact is sent with a fresh token under the same scheme, and, under DPoP,
 * with a fresh proof. Each scenario of the twin is a state: those that break access tokens break the one that is minted, others act
 * until the interaction ends.
 * @throws {Error} if the twin does not answer
 */
export async function helseIdPact(options: HelseIdPactOptions): Promise<Verification> {
  const { audience, scopes, clientId = 'helseid-pact', sts = 'test', states } = options
  const providerBaseUrl = options.providerBaseUrl.replace(/\/$/, '')
  const control = createControlPlane(options)
  let wanted: TokenWanted = {}
  let acting = false

  const breaks = (name: string) => async (parameters?: unknown) => {
    if (Object.keys(Object(parameters)).length > 0)
      throw new TypeError(`the state "${name}" takes no parameters: say by "${tokenState}" what the token is like`)
    wanted = { ...wanted, broken: [...(wanted.broken ?? []), name] }
  }
  const acts =
    (name: string) =>
    async (parameters: unknown = {}) => {
      acting = true
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
        wanted = { ...wanted, ...(parameters as TokenWanted) }
      },
      async [clientState](parameters) {
        await control.registerClient({ clientId, scopes, jwks: { keys: [] }, ...(parameters as object) })
      },
      ...states,
    },
    async clear() {
      wanted = {}
      if (acting) await control.endScenarios()
      acting = false
    },
    async renew(request) {
      if (isForm(request)) setBody(request, formText(request.body))
      const scheme = schemeOf(request)
      if (scheme === undefined) return
      const proof = { method: request.method, url: providerBaseUrl + request.originalUrl, ...wanted.proof }
      const token = { sts, audience, scopes, clientId, bearer: scheme !== 'dpop', ...wanted, proof }
      const { accessToken, proof: made } = await control.mint(token)
      request.headers.authorization = `${scheme === 'dpop' ? 'DPoP' : 'Bearer'} ${accessToken}`
      if (made !== undefined && request.headers.dpop !== undefined) request.headers.dpop = made
    },
  })
}

/** `dpop` or `bearer`, in small letters; undefined where the pact's request has no token. */
function schemeOf({ headers }: FilteredRequest): string | undefined {
  return /^(dpop|bearer) /i.exec(String(headers.authorization ?? ''))?.[1]?.toLowerCase()
}
