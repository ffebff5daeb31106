/** The rows about the access token of the reference request: its header, its claims and its signature. */
import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { accessTokenAlgorithm, claims as names } from 'helseid-contract'
import type { Rights } from 'helseid-contract/drift'
import { canonicalKey, publicJwk } from 'helseid-contract/rules'
import { compactVerify } from 'jose'
import type { Finding } from '../result.ts'
import { compared, shown } from './reference-answers.ts'
import type { Reference } from './reference-exchange.ts'
import type { ReferenceRow } from './reference-results.ts'

const recorded = 'tokens recorded in navikt/helseid-nav-test and HelseID.Library'

/** A time in a token may differ from the client’s clock by this many seconds. */
const clockSkew = 300

/** Claims of every token for a client; `jti` is the business of E11. */
const protocol = ['iss', 'nbf', 'iat', 'exp', 'aud', 'cnf', 'scope', 'client_id', names.clientAmr, 'jti']

export function tokenRows(tenancy: Rights['tenancy'] | undefined): readonly ReferenceRow[] {
  return [
    {
      id: 'B59',
      requires:
        'The access token has exactly the recorded header, and the recorded claims about issuer, time, audience, scope and client',
      status: 'confirmed',
      source: recorded,
      reads: 'token',
      find: (reference) => [...headerFindings(reference), ...claimFindings(reference)],
    },
    {
      id: 'B524',
      requires: 'typ of the access token is at+jwt, unless the API is registered for JWT',
      status: 'likely',
      source: `${recorded}; a token of June 2024 has JWT`,
      reads: 'token',
      find: ({ header }) => compared('header typ', '"at+jwt"', header?.typ, 'at+jwt'),
    },
    {
      id: 'B525',
      requires: 'The access token has the claims about the client, unless the API has chosen others',
      status: 'likely',
      source: recorded,
      reads: 'token',
      find: ({ claims = {} }) => [
        ...matched(claims, names.clientAmrDetail, /^(rsa|ec)_private_key$/, 'rsa_private_key or ec_private_key'),
        ...matched(claims, names.clientName, /./, 'a name'),
      ],
    },
    {
      id: 'B526',
      requires: 'The access token has no other claim than those of the recording, the tenancy and the API',
      status: 'likely',
      source: recorded,
      reads: 'token',
      find: ({ claims = {}, context: { scope } }) => {
        const known = new Set([...protocol, names.clientAmrDetail, names.clientName, names.clientTenancy, 'sub'])
        const ofOrganization = tenancy === undefined ? [] : [names.orgnrParent, names.orgnrSupplier]
        for (const name of ofOrganization) known.add(name)
        return Object.keys(claims)
          .filter((name) => !known.has(name) && !name.startsWith(`${scope.split('/')[0]}/`))
          .map((name) => ({ where: `claim ${name}`, expected: 'no such claim', seen: shown(claims[name]) }))
      },
    },
    {
      id: 'C39',
      requires: 'cnf has the thumbprint of the proof’s key as jkt, and nothing else',
      status: 'confirmed',
      source: recorded,
      reads: 'token',
      find: ({ claims, context }) => {
        const jkt = canonicalKey(publicJwk(context.key('proof'))).thumbprint
        return compared('claim cnf', JSON.stringify({ jkt }), claims?.cnf, { jkt })
      },
    },
    {
      id: 'B527',
      requires: 'The signature of the access token verifies with the key of the JWKS that has its kid',
      status: 'confirmed',
      source: recorded,
      reads: 'token',
      find: signatureFindings,
    },
  ]
}

function headerFindings({ header = {} }: Reference): Finding[] {
  const { alg, kid, x5t } = header
  const known = ['alg', 'kid', 'x5t', 'typ']
  const thumbprint = Buffer.from(String(x5t), 'base64url').toString('hex').toUpperCase()
  return [
    ...compared('header alg', `"${accessTokenAlgorithm}"`, alg, accessTokenAlgorithm),
    ...(/^[0-9A-F]{40}$/.test(String(kid))
      ? compared('header x5t', 'the kid in base64url', x5t === undefined ? x5t : thumbprint, kid)
      : [{ where: 'header kid', expected: '40 upper-case hex digits', seen: shown(kid) }]),
    ...Object.keys(header)
      .filter((name) => !known.includes(name))
      .map((name) => ({ where: `header ${name}`, expected: 'no such member', seen: shown(header[name]) })),
  ]
}

function claimFindings({ claims = {}, context, granted, receivedAt }: Reference): Finding[] {
  const { issuer, scope, clientId } = context
  const { iat, nbf, exp } = claims
  const { expires_in: lifetime } = granted.members
  const hasTime = typeof iat === 'number' && Math.abs(iat - receivedAt) <= clockSkew
  return [
    ...compared('claim iss', JSON.stringify(issuer), claims.iss, issuer),
    ...(hasTime ? [] : [{ where: 'claim iat', expected: 'now, as a number of seconds', seen: shown(iat) }]),
    ...(hasTime ? compared('claim nbf', `iat, ${iat}`, nbf, iat) : []),
    ...(hasTime && typeof lifetime === 'number'
      ? compared('claim exp', `iat + expires_in, ${iat + lifetime}`, exp, iat + lifetime)
      : typeof exp === 'number'
        ? []
        : [{ where: 'claim exp', expected: 'a number of seconds', seen: shown(exp) }]),
    ...compared('claim aud', JSON.stringify(scope.split('/')[0]), claims.aud, scope.split('/')[0]),
    ...compared('claim scope', JSON.stringify([scope]), claims.scope, [scope]),
    ...compared('claim client_id', JSON.stringify(clientId), claims.client_id, clientId),
    ...compared(`claim ${names.clientAmr}`, '"private_key_jwt"', claims[names.clientAmr], 'private_key_jwt'),
    ...(claims.sub === undefined ? [] : [{ where: 'claim sub', expected: 'no such claim', seen: shown(claims.sub) }]),
  ]
}

function matched(claims: object, name: string, pattern: RegExp, expected: string): Finding[] {
  const seen = (claims as Record<string, unknown>)[name]
  if (typeof seen === 'string' && pattern.test(seen)) return []
  return [{ where: `claim ${name}`, expected, seen: shown(seen) }]
}

async function signatureFindings({ header, keys, accessToken = '' }: Reference): Promise<Finding[]> {
  const jwk = keys.find(({ kid }) => kid === header?.kid)
  if (jwk === undefined) {
    const published = keys.map(({ kid }) => shown(kid)).join(', ')
    return [{ where: 'header kid', expected: `a kid of the JWKS: ${published || 'none'}`, seen: shown(header?.kid) }]
  }
  try {
    await compactVerify(accessToken, createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }))
    return []
  } catch (error) {
    return [{ where: 'signature', expected: 'a valid signature', seen: (error as Error).message }]
  }
}
