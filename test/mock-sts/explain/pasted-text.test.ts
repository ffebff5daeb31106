/** The texts that people paste into `explain`: each is read as the request that the tool sends. */
import { type ComposedRequest, toCurl } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { decodeText } from '../../../mock-sts/cli/read-text.ts'
import { explain } from '../../../mock-sts/explain/explain.ts'
import { plainText } from '../../../mock-sts/explain/plain-text.ts'
import { readPasted, selected } from '../../../mock-sts/explain/read-pasted.ts'
import { send, start } from '../endpoints/case-harness.ts'

/** A request with one fault in the assertion and one in the proof, so that a text of which a part is lost is noticed. */
const sent = async () =>
  (await send({ assertion: { header: { typ: 'JWT' } }, proof: { claims: { htm: 'GET' } } })).answer.request
const brokenIn = (text: string) =>
  explain(text, { at: start, profile: 'next' })
    .verdict.rules.filter(({ outcome, severity }) => outcome === 'broken' && severity === 'reject')
    .map(({ id }) => id)
const both = ['typ-client-authentication', 'proof-htm']

const dpopOf = ({ headers }: ComposedRequest) => headers.find(([name]) => name === 'DPoP')?.[1] ?? ''
const httpText = ({ url, headers, body }: ComposedRequest, end = '\r\n') =>
  [
    `POST ${new URL(url).pathname} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    ...headers.map((field) => field.join(': ')),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join(end)
const pairs = (body: string) => [...new URLSearchParams(body)]

const answer = ['HTTP/1.1 400 Bad Request', 'Content-Type: application/json', 'DPoP-Nonce: abc', '', '{"error":"x"}']

describe('HTTP messages', () => {
  it.each<[string, (text: string) => string]>([
    ['followed by the response', (text) => `${text}\r\n\r\n${answer.join('\r\n')}`],
    ['followed by the response on the same line, as on a connection', (text) => `${text}${answer.join('\r\n')}`],
    ['before and after other messages', (text) => `${text}${answer.join('\r\n')}\r\n${text}\r\n${answer.join('\r\n')}`],
    [
      'after a GET of the metadata',
      (text) => `GET /.well-known/openid-configuration HTTP/1.1\nHost: a.example\n\n${text}`,
    ],
    ['with line feeds only', (text) => text.replaceAll('\r\n', '\n')],
    ['with \\r\\r\\n, as curl.exe writes to a file', (text) => text.replaceAll('\r\n', '\r\r\n')],
    ['with carriage returns only', (text) => text.replaceAll('\r\n', '\r')],
    ['with zero-width spaces, which chat tools insert', (text) => text.replaceAll('.', '.\u200b')],
    ['with a byte order mark', (text) => `\ufeff${text}`],
    ['in a code fence', (text) => `\`\`\`http\n${text}\n\`\`\``],
    [
      'quoted in a mail',
      (text) =>
        text
          .split('\r\n')
          .map((line) => `> ${line}`)
          .join('\n'),
    ],
    ['without Content-Length', (text) => `${text.replace(/Content-Length.*\r\n/, '')}\r\n${answer.join('\r\n')}`],
    ...[
      ['without Content-Length, before the JSON of the answer', '{"error":"invalid_client"}'],
      ['without Content-Length, before a heading and the answer', `Response:\r\n${answer.join('\r\n')}`],
      ['without Content-Length, before a question', 'Why does this fail?'],
    ].map(([name = '', after = '']): [string, (text: string) => string] => [
      name,
      (text) => `${text.replace(/Content-Length.*\r\n/, '')}\r\n\r\n${after}`,
    ]),
    ...['<> 2026-11-28T120000.400.json', '>> out.json', '>>! out.json'].map(
      (note): [string, (text: string) => string] => [
        `of JetBrains’ editors with the note ${note}`,
        (text) => `${text.replace(/Content-Length.*\r\n/, '')}\r\n\r\n${note}`,
      ],
    ),
    [
      'with a Content-Length that is too small, because the text was edited',
      (text) => text.replace(/(Content-Length: ).*/, '$15'),
    ],
  ])('%s are told apart', async (_, spell) => {
    expect(brokenIn(spell(httpText(await sent())))).toEqual(both)
  })

  it('of challenge and retry, the retry is judged, and the first request is reported as not judged', async () => {
    const request = httpText(await sent())
    const first = request.replace(/DPoP: .*\r\n/, '')
    const { judged, skipped } = selected(readPasted(`${first}${answer.join('\r\n')}\r\n${request}`))
    expect(judged.map(({ what, request: { dpop } }) => [what, dpop.length])).toEqual([['token request', 1]])
    expect(skipped.map(({ what, url }) => [what, url])).toEqual([
      ['token request', 'https://helseid-sts.test.nhn.no/connect/token'],
    ])
  })
})

