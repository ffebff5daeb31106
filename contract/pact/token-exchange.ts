/** What all token interactions have in common: the form, the token, and the refusal. */
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
  /** Default: the one scope; `null`: none is sent. */
  readonly scope?: string | null
  readonly resource?: string
}

/** The request is answered with a bound token for `granted`; `more`: further members of the answer that the client reads. */
export function tokenGiven(
  exchange: TokenExchange & { readonly granted?: string; readonly more?: Readonly<Record<string, unknown>> },
): Interaction {
  const { granted = exampleRights.scope, more } = exchange
  return {
    ...asked(exchange),
    response: {
      status: 200,
      headers: jsonContent,
      body: {
        access_token: jwt,
        expires_in: integer(600),
        // Its case does not matter. https://www.rfc-editor.org/rfc/rfc6749#section-5.1
        token_type: regex('^[Dd][Pp][Oo][Pp]$', 'DPoP'),
        scope: string(granted),
        ...more,
      },
    },
  }
}

/** The request is answered with an OAuth error, of which the client reads the code alone. */
export function tokenRefused(
  exchange: TokenExchange & {
    readonly error: OAuthErrorCode
    readonly headers?: NonNullable<Interaction['response']['headers']>
  },
): Interaction {
  const { error, headers } = exchange
  return {
    ...asked(exchange),
    response: { status: errorStatus, headers: { ...jsonContent, ...headers }, body: { error: equal(error) } },
  }
}

function asked({ states, uponReceiving, evidence, scope = exampleRights.scope, resource }: TokenExchange) {
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
