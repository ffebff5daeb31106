/** Operations on the signing keys of an STS. */
import { requireSts } from 'helseid-contract'
import { asRefusal, type ControlCall, json, type Operations } from './operation.ts'

export const keyOperations: Operations = {
  listKeys: async ({ context, query }) =>
    json(200, { keys: await context.stses[requireSts(String(query.sts ?? 'test'))].keys.list() }),
  changeKeys,
}

/** A change of the signing keys of an STS. */
interface KeyChange {
  readonly sts?: string
  readonly do: 'publish' | 'activate' | 'retire' | 'rotate' | 'reset'
  readonly kid?: string
}

async function changeKeys({ context: { stses }, body }: ControlCall): Promise<Response> {
  const { sts = 'test', do: change, kid = '' } = body as KeyChange
  const { keys } = stses[requireSts(sts)]
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