describe('the output of curl -v that was wrapped', () => {
  /** As `fold -w 80`. */
  const folded = (lines: readonly string[]) => lines.flatMap((line) => line.match(/.{1,80}/g) ?? [line]).join('\n')
  const output = ({ proof }: ComposedRequest, ...more: string[]) => [
    '> POST /connect/token HTTP/1.1',
    '> Host: helseid-sts.test.nhn.no',
    `> DPoP: ${proof}`,
    ...more.map((line) => `> ${line}`),
    '> Content-Type: application/x-www-form-urlencoded',
    '> ',
    '* upload completely sent off: 1200 bytes',
    '< HTTP/1.1 400 Bad Request',
    '< ',
    '{"error":"x"}',
  ]

  it('shows the whole proof', async () => {
    const request = await sent()
    const text = folded(output(request))
    expect(text).not.toContain(request.proof)
    expect(readPasted(text)[0]?.request.dpop).toEqual([request.proof])
    expect(brokenIn(text)).toEqual(['proof-htm'])
  })

  it('shows the whole proof and token of an API call, also if it was wrapped at spaces', async () => {
    const { proof } = await sent()
    const lines = ['> GET /things HTTP/1.1', '> Host: api.example', '> Authorization: DPoP', 'eyJh.AA', 'AA.BB']
    const [call] = readPasted(`${lines.join('\n')}\n${folded([`> DPoP: ${proof}`])}\n> `)
    expect([call?.accessToken, call?.request.dpop]).toEqual(['eyJh.AAAA.BB', [proof]])
  })

  it('has values that are not shown, if they may contain a space at the break', async () => {
    const request = await sent()
    const text = folded(output({ ...request, proof: `${request.proof.slice(0, 200)} ${request.proof.slice(200)}` }))
    expect(readPasted(text)[0]?.notShown.headers).toBe('the value of DPoP is left out or cut')
    expect(brokenIn(text)).toEqual([])
  })
})

describe('.http files of VS Code and JetBrains', () => {
  const file = (lines: (request: ComposedRequest) => string[]) => async () => lines(await sent()).join('\n')
  it.each<[string, () => Promise<string>]>([
    [
      'one field a line, with & at the start',
      file(({ url, headers, body }) => [
        '### Get a token',
        '# @name token',
        '// a comment',
        `POST ${url}`,
        ...headers.map((field) => field.join(': ')),
        '',
        body.replace('&', '\n# a comment\n// &client_secret=x\n&').replaceAll('&', '\n&').replace('// \n&', '// &'),
        '',
        '### Another request',
        'GET https://api.example/things',
      ]),
    ],
    [
      'one field a line, with & at the end and spaces around =',
      file(({ url, headers, body }) => [
        `POST ${url} HTTP/1.1`,
        ...headers.map((field) => field.join(': ')),
        '',
        body.replaceAll('=', ' = ').replaceAll('&', ' &\n'),
        '',
        '> {%',
        '  client.global.set("token", response.body.access_token)',
        '%}',
      ]),
    ],
    [
      'with variables',
      file(({ url, headers, body }) => [
        `@host = ${new URL(url).origin}`,
        `@form = ${body}`,
        'POST {{host}}/connect/token',
        ...headers.map((field) => field.join(': ')),
        '',
        '{{form}}',
      ]),
    ],
  ])('%s', async (_, text) => {
    expect(brokenIn(await text())).toEqual(both)
  })
})

