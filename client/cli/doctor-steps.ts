/** The steps of the doctor, each of which presupposes those before it. */
import { lookup } from 'node:dns/promises'
import { connect } from 'node:tls'
import { environments, limits } from 'helseid-contract'
import { apiAddress } from '../api-address.ts'
import { type HelseIdClientOptions, resolveConfig } from '../config.ts'
import { createDiscovery } from '../discovery.ts'
import { HelseIdError } from '../errors.ts'
import { createHelseIdClient } from '../index.ts'
import { createKeyRing } from '../keys/key-ring.ts'
import { whatBroke } from '../whole-answer.ts'
import { adviceFor } from './doctor-advice.ts'

export interface DoctorStep {
  readonly name: string
  /** What was found. @throws {StepFailed} */
  readonly run: () => Promise<string>
}

export class StepFailed extends Error {
  override readonly name = 'StepFailed'
  readonly advice: string | undefined

  constructor(message: string, advice?: string, cause?: unknown) {
    super(message, { cause })
    this.advice = advice
  }
}

/**
 * `api` is called in the end, where it is given.
 * @throws {TypeError} for an issuer or an API that has no address of the kind
 */
export function doctorSteps(options: HelseIdClientOptions, api: URL | undefined): readonly DoctorStep[] {
  const config = settled(() => resolveConfig(options))
  const issuer = issuerOf(options)
  const host = new URL(issuer)
  if (api !== undefined) apiAddress(api, { issuer, allowPlainHttp: options.allowPlainHttp ?? false })
  let date: Headers | undefined
  let asked = 0
  const limitsOfAnswers = { fetch: options.fetch ?? fetch, timeout: 10, maximumAnswerBytes: 1024 * 1024 }
  const now = options.now ?? Date.now
  const discovery = createDiscovery({
    issuer,
    now,
    ...limitsOfAnswers,
    observe: (headers, at) => {
      date = headers
      asked = at
    },
  })
  const client = settled(() => createHelseIdClient(options))

  return [
    { name: 'DNS', run: () => dns(host.hostname) },
    {
      name: 'TLS',
      run: () =>
        host.protocol === 'https:' ? tls(host) : Promise.resolve('not used: the issuer is plain HTTP, a twin’s'),
    },
    {
      name: 'discovery',
      run: () => step(async () => `the token endpoint is ${(await discovery.metadata()).token_endpoint}`),
    },
    { name: 'clock', run: async () => clock(date?.get('date') ?? null, asked, now()) },
    {
      name: 'key',
      run: () =>
        step(async () => {
          const { keys, clientId } = config()
          const [key] = await createKeyRing(keys, clientId).keys()
          if (key?.expiresAt !== undefined && key.expiresAt < now())
            throw new StepFailed(
              `its certificate ended ${new Date(key.expiresAt).toISOString()}`,
              'order a new certificate and register its key',
            )
          const ends =
            key?.expiresAt === undefined ? '' : `, its certificate ends ${new Date(key.expiresAt).toISOString()}`
          return `${key?.alg}, kid ${key?.kid}${ends}`
        }),
    },
    {
      name: 'token',
      run: () =>
        step(async () => {
          const { tokenType, scope, expiresAt, rejectedScope } = await client().getToken()
          const withheld =
            rejectedScope === undefined ? '' : `; WITHHELD for want of accepted terms of use: ${rejectedScope}`
          return `${tokenType}, ${Math.round((expiresAt - now()) / 1000)} s, ${scope}${withheld}`
        }),
    },
    ...(api === undefined ? [] : [{ name: 'API', run: () => step(() => call(client(), api)) }]),
  ]
}

async function dns(host: string): Promise<string> {
  try {
    const { address } = await lookup(host.replace(/^\[|\]$/g, ''))
    return `${host} is ${address}`
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new StepFailed(`${host} cannot be looked up: ${code}`, 'mend the name, or this machine’s DNS', error)
  }
}

/** As Node itself decides whom it trusts; SK1 asks for TLS 1.2 or later. */
async function tls({ hostname, port }: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 443), servername: hostname, minVersion: 'TLSv1.2' })
    const failed = (error: NodeJS.ErrnoException) => {
      socket.destroy()
      reject(new StepFailed(`${hostname}: ${error.message}`, adviceFor(error.code), error))
    }
    socket.setTimeout(10_000, () => failed(new Error('no answer within 10 s')))
    socket.on('error', failed)
    socket.on('secureConnect', () => {
      const { valid_to: end, issuer } = socket.getPeerCertificate()
      socket.end()
      resolve(`${socket.getProtocol()}, certificate by ${issuer?.O ?? issuer?.CN}, until ${end}`)
    })
  })
}

function clock(date: string | null, asked: number, answered: number): string {
  const server = Date.parse(date ?? '')
  if (Number.isNaN(server)) return 'not known: the answer has no Date'
  const off = Math.round((server + 500 - (asked + answered) / 2) / 1000)
  if (Math.abs(off) <= limits.assertionLifetime / 2) return `within ${limits.assertionLifetime / 2} s of HelseID’s`
  throw new StepFailed(
    `this machine’s clock is ${Math.abs(off)} s ${off > 0 ? 'behind' : 'ahead of'} HelseID’s`,
    'let NTP set it (ntp.nhn.no): an assertion is good for ten seconds',
  )
}

async function call(client: ReturnType<typeof createHelseIdClient>, api: URL): Promise<string> {
  const response = await client.fetch(api)
  await response.body?.cancel()
  const challenge = response.headers.get('www-authenticate')
  if (response.status !== 401 && response.status !== 403)
    return `${api.origin}${api.pathname} answers ${response.status}`
  throw new StepFailed(
    `${api.origin}${api.pathname} answers ${response.status}${challenge === null ? '' : `: ${challenge}`}`,
    'the API decides by audience, scope, organisation and scheme: compare them with the token',
  )
}

/** What is thrown on the way becomes the step's failure, with advice where there is some. */
async function step(run: () => Promise<string>): Promise<string> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof StepFailed) throw error
    const known = error instanceof HelseIdError ? error : undefined
    const why = known?.message ?? whatBroke(error)
    throw new StepFailed(why, adviceFor(causeCode(error)) ?? adviceFor(known?.error ?? known?.code), error)
  }
}

/** What the system says of a connection (`ECONNREFUSED`) is in the innermost cause. */
function causeCode(error: unknown): string | undefined {
  const { code, cause } = error as { code?: string; cause?: unknown }
  return cause === undefined || cause === null ? code : causeCode(cause)
}

/** @throws {TypeError} for an unknown environment, or an issuer that is no address */
function issuerOf({ issuer, environment }: HelseIdClientOptions): string {
  const known = issuer ?? (environment && Object.hasOwn(environments, environment) && environments[environment].issuer)
  if (known && URL.canParse(known) && /^https?:/i.test(known)) return known
  throw new TypeError(
    `use one of the environments ${Object.keys(environments).join(', ')}, or an issuer that is an address`,
  )
}

function settled<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
