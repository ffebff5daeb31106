/** All paths of the control plane, with their operations; requests are routed and validated with this table. */
import type { Paths } from '../openapi-parts.ts'
import { clientPaths } from './clients.ts'
import { clockPaths } from './clock.ts'
import { eventPaths } from './events.ts'
import { explainPaths } from './explain.ts'
import { flowPaths } from './flows.ts'
import { keyPaths } from './keys.ts'
import { overviewPaths } from './overview.ts'
import { requestPaths } from './requests.ts'
import { scenarioPaths } from './scenarios.ts'
import { sessionPaths } from './sessions.ts'
import { tokenPaths } from './tokens.ts'
import { twinPaths } from './twin.ts'

export const paths: Paths = {
  ...requestPaths,
  ...clientPaths,
  ...scenarioPaths,
  ...tokenPaths,
  ...clockPaths,
  ...keyPaths,
  ...sessionPaths,
  ...twinPaths,
  ...eventPaths,
  ...flowPaths,
  ...explainPaths,
  ...overviewPaths,
}
