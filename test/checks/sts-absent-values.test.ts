/** What check sts prints for a value that an answer does not have: `nothing`, which no text of the issuer looks like. */
import { discoveryDocument } from 'helseid-contract'
import { expect, it } from 'vitest'
import { metadataResults } from '../../mock-sts/checks/sts/metadata-results.ts'
import { answerRows } from '../../mock-sts/checks/sts/reference-answers.ts'
import type { Reference } from '../../mock-sts/checks/sts/reference-exchange.ts'

const issuer = 'https://sts.example'

/** The findings of a row about metadata that lacks, or changes, members. */
async function findingsAbout(id: string, changes: object, headers: Record<string, string> = {}) {
  const document = { ...discoveryDocument(issuer), ...changes }
  const rows = await metadataResults(issuer, 'today', async ({ method, url }) => {
    if (method === 'POST') return new Response(null, { status: 405 })
    const body = url.endsWith('/jwks') ? { keys: [{ kty: 'RSA', use: 'sig', alg: 'RS256' }] } : document
    return new Response(new TextEncoder().encode(JSON.stringify(body)), {
      headers: { 'content-type': 'application/json; charset=UTF-8', ...headers },
    })
  })
  return rows.find((row) => row.id === id)?.findings
}

it('a missing member of the metadata is nothing; the text "nothing" has quotes', async () => {
  expect(await findingsAbout('E01', { issuer: undefined })).toMatchObject([{ seen: 'nothing' }])
  expect(await findingsAbout('E01', { issuer: 'nothing' })).toMatchObject([{ seen: '"nothing"' }])
  expect(await findingsAbout('E03', { issuer: undefined })).toMatchObject([{ where: 'issuer', seen: 'nothing' }])
})

it('a missing member of a key is nothing', async () => {
  expect(await findingsAbout('E09', {})).toEqual([
    expect.objectContaining({ seen: 'nothing' }),
    expect.objectContaining({ expected: 'x5c', seen: 'nothing' }),
    expect.objectContaining({ expected: 'x5t equal to kid', seen: 'nothing' }),
    expect.objectContaining({ expected: 'a modulus of 3072 bits' }),
  ])
})

it('a missing header of a token answer is nothing; the text "nothing" has quotes', () => {
  const answer = (headers: Record<string, string>) => ({ status: 400, headers: new Headers(headers), members: {} })
  const complete = {
    'cache-control': 'no-store, no-cache, max-age=0',
    'content-type': 'application/json; charset=UTF-8',
  }
  const reference = {
    challenge: answer({ ...complete }),
    refusal: answer({ ...complete, pragma: 'nothing' }),
    granted: answer({ ...complete, pragma: 'no-cache' }),
  } as unknown as Reference
  expect(answerRows.find(({ id }) => id === 'B528')?.find(reference)).toEqual([
    expect.objectContaining({ where: 'the challenge: header Pragma', seen: 'nothing' }),
    expect.objectContaining({ where: 'the refusal: header Pragma', seen: '"nothing"' }),
  ])
})
