/** Texts that reach `explain` by a detour: a command in a container, a quoted mail, a file in UTF-16 without its mark. */
import { toCurl } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { decodeText } from '../../../mock-sts/cli/read-text.ts'
import { readPasted } from '../../../mock-sts/explain/read-pasted.ts'
import { send } from '../endpoints/case-harness.ts'

const { request } = (await send({ assertion: { header: { typ: 'JWT' } }, proof: { claims: { htm: 'GET' } } })).answer
const { assertion } = request
const wrapped = assertion.replaceAll(/.{60}/g, '$&\n').split('\n')

describe('a curl command', () => {
  it.each<[string, (curl: string) => string]>([
    ['docker exec', (curl) => `docker exec -it app ${curl}`],
    ['docker exec, in a container named curl', (curl) => `$ docker exec curl ${curl}`],
    ['docker exec over two lines', (curl) => `docker exec \\\n  -e A=b app \\\n  ${curl}`],
    ['docker compose exec', (curl) => `docker compose exec app ${curl}`],
    [
      'docker run with an image of curl',
      (curl) => `docker run --rm curlimages/curl:8.5.0 ${curl.replace(/^curl /, '')}`,
    ],
    ['kubectl exec', (curl) => `kubectl exec -n journal pod/app-0 -c app -- ${curl}`],
    ['a shell in a container', (curl) => `docker exec app sh -c "${curl.replaceAll(/["$`\\]/g, String.raw`\$&`)}"`],
    ['ssh', (curl) => `ssh kari@host.example ${curl}`],
    ['a prompt with user and host', (curl) => `kari@laptop:~/src$ ${curl}`],
    ['a prompt in brackets', (curl) => `[kari@laptop src]$ ${curl}`],
    ['the prompt of a container', (curl) => `root@4711:/app# ${curl}`],
  ])('is read after %s', (_, write) => {
    const [found, ...others] = readPasted(write(toCurl(request)))
    expect(found).toMatchObject({ what: 'token request', url: request.url, notShown: {} })
    expect(found?.request.dpop).toEqual([request.proof])
    expect(String(found?.request.body)).toBe(request.body)
    expect(others).toEqual([])
  })
})

describe('a JWT that a mail quotes over several lines', () => {
  it.each([
    ['alone', (lines: readonly string[]) => lines.map((line) => `> ${line}`)],
    ['twice', (lines: readonly string[]) => lines.map((line) => `>> ${line}`)],
    ['after words', (lines: readonly string[]) => ['Kari wrote:', ...lines.map((line) => `> ${line}`), '', 'Hm.']],
  ])('is read: %s', (_, write) => {
    const [found, ...others] = readPasted(write(wrapped).join('\r\n'))
    expect([found?.what, others]).toEqual(['client assertion', []])
    const form = new URLSearchParams(String(found?.request.body))
    expect(form.get('client_assertion')).toBe(assertion)
  })
})

it('text in UTF-16 without a byte order mark is decoded by its zeros, and other text is not', () => {
  const text = `client_id=a&client_assertion=${assertion} – æøå`
  expect(decodeText(Buffer.from(text, 'utf16le'))).toBe(text)
  expect(decodeText(Buffer.from(text, 'utf16le').swap16())).toBe(text)
  for (const other of ['', 'a', 'ab', 'æøå', '日本語', 'a\0b', text]) expect(decodeText(Buffer.from(other))).toBe(other)
})
