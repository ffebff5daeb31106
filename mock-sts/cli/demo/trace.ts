/** A fetch that prints each request and answer of a token exchange, with decoded JWTs. */

type Print = (line: string) => void

/** The form fields and members that contain a JWT, with the label each is printed with. */
const jwtFields = { client_assertion: 'client assertion', access_token: 'access token' } as const

export function tracingFetch(print: Print): typeof fetch {
  let leg = 0
  /** The request that failed last: the client repeats it. */
  let failed = ''
  return async (input, init) => {
    const request = new Request(input, init)
    const line = `${request.method} ${request.url}`
    if (line === failed) print('   the client repeats the request')
    else print(`\n${++leg}. ${line}`)
    const authorization = request.headers.get('authorization')
    if (authorization) print(`   Authorization: ${authorization.slice(0, 40)}…`)
    printProof(request.headers.get('dpop'), print)
    const body = await request.clone().text()
    for (const [name, value] of new URLSearchParams(body)) printMember(name, value, print)
    const response = await fetch(request).catch((error: Error) => {
      if (line !== failed) print(`   ⇒ no answer: ${codeOf(error)}`)
      failed = line
      throw error
    })
    print(`   ⇒ ${response.status} ${response.statusText}`)
    const nonce = response.headers.get('dpop-nonce')
    if (nonce) print(`   DPoP-Nonce: ${nonce}`)
    printBody(await response.clone().text(), print)
    return response
  }
}

/** The code of the cause, such as ECONNREFUSED, or the message. */
function codeOf({ message, cause }: Error): string {
  return (Object(cause) as { readonly code?: string }).code ?? message
}

function printProof(proof: string | null, print: Print): void {
  if (proof) printJwt('DPoP proof', proof, print)
}

function printBody(text: string, print: Print): void {
  const body = JSON.parse(text) as Record<string, unknown>
  const isMetadata = 'issuer' in body && 'jwks_uri' in body
  if (isMetadata) print(`   metadata of ${body.issuer}, token endpoint ${body.token_endpoint}`)
  else if (Array.isArray(body.keys)) print(`   ${body.keys.length} signing key(s)`)
  else for (const [name, value] of Object.entries(body)) printMember(name, value, print)
}

function printMember(name: string, value: unknown, print: Print): void {
  const label = Object.hasOwn(jwtFields, name) ? jwtFields[name as keyof typeof jwtFields] : undefined
  if (label !== undefined && typeof value === 'string') printJwt(label, value, print)
  else print(`   ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
}

function printJwt(label: string, jwt: string, print: Print): void {
  const [header, claims] = jwt.split('.').map(decode)
  print(`   ${label}, header: ${header}`)
  print(`   ${label}, claims: ${claims}`)
}

function decode(part: string): string {
  return Buffer.from(part, 'base64url').toString('utf8')
}
