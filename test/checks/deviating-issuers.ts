/** Issuers that each deviate in one field of the reference answer, and the row that reports it. */
import { claims as names } from 'helseid-contract'
import type { Deviation } from './deviating-issuer.ts'

interface DeviatingIssuer {
  readonly what: string
  readonly deviation: Deviation
  readonly row: string
  /** By the mark of the row: a confirmed one fails, a likely or unknown one is learned. */
  readonly outcome: 'failed' | 'learned'
  readonly fields: readonly string[]
}

const claim = (name: string, value: unknown): Deviation => ({
  claims: (claims) => {
    if (value === undefined) delete claims[name]
    else claims[name] = value
  },
})
const member = (name: string, value: unknown): Deviation => ({
  body: (body) => {
    body[name] = value
  },
})

/** The nonce is a valid one, so that the next request is not challenged. */
function nonceWithToken(): Deviation {
  let nonce = 'none'
  return {
    headers: (headers, body) => {
      nonce = headers.get('dpop-nonce') ?? nonce
      if (body.access_token !== undefined) headers.set('dpop-nonce', nonce)
    },
  }
}

/** Sources: the recording in navikt/helseid-nav-test for the token and its answer, Duende's TokenResult and TokenErrorResult for the rest. */
export const deviatingIssuers: readonly DeviatingIssuer[] = [
  ...(
    [
      ['nbf that is not a number', 'nbf', 'x'],
      ['no nbf', 'nbf', undefined],
      ['iat as a string', 'iat', '1790000000'],
      ['exp that is not iat + expires_in', 'exp', 1_790_000_060],
      ['a trailing slash in iss', 'iss', 'http://localhost:8080/test/'],
      ['aud as an array', 'aud', ['nhn:journal']],
      ['scope as a string', 'scope', 'nhn:journal/read'],
      ['sub in a token for a machine', 'sub', 'plain'],
      ['the client_id of another client', 'client_id', 'another'],
    ] as const
  ).map(([what, name, value]) => ({
    what,
    deviation: claim(name, value),
    row: 'B59',
    outcome: 'failed' as const,
    fields: [`claim ${name}`],
  })),
  {
    what: 'no client claims',
    deviation: {
      claims: (claims) => {
        for (const name of [names.clientAmr, names.clientAmrDetail, names.clientName, names.clientTenancy])
          delete claims[name]
      },
    },
    row: 'B59',
    outcome: 'failed',
    fields: ['claim client_amr'],
  },
  {
    what: 'no name of the client',
    deviation: claim(names.clientName, undefined),
    row: 'B525',
    outcome: 'learned',
    fields: [`claim ${names.clientName}`],
  },
  {
    what: 'an unknown claim',
    deviation: claim('tid', '7'),
    row: 'B526',
    outcome: 'learned',
    fields: ['claim tid'],
  },
  {
    what: 'another member in cnf',
    deviation: {
      claims: (claims) => {
        claims.cnf = { ...Object(claims.cnf), 'x5t#S256': 'A' }
      },
    },
    row: 'C39',
    outcome: 'failed',
    fields: ['claim cnf'],
  },
  {
    what: 'header typ JWT',
    deviation: {
      header: (header) => {
        header.typ = 'JWT'
      },
    },
    row: 'B524',
    outcome: 'learned',
    fields: ['header typ'],
  },
  {
    what: 'a header without x5t',
    deviation: {
      header: (header) => {
        delete header.x5t
      },
    },
    row: 'B59',
    outcome: 'failed',
    fields: ['header x5t'],
  },
  {
    what: 'jku in the header',
    deviation: {
      header: (header) => {
        header.jku = 'https://elsewhere.example/jwks'
      },
    },
    row: 'B59',
    outcome: 'failed',
    fields: ['header jku'],
  },
  {
    what: 'a kid that the JWKS does not have',
    deviation: {
      header: (header) => {
        header.kid = '0'.repeat(40)
        header.x5t = Buffer.alloc(20).toString('base64url')
      },
    },
    row: 'B527',
    outcome: 'failed',
    fields: ['header kid'],
  },
  {
    what: 'a broken signature',
    deviation: { token: (token) => `${token.slice(0, -4)}AAAA` },
    row: 'B527',
    outcome: 'failed',
    fields: ['signature'],
  },
  {
    what: 'jti in lower case',
    deviation: {
      claims: (claims) => {
        claims.jti = String(claims.jti).toLowerCase()
      },
    },
    row: 'E11',
    outcome: 'learned',
    fields: [''],
  },
  {
    what: 'an opaque access token',
    deviation: { token: () => '6f70617175652d746f6b656e' },
    row: 'B59',
    outcome: 'failed',
    fields: ['member access_token'],
  },
  {
    what: 'a refusal of every valid request',
    deviation: {
      body: (body) => {
        for (const name of Object.keys(body)) delete body[name]
        body.error = 'temporarily_unavailable'
      },
    },
    row: 'B21',
    outcome: 'failed',
    fields: ['member access_token'],
  },
  {
    what: 'refresh_token in the answer',
    deviation: member('refresh_token', 'r'),
    row: 'B21',
    outcome: 'failed',
    fields: ['member refresh_token'],
  },
  {
    what: 'an unknown member in the answer',
    deviation: member('ext_expires_in', 600),
    row: 'B21',
    outcome: 'failed',
    fields: ['member ext_expires_in'],
  },
  {
    what: 'token_type in lower case',
    deviation: member('token_type', 'dpop'),
    row: 'B21',
    outcome: 'failed',
    fields: ['member token_type'],
  },
  {
    what: 'expires_in as a string',
    deviation: member('expires_in', '600'),
    row: 'B21',
    outcome: 'failed',
    fields: ['member expires_in'],
  },
  {
    what: 'the members in another order',
    deviation: {
      body: (body) => {
        const { token_type } = body
        delete body.token_type
        body.token_type = token_type
      },
    },
    row: 'B21',
    outcome: 'failed',
    fields: ['body'],
  },
  {
    what: 'another lifetime',
    deviation: {
      claims: (claims) => {
        claims.exp = Number(claims.iat) + 300
      },
      body: (body) => {
        body.expires_in = 300
      },
    },
    row: 'B523',
    outcome: 'learned',
    fields: ['expires_in'],
  },
  {
    what: 'DPoP-Nonce with the token',
    deviation: nonceWithToken(),
    row: 'C35',
    outcome: 'learned',
    fields: ['the token: header DPoP-Nonce'],
  },
  {
    what: 'no Cache-Control on errors',
    deviation: {
      headers: (headers, body) => {
        if (body.error !== undefined) headers.delete('cache-control')
      },
    },
    row: 'B528',
    outcome: 'learned',
    fields: ['the challenge: header Cache-Control', 'the refusal: header Cache-Control'],
  },
  {
    what: 'an unknown header',
    deviation: {
      headers: (headers, body) => {
        if (body.access_token !== undefined) headers.set('request-context', 'appId=1')
      },
    },
    row: 'B529',
    outcome: 'learned',
    fields: ['the token: header request-context'],
  },
  {
    what: 'error_uri in errors',
    deviation: {
      error: (body) => {
        body.error_uri = 'https://elsewhere.example/errors'
      },
    },
    row: 'B530',
    outcome: 'learned',
    fields: ['the challenge: member error_uri', 'the refusal: member error_uri'],
  },
  {
    what: 'WWW-Authenticate on refusals',
    deviation: {
      headers: (headers, body) => {
        if (body.error !== undefined && body.error !== 'use_dpop_nonce') headers.set('www-authenticate', 'DPoP')
      },
    },
    row: 'B531',
    outcome: 'learned',
    fields: ['the refusal: header WWW-Authenticate'],
  },
  {
    what: 'DPoP-Nonce on refusals',
    deviation: {
      headers: (headers, body) => {
        if (body.error === 'invalid_scope') headers.set('dpop-nonce', 'n')
      },
    },
    row: 'B531',
    outcome: 'learned',
    fields: ['the refusal: header DPoP-Nonce'],
  },
]