describe('commands of tools', () => {
  const powerShellBody = (body: string) => pairs(body).map(([name, value]) => `${name} = '${value}'`)
  it.each<[string, (request: ComposedRequest) => string]>([
    ['curl with variables set before it', (request) => `VAR=x TRACE='1 2' ${toCurl(request)}`],
    [
      'curl with variables of the shell',
      ({ url, headers, body }) =>
        `export BODY='${body}'\nPROOF="${dpopOf({ headers } as ComposedRequest)}"\ncurl -H "DPoP: $PROOF" -d "$BODY" ${url}`,
    ],
    ['curl with text after it', (request) => `${toCurl(request)} | jq .\nthat is what I sent`],
    [
      'curl with ANSI-C quotes',
      ({ url, body, ...request }) =>
        `curl '${url}' -H 'DPoP: ${dpopOf(request as never)}' --data-raw $'${body.replaceAll('&', '\\u0026')}'`,
    ],
    ['curl after a comment', (request) => `# get a token\n${toCurl(request)}`],
    [
      'curl -v with the command',
      (request) =>
        [
          `$ ${toCurl(request).replace('curl ', 'curl -v ')}`,
          '* Host helseid-sts.test.nhn.no:443 was resolved.',
          '> POST /connect/token HTTP/1.1',
          '> Host: helseid-sts.test.nhn.no',
          '> ',
          '* upload completely sent off: 1234 bytes',
          '< HTTP/1.1 400 Bad Request',
          '< ',
          '{"error":"invalid_client"}',
        ].join('\n'),
    ],
    [
      'Invoke-RestMethod with hashtables',
      ({ url, headers, body }) =>
        [
          `PS C:\\> $answer = Invoke-RestMethod -Method Post -Uri '${url}' \``,
          `  -Headers @{ DPoP = "${dpopOf({ headers } as ComposedRequest)}"; Accept = 'application/json' } \``,
          '  -Body @{',
          ...powerShellBody(body).map((line) => `    ${line}`),
          '  }',
        ].join('\n'),
    ],
    [
      'Invoke-RestMethod with variables',
      ({ url, headers, body }) =>
        [
          '$form = @{',
          ...powerShellBody(body),
          '}',
          `$proof = '${dpopOf({ headers } as ComposedRequest)}'`,
          `irm "${url}" -Method POST -Body $form -Headers @{ "DPoP" = "$proof" } -ContentType "application/x-www-form-urlencoded"`,
        ].join('\n'),
    ],
    [
      'Invoke-WebRequest as browsers copy it',
      ({ url, headers, body }) =>
        [
          `Invoke-WebRequest -UseBasicParsing -Uri "${url}" \``,
          '-Method "POST" `',
          '-Headers @{',
          `"DPoP"="${dpopOf({ headers } as ComposedRequest)}"`,
          '  "accept"="*/*"',
          '} `',
          '-ContentType "application/x-www-form-urlencoded" `',
          `-Body "${body}"`,
        ].join('\n'),
    ],
    [
      'fetch as browsers copy it',
      ({ url, headers, body }) =>
        `fetch("${url}", {\n  "headers": ${JSON.stringify(Object.fromEntries(headers))},\n  "body": ${JSON.stringify(body)},\n  "method": "POST",\n  "mode": "cors"\n});`,
    ],
    [
      'fetch as people write it',
      ({ url, headers, body }) =>
        `const answer = await fetch('${url}', {\n  method: 'post',\n  headers: { DPoP: '${dpopOf({ headers } as ComposedRequest)}' },\n  body: new URLSearchParams({ ${pairs(body).map(([name, value]) => `${name}: '${value}'`)} }),\n})`,
    ],
    [
      'HTTPie',
      ({ url, headers, body }) =>
        `http --form POST ${url} DPoP:${dpopOf({ headers } as ComposedRequest)} ${pairs(body)
          .map(([name, value]) => `${name}='${value}'`)
          .join(' ')}`,
    ],
    [
      'wget',
      ({ url, headers, body }) =>
        `wget -qO- --header='DPoP: ${dpopOf({ headers } as ComposedRequest)}' --post-data '${body}' ${url}`,
    ],
  ])('%s', async (_, spell) => {
    expect(brokenIn(spell(await sent()))).toEqual(both)
  })

  it.each([
    [
      'curl -d grant_type=client_credentials&scope=a https://a.example',
      /an & outside quotes ends a command in a shell/,
    ],
    [
      'Invoke-RestMethod -Uri "https://a.example" -Body $form',
      /https:\/\/a.example: the body is a variable or an expression/,
    ],
    [
      'fetch("https://a.example", { method: "POST", body })',
      /enough of POST https:\/\/a.example: the body is a variable/,
    ],
    ['http -f POST a.example assertion@file.txt', /a part of the body is in a file \(file.txt\)/],
    ['wget --post-file form.txt https://a.example', /the body is in a file \(form.txt\)/],
  ])('%s fails with the reason', (text, reason) => {
    expect(() => explain(text)).toThrow(reason)
  })
})

