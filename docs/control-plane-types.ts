/** `npm run build:ui`: writes the types of the control plane for the workbench, from the OpenAPI document. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compile, type JSONSchema } from 'json-schema-to-typescript'
import { openApiDocument } from '../mock-sts/control/openapi.ts'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema: object
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>
}

interface Operation extends Partial<Record<'requestBody', Content & { readonly required?: boolean }>> {
  readonly parameters?: readonly Parameter[]
  readonly responses: Readonly<Record<string, Content>>
}

/** An object type: every member of `members`, of which those in `optional` may be absent. */
function objectOf(members: Readonly<Record<string, object>>, optional: readonly string[] = []): JSONSchema {
  const required = Object.keys(members).filter((name) => !optional.includes(name))
  return { type: 'object', properties: members, required, additionalProperties: false } as JSONSchema
}

function contentOf({ content = {} }: Content): JSONSchema {
  const types = Object.entries(content).map(([type, { schema = {} }]) => [type, schema])
  return objectOf(types.length > 0 ? { content: objectOf(Object.fromEntries(types)) } : {})
}

function parametersOf(parameters: readonly Parameter[]): JSONSchema {
  const places = [...Map.groupBy(parameters, (parameter) => parameter.in)].map(([place, listed]) => {
    const optional = listed.filter(({ required }) => !required).map(({ name }) => name)
    return [place, objectOf(Object.fromEntries(listed.map(({ name, schema }) => [name, schema])), optional)] as const
  })
  const withoutRequired = places.filter(([place]) => place !== 'path').map(([place]) => place)
  return objectOf(Object.fromEntries(places), withoutRequired)
}

function typeOf({ parameters = [], requestBody, responses }: Operation): JSONSchema {
  const answers = Object.entries(responses).map(([status, answer]) => [status, contentOf(answer)])
  return objectOf(
    {
      parameters: parametersOf(parameters),
      ...(requestBody && { requestBody: contentOf(requestBody) }),
      responses: objectOf(Object.fromEntries(answers)),
    },
    requestBody?.required === false ? ['requestBody'] : [],
  )
}

/** The text of a module with the interface `Paths`, as openapi-fetch reads it, and one type for each schema. */
export async function controlPlaneTypes(): Promise<string> {
  const paths = Object.entries(openApiDocument.paths as Readonly<Record<string, Readonly<Record<string, Operation>>>>)
  const { schemas } = openApiDocument.components
  const root = {
    ...objectOf(
      Object.fromEntries(
        paths.map(([path, operations]) => [
          path,
          objectOf(
            Object.fromEntries(Object.entries(operations).map(([method, operation]) => [method, typeOf(operation)])),
          ),
        ]),
      ),
    ),
    title: 'Paths',
    definitions: schemas,
  }
  const text = JSON.stringify(root).replaceAll('#/components/schemas/', '#/definitions/')
  const types = await compile(JSON.parse(text) as JSONSchema, 'Paths', {
    bannerComment: '/** The types of the control plane, generated from its OpenAPI document by `npm run build:ui`. */',
    additionalProperties: false,
    unreachableDefinitions: true,
    format: false,
  })
  // openapi-fetch finds the statuses as numbers.
  return types.replace(/^"(\d{3})": /gm, '$1: ')
}

if (import.meta.main)
  writeFileSync(
    fileURLToPath(new URL('../mock-sts/ui/app/api/control-plane.generated.d.ts', import.meta.url)),
    await controlPlaneTypes(),
  )
