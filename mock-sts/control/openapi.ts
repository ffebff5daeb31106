/** The published OpenAPI document of the control plane. */
import { stsNames } from 'helseid-contract'
import packageManifest from 'helseid-mock/package.json' with { type: 'json' }
import { examples } from './examples.ts'
import { badRequest, type OpenApiOperation, type Operations, problem } from './openapi-parts.ts'
import { paths } from './paths/index.ts'
import { createPublisher, publishedName, referencesOf, type Schema } from './published-schema.ts'
import { conditions } from './schemas/conditions.ts'
import { controlSchemas } from './schemas/index.ts'

/** Operations that change what a data directory keeps. */
const storing: ReadonlySet<unknown> = new Set(['registerClient', 'removeClient', 'registerApi', 'changeKeys', 'reset'])
const notStored = {
  '503': problem('The data directory cannot be written. Nothing has changed.'),
  '507': problem('The disk of the data directory is full. Nothing has changed.'),
}

const foreignCaller = {
  '403': problem('The caller is a web page of another origin, which --allow-origin does not list.'),
  '421': problem('The twin has no control token, and the host name is not one of its own; --allow-host adds names.'),
}
const notJson = { '415': problem('The body is not sent as application/json.') }
const unauthorized = { '401': problem('The control token is missing or wrong.') }

/** Puts the example of an operation into its body and its successful answers. */
function withExample({ requestBody, responses, ...operation }: OpenApiOperation): OpenApiOperation {
  const { body, answer } = examples[operation.operationId] ?? {}
  const withAnswer = ([status, response]: [string, object]) => {
    const { content } = response as { readonly content?: object }
    if (!status.startsWith('2') || content === undefined || answer === undefined) return [status, response]
    return [status, { ...response, content: within(content, answer) }]
  }
  return {
    ...operation,
    ...(requestBody && { requestBody: { ...requestBody, content: within(requestBody.content, body) } }),
    responses: Object.fromEntries(Object.entries(responses).map(withAnswer)),
  }
}

function within<T extends object>(content: T, example: unknown): T {
  const types = Object.entries(content).map(([type, media]) => [type, { ...media, example }])
  return Object.fromEntries(types) as T
}

/** Every operation rejects foreign callers; all but the certificate, unknown query parameters and callers without the control token. */
function withCommonAnswers(operations: Operations): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([method, operation]) => [
      method,
      {
        ...withExample(operation),
        responses: {
          ...withExample(operation).responses,
          ...foreignCaller,
          ...(operation.requestBody && notJson),
          ...(!operation.security && { ...badRequest, ...unauthorized }),
          ...(storing.has(operation.operationId) && notStored),
        },
      },
    ]),
  )
}

interface Published {
  readonly paths: Readonly<Record<string, Operations>>
  readonly components: Readonly<Record<string, Schema>>
}

function publishAll(): Published {
  const components: Record<string, Schema> = {}
  const publish = createPublisher(components)
  const sent = sentSchemas()
  // What is sent comes first: a schema with a title that is also received keeps its form with null.
  const names = Object.keys(controlSchemas).sort((a, b) => Number(sent.has(b)) - Number(sent.has(a)))
  for (const name of names) {
    const schema = publish(controlSchemas[name] as object, sent.has(name))
    components[publishedName(name)] = { ...schema, ...conditions[name] }
  }
  // A media type has a schema and an example; what an example contains is not a part of the document.
  const withSchemas = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(withSchemas)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        key === 'schema' ? publish(member, false) : key === 'example' ? member : withSchemas(member),
      ]),
    )
  }
  const operations = Object.entries(paths).map(([path, methods]) => [path, withCommonAnswers(methods)])
  return { paths: withSchemas(Object.fromEntries(operations)) as Published['paths'], components }
}

/** The names of the schemas that occur in a request body. */
function sentSchemas(): ReadonlySet<string> {
  const bodies = Object.values(paths)
    .flatMap((methods) => Object.values(methods) as OpenApiOperation[])
    .map(({ requestBody }) => requestBody)
  const sent = new Set(referencesOf(bodies))
  // A set that grows while it is iterated over also visits what was added.
  for (const name of sent) for (const inner of referencesOf(controlSchemas[name])) sent.add(inner)
  return sent
}

const published = publishAll()

/** OpenAPI 3.1.1 (https://spec.openapis.org/oas/v3.1.1.html), without `servers`, which is added when it is served. */
export const openApiDocument = {
  openapi: '3.1.1',
  info: {
    title: 'Control plane of helseid-mock',
    version: packageManifest.version,
    description:
      'Inspect and control a running twin of HelseID from your tests. Unofficial, for testing only. Errors are problem details (RFC 9457) with a JSON pointer to each invalid member.',
    license: { name: packageManifest.license, identifier: packageManifest.license },
  },
  tags: [
    {
      name: 'requests',
      description: `Received requests, at the STSs ${stsNames.join(', ')} and at the other services.`,
    },
    { name: 'clients', description: 'Registered clients and APIs.' },
    { name: 'scenarios', description: 'Deliberate failures.' },
    { name: 'tokens', description: 'Minted access tokens.' },
    { name: 'clock', description: 'The twin’s clock.' },
    { name: 'keys', description: 'Signing keys of the STSs.' },
    { name: 'sessions', description: 'Isolated twins within the twin, such as one for each test.' },
    { name: 'twin', description: 'The twin itself.' },
  ],
  security: [{}, { controlToken: [] }],
  paths: published.paths,
  components: {
    securitySchemes: {
      controlToken: {
        type: 'http',
        scheme: 'bearer',
        description: 'Required if the twin was started with a control token.',
      },
    },
    schemas: published.components,
  },
} as const