describe('Postman', () => {
  it('reads a collection with folders, variables and a disabled field', async () => {
    const { url, headers, body } = await sent()
    const request = {
      method: 'POST',
      header: headers.map(([key, value]) => ({ key, value })),
      url: { raw: '{{sts}}/connect/token' },
      body: {
        mode: 'urlencoded',
        urlencoded: [
          ...pairs(body).map(([key, value]) => ({ key, value })),
          { key: 'client_secret', value: 'x', disabled: true },
        ],
      },
    }
    const collection = { variable: [{ key: 'sts', value: new URL(url).origin }], item: [{ item: [{ request }] }] }
    expect(brokenIn(JSON.stringify(collection))).toEqual(both)
  })
})

describe('a JWT or a form anywhere', () => {
  const inText = (spell: (jwt: string) => string) => spell
  it.each<[string, (jwt: string) => string]>([
    ['in quotes', inText((jwt) => `"${jwt}"`)],
    ['as a member with a comma', inText((jwt) => `"client_assertion": "${jwt}",`)],
    ['after Bearer', inText((jwt) => `Bearer ${jwt}`)],
    ['after client_assertion=', inText((jwt) => `client_assertion=${jwt}`)],
    ['after Authorization', inText((jwt) => `Authorization: Bearer ${jwt}`)],
    ['in a log line', inText((jwt) => `2026-09-21 12:26:40 DEBUG sending client_assertion=${jwt} to the STS`)],
    ['in JSON', inText((jwt) => JSON.stringify({ level: 'debug', body: { client_assertion: jwt } }))],
    [
      'in JSON inside JSON',
      inText((jwt) => JSON.stringify({ message: JSON.stringify({ a: JSON.stringify({ jwt }) }) })),
    ],
    ['in JSON with Unicode escapes', inText((jwt) => `{"m":"\\u0022${jwt}\\u0022"}`)],
    ['in a URL, encoded', inText((jwt) => `https://a.example/?r=client_assertion%3D${jwt}%26scope%3Dx`)],
    ['in an exception', inText((jwt) => `System.Exception: request failed\n   body: ${jwt}\n   at Program.Main()`)],
    ['before words', inText((jwt) => `${jwt} is refused`)],
    ['before a word', inText((jwt) => `${jwt} ok`)],
    ['before a word on the next line', inText((jwt) => `${jwt}\nok`)],
    ['after words', inText((jwt) => `here is the jwt ${jwt}`)],
    ['after a log level', inText((jwt) => `INFO ${jwt}`)],
    ['after a word on the line above', inText((jwt) => `assertion\n${jwt}`)],
    ['in form data that Chrome shows', inText((jwt) => `grant_type\nclient_credentials\nclient_assertion\n${jwt}`)],
    ['in a sentence', inText((jwt) => `The assertion was ${jwt}. It failed.`)],
    ['at the end of a sentence', inText((jwt) => `The assertion was ${jwt}.`)],
    ['after its name, wrapped by a terminal', inText((jwt) => `client_assertion=${jwt.replace(/(.{70})/g, '$1\n')}`)],
  ])('%s', async (_, spell) => {
    const { assertion } = await sent()
    const explanation = explain(spell(assertion), { at: start })
    expect([explanation.what, explanation.verdict.answer?.rule]).toEqual([
      'client assertion',
      'typ-client-authentication',
    ])
  })

  it.each(['DPoP: ', 'dpop=', '> DPoP: '])('a proof is recognised after %j', async (before) => {
    const { proof } = await sent()
    expect(explain(`${before}${proof}`, { at: start }).what).toBe('DPoP proof')
  })

  it('tells an assertion, a proof and an access token in one text apart by header and claims', async () => {
    const { answer: token } = await send({})
    const { assertion, proof } = token.request
    const text = `proof ${proof}, token ${JSON.parse(token.body).access_token}, assertion ${assertion}`
    expect(readPasted(text).map(({ what }) => what)).toEqual(['DPoP proof', 'access token', 'client assertion'])
  })

  it('reads the decoded header and claims of a JWT, and says that the signature is not shown', async () => {
    const { assertion } = await sent()
    const [header, claims] = assertion.split('.').map((part) => Buffer.from(part, 'base64url').toString())
    for (const text of [
      `${header}.${claims}`,
      `Header:\n${JSON.stringify(JSON.parse(header as string), null, 2)}\nPayload:\n${claims}`,
    ]) {
      const { verdict, notChecked } = explain(text, { at: start })
      expect(verdict.answer?.rule).toBe('typ-client-authentication')
      expect(notChecked[0]).toMatchObject({ what: 'the signature', because: 'the text does not show it' })
    }
  })

  it.each<[string, (body: string) => string]>([
    ['in a log line', (body) => `12:26:40 POST body: ${body} (1234 bytes)`],
    ['with one field a line', (body) => body.replaceAll('&', '\n&')],
    ['with one field a line and no &', (body) => body.replaceAll('&', '\n')],
    ['in JSON', (body) => JSON.stringify({ body })],
  ])('a form is read %s', async (_, spell) => {
    const { body } = await sent()
    const { what, verdict } = explain(spell(body), { at: start })
    expect([what, verdict.answer?.rule]).toEqual(['token request', 'typ-client-authentication'])
  })
})

