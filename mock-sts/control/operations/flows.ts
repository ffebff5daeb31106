/** Operations on flows: the requests that belong together. */
import { findFlow, listFlows } from '../flow-list.ts'
import { json, type Operations, Refused } from './operation.ts'

export const flowOperations: Operations = {
  listFlows: ({ context, query }) => json(200, listFlows(context.journal, query)),
  getFlow: ({ context, path: { id = '' } }) => {
    const flow = findFlow(context.journal, id)
    if (flow !== undefined) return json(200, flow)
    throw new Refused(404, {
      detail: `The journal has no request of the flow ${id}; it keeps only the newest requests.`,
    })
  },
}
