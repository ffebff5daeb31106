/** All operations of the control plane, by `operationId`. */
import { clientOperations } from './clients.ts'
import { clockOperations } from './clock.ts'
import { eventOperations } from './events.ts'
import { explainOperations } from './explain.ts'
import { flowOperations } from './flows.ts'
import { keyOperations } from './keys.ts'
import { type ControlCall, type Operations, Refused, refusal } from './operation.ts'
import { overviewOperations } from './overview.ts'
import { requestOperations } from './requests.ts'
import { scenarioOperations } from './scenarios.ts'
import { sessionOperations } from './sessions.ts'
import { tokenOperations } from './tokens.ts'
import { twinOperations } from './twin.ts'

const operations: Operations = {
  ...requestOperations,
  ...clientOperations,
  ...scenarioOperations,
  ...tokenOperations,
  ...clockOperations,
  ...keyOperations,
  ...sessionOperations,
  ...twinOperations,
  ...eventOperations,
  ...flowOperations,
  ...explainOperations,
  ...overviewOperations,
}

/** @throws {Error} for an operation without an implementation */
export async function perform(operationId: string, call: ControlCall): Promise<Response> {
  const operation = operations[operationId]
  if (operation === undefined) throw new Error(`the operation ${operationId} is not implemented`)
  try {
    return await operation(call)
  } catch (error) {
    if (error instanceof Refused) return refusal(error.status, error.faults)
    throw error
  }
}