describe('a form and a proof in a log', () => {
  it.each<[string, (request: ComposedRequest) => string]>([
    [
      'of System.Net.Http',
      ({ url, body, proof }) =>
        `Method: POST, RequestUri: '${url}', Version: 1.1, Headers:\n{\n  DPoP: ${proof}\n}\n${body}`,
    ],
    [
      'of OkHttp',
      ({ url, body, proof }) => `--> POST ${url}\nDPoP: ${proof}\n\n${body}\n--> END POST (1234-byte body)`,
    ],
    [
      'of axios',
      ({ url, body, proof }) => `{ method: 'POST', url: '${url}', data: '${body}', headers: { DPoP: '${proof}' } }`,
    ],
    [
      'of Apache HttpClient',
      ({ body, proof }) =>
        `http-outgoing-0 >> "POST /connect/token HTTP/1.1[\\r][\\n]"\nhttp-outgoing-0 >> "DPoP: ${proof}[\\r][\\n]"\nhttp-outgoing-0 >> "${body}"`,
    ],
  ])('%s are judged together', async (_, spell) => {
    expect(brokenIn(spell(await sent()))).toEqual(both)
  })
})

it('headers that Chrome copies, with names and values on alternating lines, are a request whose body is not shown', async () => {
  const fields = [
    ':authority',
    'helseid-sts.test.nhn.no',
    ':method',
    'POST',
    ':path',
    '/connect/token',
    ':scheme',
    'https',
  ]
  const form = ['content-type', 'application/x-www-form-urlencoded']
  const text = [...fields, ...form, 'dpop', (await sent()).proof].join('\n')
  const { what, issuer, notChecked } = explain(text, { at: start })
  expect([what, issuer]).toEqual(['token request', 'https://helseid-sts.test.nhn.no'])
  expect(notChecked[0]).toMatchObject({ what: 'the body' })
  expect(brokenIn(text)).toEqual(['proof-htm'])
})

