/** Members of the configuration, operations and members of the control plane, and paths of the twin. */
import { endpoints, stsNames } from 'helseid-contract'
import { publicJwk } from 'helseid-contract/rules'
import { startMockSts } from 'helseid-mock'
import { configSchema } from '../../../mock-sts/config/schema.ts'
import { openApiDocument } from '../../../mock-sts/control/openapi.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly definitions?: Readonly<Record<string, Schema>>
}

const drafted = {
  clientId: 'drafted',
  jwks: { keys: [publicJwk(keyRing.ec)] },
  scopes: [],
  draft: { redirectUri: 'https://vendor.example/confirmed' },
}

/** `journalLimit`, `client.clientId`, … */
export function configurationMembers(): string[] {
  const { definitions = {}, ...config } = configSchema as Schema
  return [...members(config), ...named(definitions)]
}

/** `GET /_mock/requests = listRequests`, `GET /_mock/requests ?count`, `VerdictRule.seen`, … */
export function controlPlaneNames(): string[] {
  const operations = Object.entries(openApiDocument.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { operationId, parameters = [] }]) => {
      const operation = `${method.toUpperCase()} /_mock${path}`
      const queries = parameters.filter((parameter) => parameter.in === 'query')
      return [`${operation} = ${operationId}`, ...queries.map(({ name }) => `${operation} ?${name}`)]
    }),
  )
  return [...operations, ...named(openApiDocument.components.schemas as Readonly<Record<string, Schema>>)]
}

/**
 * The paths that a twin serves, out of `listed` (such as `GET /healthz`) and those that HelseID advertises. `{client}` is a drafted
 * client, `{session}` a session.
 */
export async function servedPaths(listed: readonly string[]): Promise<string[]> {
  const advertised = Object.values(endpoints).map((path) => `GET /test${path}`)
  const metadata = stsNames.map((sts) => `GET /${sts}${endpoints.discovery}`)
  const candidates = [...new Set([...listed, ...advertised, ...metadata])]
  await using twin = await startMockSts({ port: 0, tls: true, clients: [drafted] })
  await using session = await twin.createSession()
  const served = await Promise.all(
    candidates.map(async (candidate) => {
      const [method = '', path = ''] = candidate.split(' ')
      const url = twin.origin + path.replace('{client}', drafted.clientId).replace('{session}', session.id)
      return (await twin.handle(new Request(url, { method }))).status !== 404
    }),
  )
  return candidates.filter((_, index) => served[index])
}

function named(schemas: Readonly<Record<string, Schema>>): string[] {
  return Object.entries(schemas).flatMap(([name, schema]) => [
    name,
    ...members(schema).map((member) => `${name}.${member}`),
  ])
}

/** Members and nested members, by their path. Named schemas are listed under their own name. */
function members({ properties = {}, items, anyOf = [], patternProperties = {} }: Schema): string[] {
  const own = Object.entries(properties).flatMap(([name, schema]) => [
    name,
    ...members(schema).map((member) => `${name}.${member}`),
  ])
  const within = [...(items ? [items] : []), ...anyOf, ...Object.values(patternProperties)]
  return [...own, ...within.flatMap(members)]
}
