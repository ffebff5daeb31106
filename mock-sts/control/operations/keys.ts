/** Operations on the signing keys of an STS. */
import { asRefusal, type ControlCall, json, type Operations, requestedSts } from './operation.ts'

export const keyOperations: Operations = {
  listKeys: async ({ context, query, request }) =>
    json(200, { keys: await context.stses[requestedSts(query.sts, request)].keys.list() }),
  changeKeys,
}

/** A change of the signing keys of an STS. */
interface KeyChange {
  readonly sts?: string
  readonly do: 'publish' | 'activate' | 'retire' | 'rotate' | 'reset'
  readonly kid?: string
}

async function changeKeys({ context: { stses }, body, request }: ControlCall): Promise<Response> {
  const { sts, do: change, kid = '' } = body as KeyChange
  const { keys } = stses[requestedSts(sts, request)]
  if (change === 'publish' || change === 'rotate') {
    const { publish, activate } = keys.untilReset()
    const created = await publish()
    if (change === 'rotate') await activate(created)
    return json(201, { kid: created, keys: await keys.list() })
  }
  if (change === 'reset') await keys.reset()
  else await asRefusal('#/kid', () => keys[change](kid))
  return json(200, { keys: await keys.list() })
}
