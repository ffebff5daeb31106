/** Operations on the twin’s clock. */
import type { Duration, TwinClock } from '../../clock.ts'
import { asRefusal, type ControlCall, json, type Operations } from './operation.ts'

export const clockOperations: Operations = {
  getClock: ({ context }) => json(200, clockBody(context.clock)),
  moveClock,
}

/** Changes of the clock, applied in this order. */
interface ClockMove {
  readonly reset?: true
  readonly set?: string | number
  readonly advance?: Duration
  readonly freeze?: boolean | string | number
  readonly incoming?: 'real time' | 'twin'
}

async function moveClock({ context: { clock }, body }: ControlCall): Promise<Response> {
  const { reset, set, advance, freeze, incoming } = body as ClockMove
  const settled = clock.settle()
  try {
    if (reset) clock.reset()
    if (set !== undefined) await asRefusal('#/set', () => clock.set(set))
    if (advance !== undefined) await asRefusal('#/advance', () => clock.advance(advance))
    if (freeze === false) clock.unfreeze()
    else if (freeze !== undefined) await asRefusal('#/freeze', () => clock.freeze(freeze === true ? undefined : freeze))
    if (incoming !== undefined) clock.judgeIncoming(incoming === 'twin' ? 'the twin’s time' : 'real time')
  } catch (error) {
    settled.restore()
    throw error
  }
  return json(200, clockBody(clock))
}

export function clockBody(clock: TwinClock): object {
  const { real, offset, frozen, incoming } = clock.state
  return {
    now: iso(clock.now()),
    incoming: iso(clock.incoming()),
    real: iso(real),
    offset,
    frozen,
    incomingBy: incoming,
  }
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