describe('a text that contains nothing to judge', () => {
  it.each([
    ['', /the input is empty: expected a JWT/],
    ['HTTP/1.1 400 Bad Request\n\n{"error":"invalid_client"}', /this is an answer: paste the request/],
    ['{"error":"invalid_client"}', /this is an answer: paste the request/],
    // https://learn.microsoft.com/dotnet/api/microsoft.identitymodel.tokens.securitytokeninvalidaudienceexception
    [
      'SecurityTokenInvalidAudienceException: IDX10214: Audience validation failed.',
      /IDX10214: the token’s `aud` is not/,
    ],
    [JSON.stringify({ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', d: 'AA' }), /^this is a private key: do not paste it/],
    [
      JSON.stringify({ keys: [{ kty: 'RSA', n: 'AA', e: 'AQAB', d: 'AA' }] }),
      /^this is a private key: do not paste it/,
    ],
    ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', /^this is a private key: do not paste it/],
    ['it does not work', /expected a JWT, a curl command, .* a \.http file, .* PowerShell, .* log line/],
    ['http requests fail', /expected a JWT/],
    [
      'GET https://api.example/things HTTP/1.1\nHost: api.example',
      /GET https:\/\/api.example\/things has neither a grant_type nor a token/,
    ],
    [`token: eyJhbGciOiJQUzI1NiIsInR5cCI6IkpXVCJ9…`, /the JWT is cut off/],
    ['eyJhbGciOiJSU0EtT0FFUCJ9.AAAA.BBBB.CCCC.DDDD', /this is an encrypted JWT/],
    [`${'eyJhbGciOiJSUzI1NiJ9'}.${Buffer.from('{"at_hash":"x"}').toString('base64url')}.AAAA`, /this is an ID token/],
  ])('%j is refused with the reason', (text, reason) => {
    expect(() => explain(text)).toThrow(SyntaxError)
    expect(() => explain(text)).toThrow(reason)
  })

  // Each of these was slow with one of the patterns, or would be with a careless one.
  it.each([
    ...[
      'eyJ',
      'a.',
      'eyJa.',
      'eyJaaaaaaaaaa.a',
      '=',
      '&',
      ' ',
      '\\"',
      '\\\\',
      '{',
      '{}',
      '{"a":',
      '"',
      "'",
      '`\n',
      "$'",
    ],
    ...[
      '%2E',
      '\n',
      '\r',
      'POST / HTTP/1.1\n',
      'curl ',
      'curl x\n',
      'fetch("',
      'irm $a\n',
      '> ',
      '{{',
      '-----',
      '> x: y\na\n',
    ],
    ...[
      'x= ',
      'x=y ',
      'scope=',
      'scope=&.',
      '=3D',
      '=\n=3D',
      '&amp;a= ',
      '“',
      ' –a',
      'curl ^"',
      'curl ^\n',
      '\\ \n',
      '(`',
    ],
    ...[
      'POST / HTTP/1.1\nx: eyJaaa\neyJaaa',
      '=> Send header, 1 bytes (0x1)\n0000: a\n',
      'curl x \n -d',
      'fetch("a", (',
    ],
  ])('is read in one pass: %j again and again', (part) => {
    const read = () => readPasted(part.repeat(200_000 / part.length))
    if (part === 'scope=&.') expect(read()).toHaveLength(1)
    else expect(read).toThrow(SyntaxError)
  })

  it('a curl line that takes its headers from a file does not show them', async () => {
    const { url, body } = await sent()
    const explanation = explain(`curl ${url} -H @headers.txt --data '${body}'`, { at: start })
    const proof = explanation.verdict.rules.find(({ id }) => id === 'proof-present')
    expect(proof).toMatchObject({ outcome: 'not evaluated', because: 'headers are in a file (headers.txt)' })
  })

  it('a call of an API stays one whatever its body is', async () => {
    const { proof, assertion } = await sent()
    const call = `POST /v1/x HTTP/1.1\nHost: a.example\nAuthorization: DPoP ${assertion}\nDPoP: ${proof}\nContent-Type: application/json\n\n{"grant_type":"x","client_assertion":"y"}`
    expect(explain(call, { at: start }).what).toBe('API call')
  })

  it('is refused above 64 MiB', () => {
    expect(() => plainText('x'.repeat(64 * 1024 * 1024 + 1))).toThrow(/more than 67108864 characters/)
  })
})

it('text in UTF-16, which PowerShell writes, is decoded by its byte order mark', () => {
  expect(decodeText(Buffer.from('\ufeffabc', 'utf16le'))).toBe('abc')
  expect(decodeText(Buffer.from('\ufeffabc', 'utf16le').swap16())).toBe('abc')
  expect(decodeText(Buffer.from('\ufeffæ'))).toBe('æ')
})
