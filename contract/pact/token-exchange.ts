/** The common parts of token interactions: the form, the token, and the error. */
import { MatchersV3 } from '@pact-foundation/pact'
import { endpoints } from '../endpoints.ts'
import { clientAssertionType, errorStatus, type OAuthErrorCode } from '../errors.ts'
import {
  type Evidence,
  exampleJwt,
  formOf,
  type Interaction,
  jsonContent,
  jwt,
  jwtPattern,
  providers,
} from './interaction.ts'
import { exampleRights } from './sts-client.ts'

const { equal, integer, regex, string } = MatchersV3

interface TokenExchange {
  readonly states: readonly string[]
  readonly uponReceiving: string
  readonly evidence: Evidence
  /** Default: the example scope; `null` for no scope. */
  readonly scope?: string | null
  readonly resource?: string
}

/** The response is a bound token for `granted`; `more` are additional members that the client reads. */
export function tokenGiven(
  exchange: TokenExchange & { readonly granted?: string; readonly more?: Readonly<Record<string, unknown>> },
): Interaction {
  const { granted = exampleRights.scope, more } = exchange
  return {
    ...requested(exchange),
    response: {
      status: 200,
      headers: jsonContent,
      body: {
        access_token: jwt,
        expires_in: integer(600),
        // Not case-sensitive. https://www.rfc-editor.org/rfc/rfc6749#section-5.1
        token_type: regex('^[Dd][Pp][Oo][Pp]$', 'DPoP'),
        scope: string(granted),
        ...more,
      },
    },
  }
}

/** The response is an OAuth error, of which the client reads only the code. */
export function tokenRefused(
  exchange: TokenExchange & {
    readonly error: OAuthErrorCode
    readonly headers?: NonNullable<Interaction['response']['headers']>
  },
): Interaction {
  const { error, headers } = exchange
  return {
    ...requested(exchange),
    response: { status: errorStatus, headers: { ...jsonContent, ...headers }, body: { error: equal(error) } },
  }
}

function requested({ states, uponReceiving, evidence, scope = exampleRights.scope, resource }: TokenExchange) {
  return {
    provider: providers.sts,
    states,
    uponReceiving,
    evidence,
    request: {
      method: 'POST',
      path: endpoints.token,
      headers: { DPoP: jwt },
      form: formOf({
        client_id: { example: 'helseid-client', regex: '.+' },
        client_assertion: { example: exampleJwt, regex: jwtPattern },
        client_assertion_type: { example: clientAssertionType },
        grant_type: { example: 'client_credentials' },
        ...(scope !== null && { scope: { example: scope } }),
        ...(resource !== undefined && { resource: { example: resource } }),
      }),
    },
  } as const
}
