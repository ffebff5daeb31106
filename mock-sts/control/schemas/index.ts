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
export const controlSchemas: Readonly<Record<string, object>> = {
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
}
