/** Schemas of the twin’s clock. */
import { Type } from '@sinclair/typebox'
import { closed, flag, oneOf, optional, titled } from '../../config/schema-parts.ts'
import { either, ref } from './parts.ts'

export const time = either(
  Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)$', format: 'date-time' }),
  Type.Integer(),
  'a time in ISO 8601 such as 2026-12-01T09:00:00Z, or in epoch milliseconds',
)

export const clockSchemas = {
  clockMove: Type.Object(
    optional({
      reset: flag('returns to real time'),
      set: time,
      advance: ref('clockAdvance'),
      freeze: either(
        Type.Boolean(),
        time,
        'true or a time: stops the clock now or at that time; false: lets it run on from there',
      ),
      incoming: titled(
        'IncomingTime',
        oneOf(['real time', 'twin'], 'the time that incoming assertions and proofs are judged by; default: real time'),
      ),
    }),
    { ...closed, minProperties: 1, description: 'changes of the twin’s clock' },
  ),
  clockAdvance: Type.Object(
    optional({ days: Type.Number(), hours: Type.Number(), minutes: Type.Number(), seconds: Type.Number() }),
    { ...closed, description: 'a duration; its members are added up' },
  ),
  twinClock: Type.Object(
    {
      now: Type.String({ format: 'date-time', description: 'the twin’s time' }),
      incoming: Type.String({
        format: 'date-time',
        description: 'the time that incoming assertions and proofs are judged by',
      }),
      real: Type.String({ format: 'date-time', description: 'real time' }),
      offset: Type.Integer({
        format: 'int64',
        description: 'how far the twin’s time is from real time, in milliseconds; negative if it is behind',
      }),
      frozen: Type.Boolean({ description: 'whether the twin’s time is stopped' }),
      incomingBy: oneOf(['real time', 'twin'], 'whether incoming assertions and proofs are judged by real time'),
    },
    closed,
  ),
}
