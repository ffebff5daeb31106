/** Each member of each request body takes the values that the OpenAPI document describes, and refuses the others. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import { openApiDocument } from '../../../mock-sts/control/openapi.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { twoForms } from './two-forms.ts'

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly oneOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly description?: string
}

const { schemas } = JSON.parse(JSON.stringify(openApiDocument.components)) as {
  schemas: Record<string, Schema>
}
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
ajv.addSchema({ ...openApiDocument }, 'openapi', undefined, false)

const jwks = { keys: [publicJwk(keyRing.ec)] }
/** A valid body for each schema that is sent, to which a member is added. */
const valid: Readonly<Record<string, readonly [path: string, body: object]>> = {
  ClientRegistration: ['/clients', { clientId: 'one', scopes: ['nhn:one/api'], jwks }],
  ApiRegistration: ['/apis', { audience: 'nhn:one' }],
  ScenarioUse: ['/scenarios', { name: 'slow-answer' }],
  MintOptions: ['/tokens', {}],
  ClockMove: ['/clock', { freeze: false }],
  KeyChange: ['/keys', { do: 'reset' }],
  SessionOptions: ['/sessions', {}],
  ExplainRequest: ['/explain', { text: 'grant_type=client_credentials&client_id=one&client_assertion=x' }],
}

const usual: readonly unknown[] = [
  '',
  'x',
  'test',
  0,
  -1,
  1.5,
  1,
  2 ** 40,
  2 ** 60,
  true,
  [],
  ['x'],
  [''],
  {},
  { x: 1 },
  { test: 'next' },
]

function resolved(schema: Schema): Schema {
  const { $ref, oneOf = [] } = schema
  if ($ref !== undefined) return resolved(schemas[$ref.replace('#/components/schemas/', '')] ?? {})
  return oneOf[0] === undefined ? schema : resolved(oneOf[0])
}

/** Each member of the schema with the values to try, and its description. */
function triedAt(name: string): (readonly [member: string, value: unknown, description: string])[] {
  return Object.entries(schemas[name]?.properties ?? {}).flatMap(([member, schema]) => {
    const { enum: values = [], items } = resolved(schema)
    const inItems = items === undefined ? [] : (resolved(items).enum ?? [])
    const own = [...values, ...inItems.map((value) => [value])].slice(0, 20)
    return [...usual, ...own].map((value) => [member, value, schema.description ?? ''] as const)
  })
}

/** What no schema can say: the twin looks into the value, or keeps a list of names for each scenario. */
const judgedByTheTwin: readonly string[] = [
  'ClientRegistration.certificates',
  'ScenarioUse.parameters',
  'MintOptions.proofKey',
  'SessionOptions.scenario',
  'ExplainRequest.text',
]

it.each(Object.entries(valid))(
  '%s describes what the twin takes, or says that it takes another form',
  async (name, [path, body]) => {
    const twin = createHelseIdMock()
    const wrong: string[] = []
    const otherForms = new Set<string>()
    for (const [member, value, description] of triedAt(name)) {
      const sent = { ...body, [member]: value }
      const headers = { 'content-type': 'application/json' }
      const url = `http://localhost:8080/_mock${path}`
      const { ok } = await twin.handle(new Request(url, { method: 'POST', headers, body: JSON.stringify(sent) }))
      const allows = ajv.validate(`openapi#/components/schemas/${name}`, sent)
      if (ok === allows || (!ok && judgedByTheTwin.includes(`${name}.${member}`))) continue
      if (ok && description.includes('accepts another form')) otherForms.add(member)
      else wrong.push(`${member}: ${JSON.stringify(value)} is ${ok ? 'taken' : 'refused'}`)
      await twin.reset()
    }
    expect(wrong).toEqual([])
    expect([...otherForms]).toEqual(twoForms[name] ?? [])
  },
)
