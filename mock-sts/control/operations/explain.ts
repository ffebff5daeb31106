/** Explains a pasted text; neither the journal nor the log has it. */
import { issuersAt } from '../../context/address.ts'
import { type ExplainRequest, explanations } from '../explanations.ts'
import { type ControlCall, json, type Operations, Refused } from './operation.ts'

export const explainOperations: Operations = {
  explain: async ({ context, body, request }: ControlCall) => {
    const { time } = body as ExplainRequest
    if (typeof time === 'string' && Number.isNaN(Date.parse(time)))
      throw new Refused(400, {
        pointer: '#/time',
        detail: `"${time}" is not a time: use ISO 8601 or epoch milliseconds`,
      })
    const issuers = issuersAt(new URL(request.url), context.settings.issuer, context.basePath)
    try {
      return json(200, await explanations(context, body as ExplainRequest, issuers))
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw new Refused(422, { pointer: '#/text', detail: error.message })
    }
  },
}
