/** Commands with variables, code, files and values that someone removed: what is not shown is not judged, and the rest is. */
import { type ComposedRequest, type Recipe, toCurl } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { explain } from '../../../mock-sts/explain/explain.ts'
import { readPasted, selected } from '../../../mock-sts/explain/read-pasted.ts'
import { send, start } from '../endpoints/case-harness.ts'

/** One fault in the assertion and one in the proof. */
const faults: Recipe = { assertion: { header: { typ: 'JWT' } }, proof: { claims: { htm: 'GET' } } }
const judged = (text: string) =>
  selected(readPasted(text)).judged.map((found) => explain(found, { at: start, profile: 'next' }))
const brokenIn = (text: string) =>
  judged(text)
    .flatMap(({ verdict }) => verdict.rules)
    .filter(({ outcome, severity }) => outcome === 'broken' && severity === 'reject')
    .map(({ id }) => id)
    .toSorted()

const proofOf = ({ headers }: ComposedRequest) => headers.find(([name]) => name === 'DPoP')?.[1] ?? ''
const raw = ({ url, headers, body }: ComposedRequest) =>
  `POST ${url} HTTP/1.1\n${headers.map((field) => field.join(': ')).join('\n')}\n\n${body}`
const assertionIn = (text: string, value: string) => text.replace(/(client_assertion=)[^&'"\s]+/, `$1${value}`)
const proofIn = (text: string, value: string) => text.replace(/(DPoP: )[\w.-]+/, `$1${value}`)

describe('of a token request', () => {
  const both = ['proof-htm', 'typ-client-authentication']
  const [proofAlone, assertionAlone] = [['proof-htm'], ['typ-client-authentication']]
  it.each<[string, (request: ComposedRequest) => string, readonly string[]]>([
    ['curl with a variable in the form', (request) => assertionIn(toCurl(request), `'"$ASSERTION"'`), proofAlone],
    [
      'curl with the output of a command',
      (request) => proofIn(toCurl(request), `'"$(cat proof.txt)"'`),
      assertionAlone,
    ],
    [
      'curl with a variable that is set by a command',
      (request) => `ASSERTION=$(./sign.sh)\n${assertionIn(toCurl(request), `'"$ASSERTION"'`)}`,
      proofAlone,
    ],
    [
      'curl with a variable that is set in backticks',
      (request) => `PROOF=\`./prove.sh\`\n${proofIn(toCurl(request), `'"$PROOF"'`)}`,
      assertionAlone,
    ],
    [
      'curl for cmd.exe with a variable',
      (request) => proofIn(toCurl(request).replaceAll("'", '"'), '%PROOF%'),
      assertionAlone,
    ],
    [
      'curl with a form in a file',
      ({ url, headers }) => `curl ${url} -H 'DPoP: ${headers.at(-1)?.[1]}' -d @form.txt`,
      proofAlone,
    ],
    [
      'curl with options that have values',
      (request) =>
        toCurl(request).replace(
          'curl',
          'curl --socks5-hostname localhost:9050 --trace out.txt --limit-rate 1M --retry-max-time 10',
        ),
      both,
    ],
    [
      'PowerShell with switches before other parameters',
      ({ url, body, ...request }) =>
        `Invoke-RestMethod -Uri "${url}" -DisableKeepAlive -Method POST -SkipHttpErrorCheck -Headers @{DPoP="${proofOf({ url, body, ...request })}"} -UseDefaultCredentials -Body "${body}"`,
      both,
    ],
    [
      'PowerShell with shortened parameters',
      (request) => `irm ${request.url} -Me POST -H @{ DPoP = "${proofOf(request)}" } -B "${request.body}"`,
      both,
    ],
    [
      'PowerShell with a here-string',
      (request) =>
        `$body = @"\n${request.body}\n"@\nInvoke-RestMethod -Uri "${request.url}" -Method Post -Headers @{ DPoP = "${proofOf(request)}" } -Body $body`,
      both,
    ],
    [
      'PowerShell with parts that are joined',
      (request) =>
        `Invoke-RestMethod -Uri "${request.url}" -Method Post -Headers @{ DPoP = ("${proofOf(request).slice(0, 40)}" + "${proofOf(request).slice(40)}") } -Body (@("a=b", "c=d") -join "&")`,
      proofAlone,
    ],
    [
      'PowerShell as browsers copy it, with a session',
      (request) =>
        `$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\nInvoke-WebRequest -UseBasicParsing -Uri "${request.url}" \`\n-Method "POST" \`\n-WebSession $session \`\n-Headers @{\n"DPoP"="${proofOf(request)}"\n} \`\n-ContentType "application/x-www-form-urlencoded" \`\n-Body "${request.body}"`,
      both,
    ],
    [
      'PowerShell with headers in a variable',
      (request) => `Invoke-RestMethod '${request.url}' -Method 'POST' -Headers $headers -Body '${request.body}'`,
      assertionAlone,
    ],
    [
      'PowerShell with typed variables',
      (request) =>
        `[string]$proof = "${proofOf(request)}"\n$headers = [ordered]@{ DPoP = $proof }\nirm -Uri "${request.url}" -Method Post -Headers $headers -Body "${request.body}"`,
      both,
    ],
    [
      'fetch with a variable in its headers',
      ({ url, body }) =>
        `fetch('${url}', { method: 'POST', headers: { DPoP: proof, 'Content-Type': 'application/x-www-form-urlencoded' }, body: '${body}' })`,
      assertionAlone,
    ],
    [
      'fetch with functions, comments and types',
      ({ url, body, ...request }) =>
        `await fetch('${url}' as string, {\n  method: 'POST', /* token */\n  headers: { 'Content-Type': 'application/x-www-form-urlencoded', DPoP: '${proofOf({ url, body, ...request })}' },\n  body: new URLSearchParams('${body}').toString(),\n  signal: AbortSignal.timeout(1000),\n})`,
      both,
    ],
    [
      'fetch with all its options in a variable',
      (request) =>
        `const options = { headers: { DPoP: '${proofOf(request)}' }, body: '${request.body}' }\nfetch('${request.url}', options)`,
      both,
    ],
    [
      'a body above code that has a template for it',
      (request) =>
        `var body = $"grant_type=client_credentials&client_assertion={assertion}&scope={scope}";\n// proof = ${proofOf(request)}`,
      proofAlone,
    ],
  ])('%s', async (_, spell, expected) => {
    expect(brokenIn(spell((await send(faults)).answer.request))).toEqual(expected)
    expect(brokenIn(spell((await send({})).answer.request))).toEqual([])
  })

  it.each([
    ...[
      '***',
      '*',
      '••••••',
      '██',
      'xxx',
      'xxxxx.yyyyy.zzzzz',
      'hidden',
      'sladdet',
      '(fjernet)',
      '%28fjernet%29',
      'abc...xyz',
    ],
    ...['$TOKEN', '${token}', '{token}', '%TOKEN%', '%s', 'eyJhbGci***', 'eyJhbGci[...]', '%3Cremoved%3E'],
  ])('an assertion that is printed as %s is not judged', async (value) => {
    expect(brokenIn(assertionIn(raw((await send(faults)).answer.request), value))).toEqual(proofAlone)
  })

  it.each(['***', '[signature]', '[REDACTED]', 'SIGNATURE', 'sig', 'xxx', '...'])(
    'an assertion whose signature is printed as %s is judged without it',
    async (value) => {
      const { request } = (await send(faults)).answer
      const [header, claims] = request.assertion.split('.')
      const text = assertionIn(raw(request), `${header}.${claims}.${value}`)
      expect(brokenIn(text)).toEqual(both)
      expect(judged(text)[0]?.signature).toBe('not verified')
    },
  )

  it('a JWT of four parts, or with another signature, is broken as ever', async () => {
    const { request } = (await send({})).answer
    const [header, claims, signature] = request.assertion.split('.')
    for (const end of [`${signature}.AAAA`, `${signature}=`, '+/'])
      expect(brokenIn(assertionIn(raw(request), `${header}.${claims}.${end}`))).toContain('assertion-readable')
  })
})

describe('of an API call', () => {
  const url = 'https://api.example/things'
  const twin = createHelseIdMock({ now: () => start * 1000 })
  const call = async (method = 'GET') => {
    const { accessToken, proof = '' } = await twin.mint({ proof: { url, method } })
    return { token: accessToken, proof }
  }
  type Call = Awaited<ReturnType<typeof call>>

  it.each<[string, (call: Call) => string]>([
    [
      'a body in a file',
      ({ token, proof }) => `curl -X GET ${url} -H 'Authorization: DPoP ${token}' -H 'DPoP: ${proof}' -d @patient.json`,
    ],
    [
      'a body in a variable',
      ({ token, proof }) =>
        `irm -Uri ${url} -Headers @{ Authorization = "DPoP ${token}"; DPoP = "${proof}" } -Body $json -ContentType application/json`,
    ],
    [
      'a body that code makes',
      ({ token, proof }) =>
        `fetch('${url}', { method: 'GET', headers: { Authorization: 'DPoP ${token}', DPoP: '${proof}' }, body: JSON.stringify(patient) })`,
    ],
    ['a token in a variable', ({ proof }) => `curl ${url} -H "Authorization: DPoP $TOKEN" -H "DPoP: ${proof}"`],
    [
      'a token that is put together',
      ({ proof }) => `irm ${url} -Headers @{ Authorization = "DPoP " + $token; DPoP = "${proof}" }`,
    ],
    [
      'a token from an object',
      ({ proof }) => `irm ${url} -Headers @{ Authorization = "DPoP $($r.access_token)"; DPoP = "${proof}" }`,
    ],
    ['Postman’s mask', ({ proof }) => `curl '${url}' -H 'DPoP: ${proof}' -H 'Authorization: ••••••'`],
    [
      'a token without its signature',
      ({ token, proof }) =>
        `GET ${url} HTTP/1.1\nAuthorization: DPoP ${token.replace(/[^.]+$/, '[signature]')}\nDPoP: ${proof}`,
    ],
    [
      'a proof without its signature',
      ({ token, proof }) =>
        `GET ${url} HTTP/1.1\nAuthorization: DPoP ${token}\nDPoP: ${proof.replace(/[^.]+$/, '***')}`,
    ],
    [
      'a path that was removed',
      ({ token, proof }) => `GET https://api.example/*** HTTP/1.1\nAuthorization: DPoP ${token}\nDPoP: ${proof}`,
    ],
    [
      'a path with the name of a parameter',
      ({ token, proof }) => `GET https://api.example/{id} HTTP/1.1\nAuthorization: DPoP ${token}\nDPoP: ${proof}`,
    ],
    [
      'a third JWT',
      ({ token, proof }) =>
        `GET ${url}\n\nAuthorization: DPoP ${token}\nDPoP: ${proof}\nX-Jwt: eyJhbGciOiJub25lIn0.eyJhIjoxfQ.AAAA`,
    ],
  ])('%s', async (_, spell) => {
    const [first] = judged(spell(await call()))
    expect(first?.what).toBe('API call')
    expect(brokenIn(spell(await call()))).toEqual([])
    expect(brokenIn(spell(await call('PUT')))).toEqual(
      spell(await call()).includes('-Body $json') ? ['proof-htm'] : ['proof-htm'],
    )
  })

  it('curl -v with variables shows their values in its output', async () => {
    const { token, proof } = await call('PUT')
    const text = `$ curl -v -H "Authorization: DPoP $TOKEN" -H "DPoP: $PROOF" ${url}\n* Connected\n> GET /things HTTP/1.1\n> Host: api.example\n> Authorization: DPoP ${token}\n> DPoP: ${proof}\n> \n< HTTP/1.1 401 Unauthorized`
    expect(brokenIn(text)).toEqual(['proof-htm'])
  })

  it.each<[string, string, readonly string[]]>([
    ['the port of a development server', 'localhost:7001', []],
    ['another port', 'api.example:8443', []],
    ['a name without a port', 'api.internal', []],
  ])('at %s, the scheme is that of the proof', async (_, host, expected) => {
    for (const scheme of ['http', 'https']) {
      const { accessToken, proof } = await twin.mint({ proof: { url: `${scheme}://${host}/things` } })
      expect(
        brokenIn(`GET /things HTTP/1.1\nHost: ${host}\nAuthorization: DPoP ${accessToken}\nDPoP: ${proof}`),
      ).toEqual(expected)
    }
  })

  it('behind a proxy, the address is that of the X-Forwarded headers', async () => {
    const { token, proof } = await call()
    const head = `GET /things HTTP/1.1\nHost: internal:8080\nAuthorization: DPoP ${token}\nDPoP: ${proof}`
    expect(brokenIn(`${head}\nX-Forwarded-Host: api.example\nX-Forwarded-Proto: https`)).toEqual([])
    expect(brokenIn(head)).toEqual(['proof-htu'])
  })

  it('a token without a scheme is a token', async () => {
    const { token, proof } = await call()
    expect(brokenIn(`GET ${url} HTTP/1.1\nAuthorization: ${token}\nDPoP: ${proof}`)).toEqual(['token-scheme'])
  })

  it('with the proof of the token request breaks the rules of the proof, in a log too', async () => {
    const { request } = (await send({})).answer
    const { token } = await call()
    expect(brokenIn(`GET ${url}\nAuthorization=[DPoP ${token}], DPoP=[${proofOf(request)}]`)).toEqual([
      'proof-ath',
      'proof-htm',
      'proof-htu',
      'proof-key',
    ])
  })
})

describe('other endpoints of HelseID are not judged as the token endpoint', () => {
  it.each(['par', 'introspect', 'revocation'])('/connect/%s: only the assertion is', async (endpoint) => {
    const { request } = (await send({})).answer
    const text = raw({
      ...request,
      url: request.url.replace(/token$/, endpoint),
      body: request.body.replace(/grant_type=[^&]+&?/, ''),
    })
    expect(judged(text).map(({ what }) => what)).not.toContain('token request')
    expect(brokenIn(text)).toEqual([])
  })
})
