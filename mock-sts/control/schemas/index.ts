/** The schemas of the control plane’s request and response bodies. */
import { namedSchemas } from '../../config/schema.ts'
import { clientSchemas } from './clients.ts'
import { clockSchemas } from './clock.ts'
import { commonSchemas } from './common.ts'
import { explainSchemas } from './explain.ts'
import { flowSchemas } from './flows.ts'
import { keySchemas } from './keys.ts'
import { overviewSchemas } from './overview.ts'
import { requestSchemas } from './requests.ts'
import { ruleSchemas } from './rules.ts'
import { scenarioSchemas } from './scenarios.ts'
import { sessionSchemas } from './sessions.ts'
import { tokenSchemas } from './tokens.ts'

/** Schemas by name; they refer to each other as `#/definitions/<name>`. */
export const controlSchemas: Readonly<Record<string, object>> = withSafeIntegers({
  ...namedSchemas,
  ...requestSchemas,
  ...ruleSchemas,
  ...clientSchemas,
  ...scenarioSchemas,
  ...tokenSchemas,
  ...clockSchemas,
  ...keySchemas,
  ...sessionSchemas,
  ...flowSchemas,
  ...explainSchemas,
  ...overviewSchemas,
  ...commonSchemas,
})

/** Integers that every language reads exactly (RFC 8259 6). */
function withSafeIntegers<T>(schemas: T): T {
  const bounds = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }
  return JSON.parse(JSON.stringify(schemas), (_, value) =>
    value?.type === 'integer' ? { ...bounds, ...value } : value,
  )
}
