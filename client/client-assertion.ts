/** Adds to a client assertion what HelseID requires beyond the standard. */
import {
  base64urlJson,
  clientAssertionTyp,
  clientAssertionType,
  limits,
  multiTenantDetails,
  sfmDetails,
  singleTenantDetails,
} from 'helseid-contract'
import type { CryptoKey } from 'jose'
import { type ClientAuth, modifyAssertion, PrivateKeyJwt } from 'oauth4webapi'
import type { ClientConfig, Organization } from './config.ts'
import { reasonForLog } from './diagnostics.ts'
import { HelseIdError } from './errors.ts'
import type { SignFunction, SigningKey } from './keys/signing-key.ts'
import { within } from './within.ts'

type AssertionTools = Pick<ClientConfig, 'issuer' | 'now' | 'newId' | 'timeout'> & {
  readonly signal?: AbortSignal | undefined
}

/**
 * `private_key_jwt` as HelseID requires it: its `typ`, 10 s lifetime, the issuer as audience, a new `jti` per request.
 */
export function clientAssertion(key: SigningKey, tools: AssertionTools, organization?: Organization): ClientAuth {
  const details = organization && assertionDetails(organization)
  if (typeof key.key === 'function') return assertionSignedBy(key.key, key, tools, details)
  return PrivateKeyJwt(
    { key: key.key as CryptoKey, kid: key.kid },
    {
      [modifyAssertion](header, payload) {
        header.typ = clientAssertionTyp
        Object.assign(payload, helseIdClaims(tools, details))
      },
    },
  )
}

function helseIdClaims({ issuer, now }: AssertionTools, details: object | undefined) {
  const seconds = Math.floor(now() / 1000)
  const times = { iat: seconds, nbf: seconds, exp: seconds + limits.assertionLifetime }
  return { aud: issuer, ...times, ...(details !== undefined && { assertion_details: details }) }
}

/** The same assertion signed by a vault; oauth4webapi and jose sign only with keys in memory. */
function assertionSignedBy(
  sign: SignFunction,
  { alg, kid }: SigningKey,
  tools: AssertionTools,
  details: object | undefined,
): ClientAuth {
  return async (_server, { client_id: id }, body) => {
    const claims = { iss: id, sub: id, jti: tools.newId(), ...helseIdClaims(tools, details) }
    const input = `${base64urlJson({ alg, kid, typ: clientAssertionTyp })}.${base64urlJson(claims)}`
    const signature = await signatureBy(sign, Buffer.from(input), { alg, kid }, tools)
    body.set('client_id', id)
    body.set('client_assertion_type', clientAssertionType)
    body.set('client_assertion', `${input}.${Buffer.from(signature).toString('base64url')}`)
  }
}

/** Lengths of ECDSA signatures in JWS, in bytes. Vaults often return DER, which has other lengths. */
const signatureBytes: Readonly<Record<string, number>> = { ES256: 64, ES384: 96, ES512: 132 }

async function signatureBy(
  sign: SignFunction,
  data: Uint8Array,
  key: { readonly alg: string; readonly kid: string },
  { timeout, signal }: Pick<AssertionTools, 'timeout' | 'signal'>,
): Promise<Uint8Array> {
  const fail = (why: string, cause?: unknown) =>
    new HelseIdError(`the client’s signing function ${why}`, { code: 'key_unavailable', cause })
  const late = () => fail(`returned no signature within ${timeout} s`)
  try {
    const signature = await within(timeout, () => sign(data, key), late, signal)
    if (!(signature instanceof Uint8Array)) throw fail('must return a Uint8Array')
    const expectedLength = signatureBytes[key.alg] ?? signature.length
    if (signature.length !== expectedLength)
      throw fail(
        `returned ${signature.length} bytes: an ${key.alg} signature in JWS is r followed by s, ${expectedLength} bytes, not DER`,
      )
    return signature
  } catch (cause) {
    signal?.throwIfAborted()
    throw cause instanceof HelseIdError ? cause : fail(`failed: ${reasonForLog(cause)}`, cause)
  }
}

/** One structure is an object and several are an array, as in NHN's own libraries. */
function assertionDetails({ parent, child, sfmJournalId }: Organization): object | undefined {
  const details = [
    ...(parent !== undefined
      ? [multiTenantDetails(parent, child)]
      : child !== undefined
        ? [singleTenantDetails(child)]
        : []),
    ...(sfmJournalId !== undefined ? [sfmDetails(sfmJournalId)] : []),
  ]
  return details.length > 1 ? details : details[0]
}
