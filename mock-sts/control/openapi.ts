/** The OpenAPI document of the control plane, as it is published. */
import { stsNames } from 'helseid-contract'
import packageManifest from '../package.json' with { type: 'json' }
import { badRequest, type Operations, pascal, problem, reference } from './openapi-parts.ts'
import { paths } from './openapi-paths.ts'
import { controlSchemas } from './schemas.ts'

const unauthorized = { '401': problem('the twin was started with a control token, and this is not it') }

/** Every operation refuses query parameters that it does not know, and whoever lacks the control token. */
function withCommonAnswers(operations: Operations): Operations {
  return Object.fromEntries(
    Object.entries(operations).map(([method, operation]) => [
      method,
      operation.security
        ? operation
        : { ...operation, responses: { ...operation.responses, ...badRequest, ...unauthorized } },
    ]),
  )
}

/** https://spec.openapis.org/oas/v3.1.1.html; without the address that it is served at. */
export const openApiDocument = {
  openapi: '3.1.1',
  info: {
    title: 'Control plane of helseid-mock',
    version: packageManifest.version,
    description:
      'What a test may ask and change while the twin runs. Unofficial, for testing only. What is wrong with a request is answered by problem details (RFC 9457), with a JSON pointer to the fault.',
    license: { name: packageManifest.license, identifier: packageManifest.license },
  },
  tags: [
    { name: 'requests', description: `what came in, at the STSs ${stsNames.join(', ')} and at the neighbour services` },
    { name: 'clients', description: 'clients and APIs' },
    { name: 'scenarios', description: 'deliberate failures' },
    { name: 'tokens', description: 'minted access tokens' },
    { name: 'clock', description: 'the twin’s time' },
    { name: 'keys', description: 'signing keys' },
    { name: 'sessions', description: 'twins within the twin' },
    { name: 'twin', description: 'the twin itself' },
  ],
  security: [{}, { controlToken: [] }],
  paths: Object.fromEntries(Object.entries(paths).map(([path, operations]) => [path, withCommonAnswers(operations)])),
  components: {
    securitySchemes: {
      controlToken: { type: 'http', scheme: 'bearer', description: 'asked for where the twin was started with one' },
    },
    schemas: Object.fromEntries(
      Object.entries(controlSchemas).map(([name, schema]) => [pascal(name), withReferences(schema)]),
    ),
  },
} as const

function withReferences(schema: object): object {
  const text = JSON.stringify(schema)
  return JSON.parse(text.replace(/"#\/definitions\/(\w+)"/g, (_, name: string) => `"${reference(name).$ref}"`))
}
